import type { AlertChannel } from '#api/alerts'
import { languageOf } from '#languages/languages'
import { type Channel, getChannel } from '#database/alert-channels'
import { type DeliveryView, lastDeliveries } from '#database/alert-deliveries'
import { missing } from '#server/api/failures'
import type { ServerServices } from '#server/services'

interface Asked {
  readonly services: ServerServices
  readonly organizationId: string
}

/** A channel as the API shows it: nothing secret is in it. */
export function shownChannel(channel: Channel, last: DeliveryView | undefined): AlertChannel {
  const { channelId, kind, name, enabled, settings, rules, changedAt } = channel
  return {
    channelId,
    kind,
    name,
    enabled,
    to: [...settings.to],
    address: settings.address,
    language: languageOf(settings.language),
    rules: {
      ...rules,
      severities: [...rules.severities],
      codes: [...rules.codes],
      integrations: [...rules.integrations],
      quiet: rules.quiet === null ? null : { ...rules.quiet, weekdays: [...rules.quiet.weekdays] },
    },
    changedAt,
    last: last === undefined ? null : { at: last.endedAt ?? last.madeAt, failure: last.failure },
  }
}

export const shownWithLast = async ({ services, organizationId }: Asked, channel: Channel): Promise<AlertChannel> =>
  shownChannel(channel, (await lastDeliveries(services.pool, organizationId)).get(channel.channelId))

/** The channel that a path names. */
export async function channelOf({ services, organizationId }: Asked, channelId: string): Promise<Channel> {
  const found = await getChannel(services.pool, organizationId, channelId)
  if (found === null) throw missing('channel')
  return found
}

/** What the audit log says of a channel. */
export const notedChannel = ({ kind, name, enabled, settings, rules }: Channel): object => ({
  kind,
  name,
  enabled,
  ...settings,
  rules,
})
