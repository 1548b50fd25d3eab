import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { byCaller } from './by-caller.ts'
import { connectionOf, openSettings, shownConnection } from './shown.ts'

export const changeConnection: Handler<'connections.change'> = async (call) => {
  const { services, organizationId, params, body, note } = call
  const before = await connectionOf(call, params.connection)
  note({ subject: `connection:${before.key}`, before: { settings: openSettings(before), slots: before.slots } })
  const { released } = await services.configuration.saveConnection(
    organizationId,
    before.key,
    (file) => {
      if (file === null) throw missing('connection')
      const settings = Object.entries({ ...file.settings, ...body.settings }).filter(([, value]) => value !== null)
      const slots = body.slots ?? file.slots
      return {
        connector: file.connector,
        settings: Object.fromEntries(settings),
        ...(slots === undefined ? {} : { slots }),
      }
    },
    byCaller(call),
  )
  services.engine.services.connections.forget(before.connectionId)
  const after = await shownConnection(call, before.key)
  note({
    after: {
      settings: after.settings,
      slots: after.slots,
      secrets: Object.keys(body.settings).filter((name) => before.secretNames.includes(name)),
    },
  })
  return { ...after, released }
}
