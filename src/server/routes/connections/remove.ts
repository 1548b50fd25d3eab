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
  if (users.length > 0 || !(await removeConnection(services.pool, organizationId, connectionId))) {
    // Somebody else may have taken it away in this moment.
    await connectionOf(call, key)
    throw joined(
      key,
      users.map((one) => one.key),
    )
  }
  services.engine.services.connections.forget(connectionId)
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
