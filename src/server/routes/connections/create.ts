import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { byCaller } from './by-caller.ts'
import { shownConnection } from './shown.ts'
import { takeToldZone } from './told-zone.ts'

export const createConnection: Handler<'connections.create'> = async (call) => {
  const { services, organizationId, body, note } = call
  const { connection: key, connector, settings } = body
  note({ subject: `connection:${key}` })
  await services.configuration.saveConnection(
    organizationId,
    key,
    (before) => {
      if (before !== null) throw exists(key)
      return { connector, settings }
    },
    byCaller(call),
  )
  if (settings['timeZone'] === undefined) await takeToldZone(call, key)
  const made = await shownConnection(call, key)
  note({ after: { connector, settings: made.settings, secrets: made.secrets } })
  return made
}

/** A new connection cannot have a name that is taken. */
export const exists = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTION_EXISTS',
    message: `There is a connection "${key}" already.`,
    remedy: 'Choose another name, or change the one that is there.',
    subject: `connection:${key}`,
  })
