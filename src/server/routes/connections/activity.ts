import { connectorFor } from '#contract/connector-for'
import { connectionActivity } from '#database/connection-activity'
import type { Handler } from '#server/api/call'
import { connectionOf } from './shown.ts'

export const showConnectionActivity: Handler<'connections.activity'> = async (call) => {
  const { pool, connectors } = call.services
  const connection = await connectionOf(call, call.params.connection)
  const { wholeInSeconds, ...activity } = await connectionActivity(pool, connection)
  const declared = connectors.get(connection.connector)
  const limits = declared === undefined ? null : connectorFor(declared, connection.settings).limits
  const rate = limits?.rate?.(connection.settings as never) ?? null
  return {
    ...activity,
    failures: [...activity.failures],
    running: connection.inflight,
    allowance:
      rate === null ? null : { ...rate, free: Math.max(0, Math.round(rate.burst - wholeInSeconds * rate.perSecond)) },
  }
}
