import { expect, test } from 'vitest'
import { type ArrivedInHour, findSilence } from './silence.ts'

const HOUR_MS = 60 * 60_000
const ZONE = 'Europe/Stockholm'

/** A shop that sells `rate` pieces in each hour from 8 to 22 on its own clocks, not on Sundays, from so many days before until `until`. */
function usual(until: string, { days, rate }: { days: number; rate: number }): ArrivedInHour[] {
  const end = new Date(until).getTime()
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, weekday: 'short', hour: '2-digit', hourCycle: 'h23' })
  const hours: ArrivedInHour[] = []
  for (let at = end - days * 24 * HOUR_MS; at < end; at += HOUR_MS) {
    const parts = wall.formatToParts(new Date(at))
    const value = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
    const isOpen = value('weekday') !== 'Sun' && Number(value('hour')) >= 8 && Number(value('hour')) < 22
    if (isOpen) hours.push({ hour: new Date(at).toISOString(), arrived: rate })
  }
  return hours
}

// 20 November 2026 is a Friday; the clocks of Stockholm are one hour ahead of UTC then.
test('a Friday without orders is told of after as many hours as it takes to be sure', () => {
  const hours = usual('2026-11-20T09:00:00Z', { days: 35, rate: 5 })
  const at = (now: string) => findSilence(hours, ZONE, new Date(now))
  expect(at('2026-11-20T09:30:00Z')).toBeNull()
  expect(at('2026-11-20T11:30:00Z')).toBeNull()
  expect(at('2026-11-20T12:30:00Z')).toEqual({ hours: 3, expected: 15, weeks: 4 })
})

test('nights and Sundays are quiet rightly', () => {
  const hours = usual('2026-11-22T00:00:00Z', { days: 35, rate: 20 })
  expect(findSilence(hours, ZONE, new Date('2026-11-21T06:30:00Z'))).toBeNull()
  expect(findSilence(hours, ZONE, new Date('2026-11-22T20:30:00Z'))).toBeNull()
  // Monday at half past nine: the hour from eight to nine was empty where it never is.
  expect(findSilence(hours, ZONE, new Date('2026-11-23T08:30:00Z'))).toEqual({ hours: 35, expected: 20, weeks: 4 })
})

test('it is the shop’s clock that counts, also over the end of summer time', () => {
  // The clocks went back on 25 October: the shop’s eight o’clock was at six UTC before, and is at seven after.
  const hours = usual('2026-10-29T00:00:00Z', { days: 35, rate: 20 })
  expect(findSilence(hours, ZONE, new Date('2026-10-29T07:30:00Z'))).toBeNull()
  expect(findSilence(hours, ZONE, new Date('2026-10-29T08:30:00Z'))?.expected).toBe(20)
})

test('a new shop, a small one, and one that only once was busy have no usual yet', () => {
  const now = new Date('2026-11-20T12:30:00Z')
  expect(findSilence(usual('2026-11-20T09:00:00Z', { days: 12, rate: 50 }), ZONE, now)).toBeNull()
  expect(findSilence(usual('2026-11-20T09:00:00Z', { days: 35, rate: 1 }), ZONE, now)).toBeNull()
  expect(findSilence([], ZONE, now)).toBeNull()
  const campaign = [
    { hour: '2026-10-20T10:00:00.000Z', arrived: 1 },
    { hour: '2026-11-13T10:00:00.000Z', arrived: 400 },
  ]
  expect(findSilence(campaign, ZONE, now)).toBeNull()
})
