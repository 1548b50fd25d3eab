import type { AlarmSeverity } from '#database/alarms'
import type { AlertRules } from '#database/alert-channels'
import type { DeliveryKind } from '#database/alert-deliveries'
import { isQuiet } from './quiet-hours.ts'

/** Something that is wrong, or was, as far as telling people is concerned. */
export interface AlertAlarm {
  readonly alarmId: string
  readonly code: string
  readonly subject: string
  /** Keys of the integrations that it touches; `null` = all of them. */
  readonly integrations: readonly string[] | null
  readonly severity: AlarmSeverity
  readonly openedAt: Date
  /** `null` = it is still wrong. */
  readonly closedAt: Date | null
  /** Somebody said that they look after it. */
  readonly acknowledgedAt: Date | null
}

export interface AlertChannel {
  readonly channelId: string
  readonly rules: AlertRules
}

/** What a channel was told last about one code and subject. */
export interface Told {
  readonly channelId: string
  readonly code: string
  readonly subject: string
  readonly severity: AlarmSeverity
  readonly toldAt: Date
  /** `null` = that it is over was not told yet. */
  readonly recoveredAt: Date | null
}

/** A message of the last hour. */
export interface Sent {
  readonly channelId: string
  readonly at: Date
  readonly isRecovery: boolean
}

/** One message: all that one channel is to be told now. `summary`: it waited for the end of quiet hours. */
export interface Telling<A extends AlertAlarm = AlertAlarm> {
  readonly channelId: string
  readonly kind: Exclude<DeliveryKind, 'test'>
  /** Never empty; critical ones first, then the oldest. */
  readonly alarms: readonly A[]
}

export interface Situation<A extends AlertAlarm = AlertAlarm> {
  readonly now: Date
  /** All that are open, and of each code and subject that is not, the one that closed last. */
  readonly alarms: readonly A[]
  /** Those that are switched on. */
  readonly channels: readonly AlertChannel[]
  readonly told: readonly Told[]
  readonly sent: readonly Sent[]
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** What heals within this time is not told, and what is healed this long is. */
export const SETTLE_MS = MINUTE_MS
/** What begins within this time after a message waits for the next one. */
export const GATHER_MS = MINUTE_MS
/** After this many messages within an hour, warnings are gathered for longer. */
const MANY_MESSAGES = 6
const GATHER_LONG_MS = 15 * MINUTE_MS
/** What comes and goes is told again at most this often. */
export const AGAIN_MS: Readonly<Record<AlarmSeverity, number>> = { critical: 15 * MINUTE_MS, warning: HOUR_MS }
/** Of alarms about a channel: it is not told of itself. */
export const channelSubject = (channelId: string): string => `channel:${channelId}`

/** What is to be told now, and to whom. Asked every few seconds; tells nothing twice when `told` is kept. */
export function decide<A extends AlertAlarm>(situation: Situation<A>): Telling<A>[] {
  return situation.channels.flatMap((channel) => {
    const told = new Map(
      situation.told.filter(({ channelId }) => channelId === channel.channelId).map((one) => [nameOf(one), one]),
    )
    return [...problemsFor(situation, channel, told), ...recoveriesFor(situation, channel, told)]
  })
}

/** Of what an alarm is the newest telling. */
export const nameOf = ({ code, subject }: { readonly code: string; readonly subject: string }): string =>
  `${code} ${subject}`

function problemsFor<A extends AlertAlarm>(
  { now, alarms, sent }: Situation<A>,
  { channelId, rules }: AlertChannel,
  told: ReadonlyMap<string, Told>,
): Telling<A>[] {
  const due = alarms
    .filter((alarm) => wants(rules, alarm) && alarm.subject !== channelSubject(channelId))
    .flatMap((alarm) => {
      const dueAt = dueOf(rules, alarm, told.get(nameOf(alarm)))
      return dueAt !== null && dueAt <= now && !isHeld(rules, alarm.severity, now) ? [{ alarm, dueAt }] : []
    })
  if (due.length === 0 || isGathering(now, channelId, sent, due)) return []
  const waited = due.every(({ alarm, dueAt }) => isHeld(rules, alarm.severity, dueAt))
  const kind = rules.escalateAfterMinutes !== null ? 'escalation' : waited ? 'summary' : 'problem'
  return [{ channelId, kind, alarms: inOrder(due.map(({ alarm }) => alarm)) }]
}

const wants = ({ severities, codes, integrations }: AlertRules, alarm: AlertAlarm): boolean =>
  severities.includes(alarm.severity) &&
  (codes.length === 0 || codes.includes(alarm.code)) &&
  (integrations.length === 0 ||
    alarm.integrations === null ||
    alarm.integrations.some((integration) => integrations.includes(integration)))

/** From when on an alarm is to be told; `null` = it is not, or was. */
function dueOf(rules: AlertRules, alarm: AlertAlarm, told: Told | undefined): Date | null {
  if (alarm.closedAt !== null || alarm.acknowledgedAt !== null) return null
  const opened = alarm.openedAt.getTime()
  const { escalateAfterMinutes: after } = rules
  const first = after === null ? opened + (alarm.severity === 'critical' ? 0 : SETTLE_MS) : opened + after * MINUTE_MS
  if (told === undefined) return new Date(first)
  if (told.recoveredAt !== null) return new Date(Math.max(first, told.toldAt.getTime() + AGAIN_MS[alarm.severity]))
  // What has become worse is news.
  return told.severity === 'warning' && alarm.severity === 'critical' ? new Date(first) : null
}

const isHeld = ({ quiet }: AlertRules, severity: AlarmSeverity, at: Date): boolean =>
  quiet !== null && (severity !== 'critical' || quiet.holdsCritical) && isQuiet(quiet, at)

function isGathering(
  now: Date,
  channelId: string,
  sent: readonly Sent[],
  due: readonly { readonly alarm: AlertAlarm }[],
): boolean {
  const ages = sent
    .filter((one) => one.channelId === channelId && !one.isRecovery)
    .map(({ at }) => now.getTime() - at.getTime())
  const many = ages.filter((age) => age < HOUR_MS).length >= MANY_MESSAGES
  const patient = many && due.every(({ alarm }) => alarm.severity === 'warning')
  return Math.min(...ages) < (patient ? GATHER_LONG_MS : GATHER_MS)
}

function recoveriesFor<A extends AlertAlarm>(
  { now, alarms, sent }: Situation<A>,
  { channelId, rules: { quiet } }: AlertChannel,
  told: ReadonlyMap<string, Told>,
): Telling<A>[] {
  const justTold = sent.some(
    (one) => one.channelId === channelId && one.isRecovery && now.getTime() - one.at.getTime() < GATHER_MS,
  )
  if (justTold) return []
  const open = new Set(alarms.filter(({ closedAt }) => closedAt === null).map(nameOf))
  const over = alarms.filter((alarm) => {
    const telling = told.get(nameOf(alarm))
    if (alarm.closedAt === null || telling === undefined || telling.recoveredAt !== null) return false
    if (open.has(nameOf(alarm)) || now.getTime() - alarm.closedAt.getTime() < SETTLE_MS) return false
    // Who was told within quiet hours is told within them that it is over.
    return quiet === null || !isQuiet(quiet, now) || isQuiet(quiet, telling.toldAt)
  })
  return over.length === 0 ? [] : [{ channelId, kind: 'recovery', alarms: inOrder(over) }]
}

const inOrder = <A extends AlertAlarm>(alarms: readonly A[]): A[] =>
  alarms.toSorted((a, b) => a.severity.localeCompare(b.severity) || a.openedAt.getTime() - b.openedAt.getTime())
