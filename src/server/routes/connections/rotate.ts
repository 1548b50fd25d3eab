import type { Connector } from '#contract/connector'
import { secretNames } from '#contract/settings'
import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { byCaller } from './by-caller.ts'
import { connectionOf, shownConnection } from './shown.ts'

export const rotateConnection: Handler<'connections.rotate'> = async (call) => {
  const { services, organizationId, params, body, note } = call
  const before = await connectionOf(call, params.connection)
  const names = Object.keys(body.secrets)
  note({ subject: `connection:${before.key}`, after: { replaced: names } })
  const connector = services.connectors.get(before.connector) as Connector | undefined
  const known = connector === undefined ? [] : secretNames(connector.settings)
  for (const name of names) if (!known.includes(name)) throw unknownSecret(name, known)
  await services.configuration.saveConnection(
    organizationId,
    before.key,
    (file) => {
      if (file === null) throw missing('connection')
      return { ...file, settings: { ...file.settings, ...body.secrets } }
    },
    byCaller(call),
  )
  services.engine.services.connections.forget(before.connectionId)
  return shownConnection(call, before.key)
}

const unknownSecret = (name: string, known: readonly string[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'NO_SUCH_SECRET',
    message: `This system has no secret "${name}".`,
    remedy: `Possible here: ${known.join(', ')}.`,
  })
