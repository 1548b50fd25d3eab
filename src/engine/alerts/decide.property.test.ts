import { type Arbitrary, array, assert, boolean, constantFrom, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import type { QuietHours } from '#database/alert-channels'
import {
  AGAIN_MS,
  type AlertAlarm,
  decide,
  GATHER_MS,
  type Sent,
  SETTLE_MS,
  type Telling,
  type Told,
} from './decide.ts'
import { isQuiet } from './quiet-hours.ts'

const NOON = new Date('2026-11-18T12:00:00Z').getTime()
const MINUTE_MS = 60_000
const SUBJECTS = ['a', 'b', 'c', 'd', 'e']
const NIGHT: QuietHours = {
  from: '22:00',
  to: '07:00',
  zone: 'Europe/Stockholm',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  holdsCritical: false,
}

interface Change {
  readonly atMs: number
  readonly subject: string
  readonly opens: boolean
  readonly severity: 'warning' | 'critical'
}
const change: Arbitrary<Change> = record({
  atMs: integer({ min: 0, max: 6 * 60 * MINUTE_MS }),
  subject: constantFrom(...SUBJECTS),
  opens: boolean(),
  severity: constantFrom('warning', 'critical'),
})

interface Life {
  readonly log: readonly { readonly at: number; readonly telling: Telling }[]
  readonly alarms: readonly AlertAlarm[]
  readonly told: ReadonlyMap<string, Told>
}

/** What happens to the alarms by a change. */
function after(alarms: readonly AlertAlarm[], { atMs, subject, opens, severity }: Change): AlertAlarm[] {
  const at = new Date(NOON + atMs)
  const isOpen = alarms.some((one) => one.subject === subject && one.closedAt === null)
  if (opens === isOpen) return [...alarms]
  if (!opens) return alarms.map((one) => (one.subject === subject ? { ...one, closedAt: at } : one))
  const opened = { alarmId: subject, code: 'X', subject, integrations: null, severity, openedAt: at }
  return [...alarms.filter((one) => one.subject !== subject), { ...opened, closedAt: null, acknowledgedAt: null }]
}

/** Lives for 30 hours through alarms that open and close at will, looking every minute, and notes what was told. */
function live(changes: readonly Change[], quiet: QuietHours | null): Life {
  let alarms: AlertAlarm[] = []
  const told = new Map<string, Told>()
  const sent: Sent[] = []
  const log: { at: number; telling: Telling }[] = []
  const rules = {
    severities: ['warning', 'critical'],
    codes: [],
    integrations: [],
    quiet,
    escalateAfterMinutes: null,
  } as const
  const channels = [{ channelId: 'ops', rules }]
  const inOrder = changes.toSorted((a, b) => a.atMs - b.atMs)
  for (let ms = 0; ms <= 30 * 60 * MINUTE_MS; ms += MINUTE_MS) {
    const now = new Date(NOON + ms)
    for (const next of inOrder.filter(({ atMs }) => atMs <= ms && atMs > ms - MINUTE_MS)) alarms = after(alarms, next)
    for (const telling of decide({ now, alarms, channels, told: [...told.values()], sent })) {
      log.push({ at: now.getTime(), telling })
      sent.push({ channelId: 'ops', at: now, isRecovery: telling.kind === 'recovery' })
      for (const { code, subject, severity } of telling.alarms) {
        const before = told.get(subject)
        const begun = { channelId: 'ops', code, subject, severity, toldAt: now, recoveredAt: null }
        told.set(subject, telling.kind === 'recovery' && before !== undefined ? { ...before, recoveredAt: now } : begun)
      }
    }
  }
  return { log, alarms, told }
}

const isRecovery = ({ telling }: Life['log'][number]): boolean => telling.kind === 'recovery'

/** Messages of one sort that came sooner after another than they may. */
const storms = (log: Life['log']): string[] =>
  [true, false].flatMap((recovery) => {
    const times = log.filter((one) => isRecovery(one) === recovery).map(({ at }) => at)
    return times.flatMap((at, index) => (at - (times[index - 1] ?? -Infinity) < GATHER_MS ? [`a storm at ${at}`] : []))
  })

/** What is wrong with what was told about one subject. */
function faultsOf({ log, alarms, told }: Life, subject: string, quiet: QuietHours | null): string[] {
  const own = log.flatMap((one) =>
    one.telling.alarms.filter((alarm) => alarm.subject === subject).map((alarm) => ({ ...one, alarm })),
  )
  const faults = own.flatMap((one, index) => {
    const before = own[index - 1]
    if (isRecovery(one)) return before === undefined || isRecovery(before) ? ['over, and never begun'] : []
    const { severity, openedAt } = one.alarm
    const last = own.slice(0, index).findLast((each) => !isRecovery(each))
    const isWarning = severity === 'warning'
    return [
      ...(isWarning && one.at - openedAt.getTime() < SETTLE_MS ? ['told of what may heal by itself'] : []),
      ...(isWarning && quiet !== null && isQuiet(quiet, new Date(one.at)) ? ['told in quiet hours'] : []),
      ...(before !== undefined && isRecovery(before) && one.at - (last?.at ?? 0) < AGAIN_MS[severity]
        ? ['told again too soon']
        : []),
      ...(before !== undefined && !isRecovery(before) && !(before.alarm.severity === 'warning' && !isWarning)
        ? ['told twice']
        : []),
    ]
  })
  // A day after the last change, everybody knows how things are.
  const isOpen = alarms.some((one) => one.subject === subject && one.closedAt === null)
  const row = told.get(subject)
  const isKnownOpen = row !== undefined && row.recoveredAt === null
  return isKnownOpen === isOpen ? faults : [...faults, isOpen ? 'never told of' : 'never told that it is over']
}

test('whatever comes and goes: nothing is kept quiet for good, told twice, or told in a storm', () => {
  const runs = property(array(change, { maxLength: 40 }), boolean(), (changes, hasNight) => {
    const quiet = hasNight ? NIGHT : null
    const life = live(changes, quiet)
    expect([...storms(life.log), ...SUBJECTS.flatMap((subject) => faultsOf(life, subject, quiet))]).toEqual([])
  })
  assert(runs, { numRuns: 25 })
})
