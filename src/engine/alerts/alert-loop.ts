import { type Channel, getChannel, listChannels } from '#database/alert-channels'
import {
  addDelivery,
  type AlertContent,
  claimDeliveries,
  type Delivery,
  deliveryFailed,
  deliverySent,
  forgetDeliveries,
} from '#database/alert-deliveries'
import {
  lockTelling,
  noteRecovered,
  noteTold,
  readSent,
  readTellings,
  type TellableAlarm,
  tellableAlarms,
  type TellableOrganization,
  tellableOrganizations,
  type Telling as ToldRow,
} from '#database/alert-tellings'
import { inTransaction } from '#database/pool'
import { newId } from '#lib/ids'
import type { Log } from '#lib/log'
import { asTillbridgeError } from '#lib/errors'
import { channelRecovered, noteChannelFailure } from './channel-alarm.ts'
import { decide, nameOf, type Telling } from './decide.ts'
import { recipientsOf, sendDelivery, type SendServices } from './send.ts'

export interface AlertServices extends SendServices {
  readonly log: Log
  /** In [0, 1); spreads retries. */
  readonly random: () => number
}

export interface AlertLoop {
  /** Takes nothing new and lets what is on its way end. */
  stop(): Promise<void>
}

const LOOK_EVERY_MS = 2_000
const HOUR_MS = 60 * 60_000
const AT_ONCE = 10
// Longer than any way to send takes, so that in usual operation nobody sends what another still sends.
const LEASE_MS = 150_000
const FIRST_RETRY_MS = 30_000
const LONGEST_RETRY_MS = HOUR_MS
const GIVE_UP_MS = 24 * HOUR_MS
const KEEP_MS = 90 * 24 * HOUR_MS
/** More are counted and not written out. */
const MOST_ALARMS = 50

/** Tells people of alarms, in this process. Several processes may do so: each message is made and sent by one of them. */
export function startAlerts(services: AlertServices, { lookEveryMs = LOOK_EVERY_MS } = {}): AlertLoop {
  const { clock, log } = services
  const stopping = new AbortController()
  const ended = (async () => {
    let tidiedAt = 0
    while (!stopping.signal.aborted) {
      try {
        await tellAll(services)
        while (!stopping.signal.aborted && (await deliverDue(services, stopping.signal)) > 0);
        const now = clock.now().getTime()
        if (now - tidiedAt > HOUR_MS) await forgetDeliveries(services.pool, new Date(now - KEEP_MS))
        tidiedAt = now - tidiedAt > HOUR_MS ? now : tidiedAt
      } catch (error) {
        log.warn({ error: String(error) }, 'alerts could not be looked after; it is tried again')
      }
      await clock.sleep(lookEveryMs, stopping.signal)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

/** Makes the messages that are due now; nothing is sent yet. */
export async function tellAll(services: Pick<AlertServices, 'pool' | 'clock'>): Promise<void> {
  for (const organization of await tellableOrganizations(services.pool)) await tell(services, organization)
}

async function tell({ pool, clock }: Pick<AlertServices, 'pool' | 'clock'>, organization: TellableOrganization) {
  const { organizationId } = organization
  await inTransaction(pool, async (sql) => {
    if (!(await lockTelling(sql, organizationId))) return
    const now = clock.now()
    const channels = (await listChannels(sql, organizationId)).filter(({ enabled }) => enabled)
    const told = await readTellings(sql, organizationId)
    const alarms = await tellableAlarms(sql, organizationId, now)
    const sent = await readSent(sql, organizationId, new Date(now.getTime() - HOUR_MS))
    for (const telling of decide({ now, alarms, channels, told, sent })) {
      const channel = channels.find(({ channelId }) => channelId === telling.channelId)
      if (channel === undefined) continue
      const content = contentOf(organization, telling, told)
      for (const recipient of recipientsOf(channel)) {
        await addDelivery(sql, {
          organizationId,
          deliveryId: newId(now),
          channelId: channel.channelId,
          recipient,
          kind: telling.kind,
          content,
          madeAt: now.toISOString(),
        })
      }
      const note = telling.kind === 'recovery' ? noteRecovered : noteTold
      await note(sql, organizationId, channel.channelId, telling.alarms, now)
    }
  })
}

function contentOf(
  { key, name, zone }: TellableOrganization,
  { kind, channelId, alarms }: Telling<TellableAlarm>,
  told: readonly ToldRow[],
): AlertContent {
  const since = new Map(
    told.filter((one) => one.channelId === channelId).map((one) => [nameOf(one), one.openedAt] as const),
  )
  const written = alarms.slice(0, MOST_ALARMS).map((alarm) => {
    const { integrations: _integrations, acknowledgedAt: _acknowledgedAt, openedAt, closedAt, ...shown } = alarm
    const from = kind === 'recovery' ? (since.get(nameOf(alarm)) ?? openedAt) : openedAt
    return { ...shown, openedAt: from.toISOString(), closedAt: closedAt?.toISOString() ?? null }
  })
  return { organization: { key, name }, zone: zone ?? 'UTC', alarms: written, more: alarms.length - written.length }
}

/** Sends what is due and nobody else sends. Answers how many were tried. */
export async function deliverDue(services: AlertServices, signal: AbortSignal): Promise<number> {
  const { pool, clock } = services
  const now = clock.now()
  const claimed = await claimDeliveries(pool, {
    now,
    leaseUntil: new Date(now.getTime() + LEASE_MS),
    limit: AT_ONCE,
  })
  await Promise.all(claimed.map((delivery) => deliver(services, delivery, signal)))
  return claimed.length
}

async function deliver(services: AlertServices, delivery: Delivery, signal: AbortSignal): Promise<void> {
  const { pool, clock, log } = services
  const channel = await getChannel(pool, delivery.organizationId, delivery.channelId)
  if (channel === null) return
  try {
    const answer = await sendDelivery(services, channel, delivery, signal)
    await deliverySent(pool, delivery, answer, clock.now())
    await channelRecovered(pool, channel, clock.now())
  } catch (error) {
    const { code, message, remedy } = asTillbridgeError(error)
    const failure = { code, message, remedy }
    const at = clock.now()
    // What was broken off because this process stops is tried again at once, by whoever runs next.
    const nextTryAt = signal.aborted ? at : nextTryOf(delivery, at, services.random())
    await deliveryFailed(pool, delivery, failure, { at, nextTryAt })
    // Who was taken away or switched off meanwhile is nobody's trouble, and no later message could end the alarm.
    const isWanted = (await getChannel(pool, delivery.organizationId, delivery.channelId))?.enabled === true
    if (signal.aborted || !isWanted) return
    log.warn({ channel: channel.name, code, reason: message, tries: delivery.tries }, 'an alert was not delivered')
    await noteChannelFailure(pool, channel, delivery.tries, failure, at)
  }
}

/** `null` = it is given up: what is a day old helps nobody any more. */
function nextTryOf({ tries, madeAt }: Delivery, now: Date, random: number): Date | null {
  const wait = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LONGEST_RETRY_MS) * (0.8 + 0.4 * random)
  const next = now.getTime() + wait
  return next - new Date(madeAt).getTime() > GIVE_UP_MS ? null : new Date(next)
}

/** A message that says that alerts arrive, sent at once and once, to each recipient. Throws as sending does, when all have been tried. */
export async function sendTest(
  services: SendServices,
  channel: Channel,
  organization: Pick<TellableOrganization, 'key' | 'name'>,
  signal: AbortSignal,
): Promise<string> {
  const { pool, clock } = services
  const { organizationId, channelId } = channel
  const madeAt = clock.now().toISOString()
  const content = { organization, zone: 'UTC', alarms: [], more: 0 }
  const said: string[] = []
  const failures: unknown[] = []
  for (const recipient of recipientsOf(channel)) {
    const deliveryId = newId(clock.now())
    const delivery: Delivery = {
      organizationId,
      deliveryId,
      channelId,
      recipient,
      kind: 'test',
      content,
      madeAt,
      tries: 1,
    }
    await sendDelivery(services, channel, delivery, signal).then(
      (answer) => said.push(answer),
      (error: unknown) => failures.push(error),
    )
  }
  if (failures.length > 0) throw failures[0]
  await channelRecovered(pool, channel, clock.now())
  return [...new Set(said)].join(' ')
}
