import type { SystemHealth } from '#api/health'
import { listAlarms } from '#database/alarms'
import { type Connection, listConnections } from '#database/connections'
import { listIntegrations } from '#database/integrations'
import { trafficCountedUntil } from '#database/traffic'
import { countStates } from '#database/transfers'
import type { Handler } from '#server/api/call'
import { usersOf } from '#server/routes/connections/shown'
import type { ServerServices } from '#server/services'
import { flowsHealth } from './flow-health.ts'

const MOST_ALARMS = 1000

export const showOverview: Handler<'overview.show'> = async ({ services, organizationId }) => {
  const { pool, queries, clock } = services
  const alarms = await listAlarms(pool, organizationId, { state: 'open', limit: MOST_ALARMS })
  const [systems, flows, counts, lookedAt] = await Promise.all([
    systemsHealth(services, organizationId),
    flowsHealth(pool, organizationId, alarms, clock.now()),
    countStates(queries, organizationId),
    trafficCountedUntil(pool, organizationId),
  ])
  const critical = alarms.filter(({ severity }) => severity === 'critical').length
  return {
    systems,
    flows,
    alarms: { critical, warning: alarms.length - critical },
    synced: counts.synced,
    open: counts.pending + counts.running + counts.waiting,
    attention: counts.attention,
    lookedAt,
  }
}

async function systemsHealth(services: ServerServices, organizationId: string): Promise<SystemHealth[]> {
  const [connections, integrations] = await Promise.all([
    listConnections(services.pool, services.sealer, organizationId),
    listIntegrations(services.pool, organizationId),
  ])
  return connections.map((connection) => ({
    ...healthOf(services, connection),
    usedBy: usersOf(connection, integrations).map(({ key }) => key),
  }))
}

function healthOf({ connectors, clock }: ServerServices, connection: Connection): Omit<SystemHealth, 'usedBy'> {
  const { key, pausedAt, pauseCode, pauseMessage, restsUntil, inflight, slots } = connection
  const connector = connectors.get(connection.connector)
  const isResting = new Date(restsUntil) > clock.now()
  return {
    connection: key,
    connectorName: connector?.name ?? connection.connector,
    kind: connector?.kind ?? 'erp',
    health: pausedAt !== null ? 'paused' : isResting ? 'resting' : 'good',
    paused: pausedAt === null ? null : { at: pausedAt, code: pauseCode ?? 'PAUSED', message: pauseMessage },
    restsUntil: isResting ? restsUntil : null,
    busy: inflight,
    slots,
  }
}
