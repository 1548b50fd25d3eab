import { listChannels } from '#database/alert-channels'
import { lastDeliveries } from '#database/alert-deliveries'
import { addChannel, changeChannel, dropChannel } from '#engine/alerts/channels'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { channelOf, notedChannel, shownChannel, shownWithLast } from './shown.ts'

export const listChannelsRoute: Handler<'alerts.channels'> = async ({ services: { pool, mail }, organizationId }) => {
  const [channels, last] = await Promise.all([listChannels(pool, organizationId), lastDeliveries(pool, organizationId)])
  return {
    items: channels.map((channel) => shownChannel(channel, last.get(channel.channelId))),
    mail: mail !== null,
  }
}

export const createChannel: Handler<'alerts.create'> = async ({ services, organizationId, body, note }) => {
  const { kind, name, language, rules } = body
  note({ subject: `alert-channel:${name}` })
  const target = body.kind === 'email' ? { to: body.to, url: null } : { to: [], url: body.url }
  const { channel, secret } = await addChannel(
    services,
    { organizationId, kind, name, language, rules, ...target },
    services,
  )
  note({ after: notedChannel(channel) })
  return { channel: shownChannel(channel, undefined), secret }
}

export const changeChannelRoute: Handler<'alerts.change'> = async (call) => {
  const { services, params, body, note } = call
  const before = await channelOf(call, params.channelId)
  note({ subject: `alert-channel:${before.name}`, before: notedChannel(before) })
  const { channel, secret } = await changeChannel(services, before, body, services)
  note({ after: notedChannel(channel) })
  return { channel: await shownWithLast(call, channel), secret }
}

export const removeChannelRoute: Handler<'alerts.remove'> = async ({ services, organizationId, params, note }) => {
  const removed = await dropChannel(services, organizationId, params.channelId)
  if (removed === null) throw missing('channel')
  note({ subject: `alert-channel:${removed.name}`, before: notedChannel(removed) })
}
