import type { Channel } from '#database/alert-channels'
import type { DeliveryFailure } from '#database/alert-deliveries'
import { clearAlarm, raiseAlarm } from '#database/alarms'
import type { Sql } from '#database/pool'
import { channelSubject } from './decide.ts'

const CODE = 'ALERT_CHANNEL_FAILING'
// Two tries in a row fail now and then.
const FAILING_AFTER_TRIES = 3

/** A channel that keeps failing is an alarm itself, on the overview and for the other channels. */
export async function noteChannelFailure(
  sql: Sql,
  { organizationId, channelId, name }: Channel,
  tries: number,
  { message, remedy }: DeliveryFailure,
  at: Date,
): Promise<void> {
  if (tries < FAILING_AFTER_TRIES) return
  const alarm = {
    code: CODE,
    subject: channelSubject(channelId),
    integrationId: null,
    connectionId: null,
    severity: 'critical',
    message: `Alerts do not arrive through "${name}": ${message}`,
    remedy,
    count: 1,
  } as const
  await raiseAlarm(sql, organizationId, alarm, at)
}

/** Something arrived, or the channel is not used any more. */
export async function channelRecovered(
  sql: Sql,
  { organizationId, channelId }: Pick<Channel, 'organizationId' | 'channelId'>,
  at: Date,
): Promise<void> {
  await clearAlarm(sql, organizationId, { code: CODE, subject: channelSubject(channelId) }, at)
}
