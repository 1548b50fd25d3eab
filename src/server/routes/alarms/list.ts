import { connectionStates } from '#database/alarm-facts'
import { listAlarms } from '#database/alarms'
import { listIntegrations } from '#database/integrations'
import type { Handler } from '#server/api/call'

export const listAlarmsRoute: Handler<'alarms.list'> = async ({ services: { pool }, organizationId, query }) => {
  const [alarms, connections, integrations] = await Promise.all([
    listAlarms(pool, organizationId, query),
    connectionStates(pool, organizationId),
    listIntegrations(pool, organizationId),
  ])
  return {
    items: alarms.map(({ integrationId, connectionId, ...alarm }) => ({
      ...alarm,
      integration: integrations.find((one) => one.integrationId === integrationId)?.key ?? null,
      connection: connections.find((one) => one.connectionId === connectionId)?.key ?? null,
    })),
  }
}
