import { redeemGrant } from '#engine/grants'
import type { Handler } from '#server/api/call'
import { byCaller } from './by-caller.ts'
import { boundTo } from './grant-begin.ts'
import { withoutNulls } from './settings-kept.ts'
import { connectionOf, shownConnection } from './shown.ts'
import { takeToldZone } from './told-zone.ts'

export const finishGrant: Handler<'connections.granted'> = async (call) => {
  const { services, organizationId, params, body, note, actor } = call
  const granted = await redeemGrant(
    { ...services, connections: services.engine.services.connections },
    { organizationId, connector: params.connector, query: body.query, boundTo: boundTo(actor) },
  )
  note({ subject: `connection:${granted.connection}` })
  await services.configuration.saveConnection(
    organizationId,
    granted.connection,
    (before) => ({
      ...before,
      connector: granted.connector,
      settings: withoutNulls({ ...before?.settings, ...granted.settings }),
    }),
    byCaller(call),
  )
  const { connectionId } = await connectionOf(call, granted.connection)
  services.engine.services.connections.forget(connectionId)
  if (granted.settings['timeZone'] === undefined) await takeToldZone(call, granted.connection)
  const after = await shownConnection(call, granted.connection)
  note({ after: { connector: after.connector, settings: after.settings, secrets: after.secrets } })
  return after
}
