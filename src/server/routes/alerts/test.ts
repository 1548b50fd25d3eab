import { findOrganization } from '#database/organizations'
import { sendTest } from '#engine/alerts/alert-loop'
import { asTillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { channelOf } from './shown.ts'

export const testChannel: Handler<'alerts.test'> = async (call) => {
  const { services, organizationId, params, note, signal } = call
  const channel = await channelOf(call, params.channelId)
  const organization = await findOrganization(services.pool, organizationId)
  if (organization === null) throw missing('organisation')
  note({ subject: `alert-channel:${channel.name}` })
  const { organization: key, name } = organization
  const startedAt = services.clock.now().getTime()
  const took = (): number => services.clock.now().getTime() - startedAt
  try {
    const said = await sendTest(services, channel, { key, name }, signal)
    return { arrived: true, said, tookMs: took(), failure: null }
  } catch (error) {
    const { kind, code, message, remedy } = asTillbridgeError(error)
    if (kind === 'bug') throw error
    return { arrived: false, said: null, tookMs: took(), failure: { code, message, remedy } }
  }
}
