import type { ApiConnection } from '#api/connections'
import { type Connection, listConnections } from '#database/connections'
import { type Integration, listIntegrations } from '#database/integrations'
import { hasWebhooks } from '#engine/checked-connection'
import { webhookAddress } from '#engine/connection-calls'
import { missing } from '#server/api/failures'
import type { ServerServices } from '#server/services'

interface Asked {
  readonly services: ServerServices
  readonly organizationId: string
}

/** The connection that a path names, with its secrets: keep it inside the process. */
export async function connectionOf({ services, organizationId }: Asked, key: string): Promise<Connection> {
  const all = await listConnections(services.pool, services.sealer, organizationId)
  const found = all.find((each) => each.key === key)
  if (found === undefined) throw missing('connection')
  return found
}

/** All connections as the API shows them. */
export async function shownConnections({ services, organizationId }: Asked): Promise<ApiConnection[]> {
  const { pool, sealer } = services
  const [connections, integrations] = await Promise.all([
    listConnections(pool, sealer, organizationId),
    listIntegrations(pool, organizationId),
  ])
  return connections.map((each) => shown(services, each, integrations))
}

/** One connection as it is now. */
export async function shownConnection(asked: Asked, key: string): Promise<ApiConnection> {
  const found = (await shownConnections(asked)).find(({ connection }) => connection === key)
  if (found === undefined) throw missing('connection')
  return found
}

/** The integrations that a connection is a part of. */
export const usersOf = ({ connectionId }: Connection, integrations: readonly Integration[]): Integration[] =>
  integrations.filter(
    ({ storeConnectionId, targetConnectionId, paymentConnectionIds }) =>
      [storeConnectionId, targetConnectionId].includes(connectionId) || paymentConnectionIds.includes(connectionId),
  )

function shown(
  { connectors, clock, publicUrl }: ServerServices,
  connection: Connection,
  integrations: readonly Integration[],
): ApiConnection {
  const connector = connectors.get(connection.connector)
  const { settings, secretNames, pausedAt, restsUntil } = connection
  return {
    connection: connection.key,
    connector: connection.connector,
    connectorName: connector?.name ?? connection.connector,
    kind: connector?.kind ?? 'erp',
    settings: openSettings(connection),
    secrets: secretNames.filter((name) => settings[name] != null),
    slots: connection.slots,
    paused:
      pausedAt === null
        ? null
        : {
            at: new Date(pausedAt).toISOString(),
            code: connection.pauseCode ?? 'PAUSED',
            message: connection.pauseMessage,
          },
    restsUntil: new Date(restsUntil) > clock.now() ? new Date(restsUntil).toISOString() : null,
    webhookAddress:
      publicUrl !== null && hasWebhooks(connectors, connection) ? webhookAddress(connection, publicUrl) : null,
    usedBy: usersOf(connection, integrations).map(({ key }) => key),
  }
}

/** What may be seen of the settings. */
export const openSettings = ({ settings, secretNames }: Connection): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !secretNames.includes(name)))
