import { removeConnection } from '#database/connections'
import { listIntegrations } from '#database/integrations'
import { countStates } from '#database/transfers'
import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { connectionOf, openSettings, usersOf } from './shown.ts'

export const lookAtRemoval: Handler<'connections.removal'> = async (call) => {
  const { services, organizationId } = call
  const connection = await connectionOf(call, call.params.connection)
  const users = usersOf(connection, await listIntegrations(services.pool, organizationId))
  let transfers = 0
  for (const { integrationId } of users) {
    const counts = await countStates(services.queries, organizationId, { integrationId })
    transfers += Object.values(counts).reduce((sum, count) => sum + count, 0)
  }
  return { possible: users.length === 0, usedBy: users.map(({ key }) => key), transfers }
}

export const removeConnectionRoute: Handler<'connections.remove'> = async (call) => {
  const { services, organizationId, note } = call
  const connection = await connectionOf(call, call.params.connection)
  const { key, connector, connectionId } = connection
  note({ subject: `connection:${key}`, before: { connector, settings: openSettings(connection) } })
  const users = usersOf(connection, await listIntegrations(services.pool, organizationId))
  if (users.length > 0 || !(await isRemoved(call, connectionId))) {
    // Somebody else may have taken it away in this moment.
    await connectionOf(call, key)
    throw joined(
      key,
      users.map((one) => one.key),
    )
  }
  services.engine.services.connections.forget(connectionId)
}

const FOREIGN_KEY_VIOLATION = '23503'

/** Whether nothing that is kept names it any more: deliveries, customers and transfers are kept. */
async function isRemoved({ services, organizationId }: Parameters<typeof removeConnectionRoute>[0], id: string) {
  return removeConnection(services.pool, organizationId, id).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === FOREIGN_KEY_VIOLATION) return false
    throw error
  })
}

const joined = (key: string, integrations: readonly string[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTION_JOINED',
    message:
      integrations.length === 0
        ? `What is kept of past days names the connection "${key}".`
        : `The connection "${key}" belongs to ${integrations.join(', ')}: with it would go the proof of what was booked.`,
    remedy: 'Pause it instead: nothing goes through it then. Its secrets can be replaced by ones that do not work.',
    subject: `connection:${key}`,
  })
