import { describe, expect, test } from 'vitest'
import type { AlertRules, QuietHours } from '#database/alert-channels'
import { type AlertAlarm, channelSubject, decide, type Sent, type Told } from './decide.ts'
import { isQuiet } from './quiet-hours.ts'

// A Wednesday.
const NOON = new Date('2026-11-18T12:00:00Z')
const MINUTE_MS = 60_000
const later = (minutes: number, from = NOON): Date => new Date(from.getTime() + minutes * MINUTE_MS)

const EVERYTHING: AlertRules = {
  severities: ['warning', 'critical'],
  codes: [],
  integrations: [],
  quiet: null,
  escalateAfterMinutes: null,
}
const NIGHT: QuietHours = {
  from: '22:00',
  to: '07:00',
  zone: 'Europe/Stockholm',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  holdsCritical: false,
}

const alarm = (over: Partial<AlertAlarm> = {}): AlertAlarm => ({
  alarmId: '1',
  code: 'CONNECTION_PAUSED',
  subject: 'shop',
  integrations: ['acme'],
  severity: 'critical',
  openedAt: NOON,
  closedAt: null,
  acknowledgedAt: null,
  ...over,
})
const told = (over: Partial<Told> = {}): Told => ({
  channelId: 'ops',
  code: 'CONNECTION_PAUSED',
  subject: 'shop',
  severity: 'critical',
  toldAt: NOON,
  recoveredAt: null,
  ...over,
})

/** What the channel `ops` is told, in a few words. */
const tellings = (
  now: Date,
  alarms: readonly AlertAlarm[],
  {
    rules = {},
    told: before = [],
    sent = [],
  }: { rules?: Partial<AlertRules>; told?: readonly Told[]; sent?: readonly Sent[] } = {},
): string[] =>
  decide({
    now,
    alarms,
    channels: [{ channelId: 'ops', rules: { ...EVERYTHING, ...rules } }],
    told: before,
    sent,
  }).map((telling) => `${telling.kind}: ${telling.alarms.map(({ code, subject }) => subject || code).join(', ')}`)

describe('what is wrong', () => {
  test('critical ones are told at once, warnings once they have lasted, in one message', () => {
    const paused = alarm()
    const late = alarm({ subject: 'late', severity: 'warning' })
    expect(tellings(NOON, [late, paused])).toEqual(['problem: shop'])
    expect(tellings(later(0.9), [late])).toEqual([])
    expect(tellings(later(1), [late, paused])).toEqual(['problem: shop, late'])
  })

  test('what was told is not told again, unless it has become worse', () => {
    expect(tellings(later(600), [alarm()], { told: [told()] })).toEqual([])
    expect(tellings(later(5), [alarm()], { told: [told({ severity: 'warning' })] })).toEqual(['problem: shop'])
  })

  test('what begins right after a message waits for the next, and after many messages warnings wait longer', () => {
    const sent = (minutes: number): Sent => ({ channelId: 'ops', at: later(minutes), isRecovery: false })
    expect(tellings(later(0.5), [alarm()], { sent: [sent(0)] })).toEqual([])
    expect(tellings(later(1), [alarm()], { sent: [sent(0)] })).toEqual(['problem: shop'])
    const many = [-20, -15, -10, -5, -3, 0].map(sent)
    expect(tellings(later(10), [alarm({ severity: 'warning' })], { sent: many })).toEqual([])
    expect(tellings(later(10), [alarm()], { sent: many })).toEqual(['problem: shop'])
    expect(tellings(later(15), [alarm({ severity: 'warning' })], { sent: many })).toEqual(['problem: shop'])
  })

  test('what comes and goes is told every so often', () => {
    const before = [told({ toldAt: NOON, recoveredAt: later(2) })]
    const again = alarm({ alarmId: '2', openedAt: later(3) })
    expect(tellings(later(14), [again], { told: before })).toEqual([])
    expect(tellings(later(15), [again], { told: before })).toEqual(['problem: shop'])
  })

  test('a channel is told what it asked for, and nothing about itself', () => {
    expect(tellings(NOON, [alarm()], { rules: { severities: ['warning'] } })).toEqual([])
    expect(tellings(NOON, [alarm()], { rules: { codes: ['OTHER'] } })).toEqual([])
    expect(tellings(NOON, [alarm()], { rules: { integrations: ['other'] } })).toEqual([])
    expect(tellings(NOON, [alarm({ integrations: null })], { rules: { integrations: ['other'] } })).toEqual([
      'problem: shop',
    ])
    expect(tellings(NOON, [alarm({ subject: channelSubject('ops') })])).toEqual([])
  })

  test('what somebody looks after is not told, nor is who is told late told of it', () => {
    expect(tellings(later(30), [alarm({ acknowledgedAt: later(1) })])).toEqual([])
    const rules = { escalateAfterMinutes: 30 }
    expect(tellings(later(29), [alarm()], { rules })).toEqual([])
    expect(tellings(later(30), [alarm()], { rules })).toEqual(['escalation: shop'])
    expect(tellings(later(30), [alarm({ acknowledgedAt: later(1) })], { rules })).toEqual([])
  })
})

describe('quiet hours', () => {
  const rules = { quiet: NIGHT }
  const evening = new Date('2026-11-18T22:00:00Z')
  const morning = new Date('2026-11-19T06:00:00Z')

  test('hold warnings until they end, then tell them as one; critical ones go through where they may', () => {
    const late = alarm({ subject: 'late', severity: 'warning', openedAt: evening })
    const later2 = alarm({ subject: 'too', severity: 'warning', openedAt: later(60, evening) })
    expect(tellings(later(120, evening), [late, later2], { rules })).toEqual([])
    expect(tellings(morning, [late, later2], { rules })).toEqual(['summary: late, too'])
    const paused = alarm({ openedAt: evening })
    expect(tellings(evening, [late, paused], { rules })).toEqual(['problem: shop'])
    const holdsAll = { quiet: { ...NIGHT, holdsCritical: true } }
    expect(tellings(evening, [paused], { rules: holdsAll })).toEqual([])
    expect(tellings(morning, [late, paused], { rules: holdsAll })).toEqual(['summary: shop, late'])
  })

  test('hold the word that it is over from who was told before them', () => {
    const over = alarm({ closedAt: evening })
    expect(tellings(later(5, evening), [over], { rules, told: [told()] })).toEqual([])
    expect(tellings(morning, [over], { rules, told: [told()] })).toEqual(['recovery: shop'])
    expect(tellings(later(5, evening), [over], { rules, told: [told({ toldAt: evening })] })).toEqual([
      'recovery: shop',
    ])
  })

  test.each([
    ['2026-11-18T20:59:59Z', false],
    ['2026-11-18T21:00:00Z', true],
    ['2026-11-19T05:59:59Z', true],
    ['2026-11-19T06:00:00Z', false],
    // In summer the zone is two hours ahead.
    ['2026-07-15T20:00:00Z', true],
  ])('lie in their own zone: %s', (at, quiet) => {
    expect(isQuiet(NIGHT, new Date(at))).toBe(quiet)
  })

  test('belong to the day on which they begin', () => {
    const friday = { ...NIGHT, weekdays: [5] }
    expect(isQuiet(friday, new Date('2026-11-21T05:00:00Z'))).toBe(true)
    expect(isQuiet(friday, new Date('2026-11-20T05:00:00Z'))).toBe(false)
    expect(isQuiet({ ...friday, from: '00:00', to: '00:00' }, new Date('2026-11-20T12:00:00Z'))).toBe(true)
    const lunch = { ...friday, from: '12:00', to: '13:00' }
    expect(isQuiet(lunch, new Date('2026-11-20T11:30:00Z'))).toBe(true)
    expect(isQuiet(lunch, new Date('2026-11-20T12:30:00Z'))).toBe(false)
  })
})

describe('what is over', () => {
  test('is told once it has lasted, to who was told of it, in one message', () => {
    const over = alarm({ closedAt: later(10) })
    const other = alarm({ code: 'OTHER', subject: 'b', closedAt: later(9) })
    const before = [told(), told({ code: 'OTHER', subject: 'b' })]
    expect(tellings(later(10.5), [over], { told: [told()] })).toEqual([])
    expect(tellings(later(11), [over, other], { told: before })).toEqual(['recovery: shop, b'])
    expect(tellings(later(11), [over])).toEqual([])
    expect(tellings(later(11), [over], { told: [told({ recoveredAt: later(11) })] })).toEqual([])
  })

  test('is not over when it has come again', () => {
    const again = alarm({ alarmId: '2', openedAt: later(10.5) })
    expect(tellings(later(12), [alarm({ closedAt: later(10) }), again], { told: [told()] })).toEqual([])
  })
})
