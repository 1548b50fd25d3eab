import { type CheckedConnection, checkedConnection, preparedConnection } from '#engine/checked-connection'
import type { Handler } from '#server/api/call'
import { connectionOf } from './shown.ts'

export const checkConnectionRoute: Handler<'connections.check'> = async (call) =>
  shown(await checkedConnection(call.services, await connectionOf(call, call.params.connection)))

export const prepareConnectionRoute: Handler<'connections.prepare'> = async (call) => {
  const connection = await connectionOf(call, call.params.connection)
  call.note({ subject: `connection:${connection.key}` })
  return shown(await preparedConnection(call.services, connection))
}

const shown = ({ account, version, findings }: CheckedConnection) => ({
  account,
  version,
  findings: findings.map((finding) => ({ ...finding, remedy: finding.remedy ?? null })),
})
