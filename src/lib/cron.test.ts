import { expect, test } from 'vitest'
import { countFirings } from './cron.ts'

const count = (cron: string, from: string, until: string, zone = 'UTC', most = 1000): number =>
  countFirings(cron, zone, { from: new Date(from), until: new Date(until) }, most)

test.each([
  ['*/5 * * * *', '2026-11-20T10:00:00Z', '2026-11-20T10:15:00Z', 3],
  ['*/5 * * * *', '2026-11-20T10:01:00Z', '2026-11-20T10:04:59Z', 0],
  ['7 3 * * *', '2026-11-20T00:00:00Z', '2026-11-20T04:00:00Z', 1],
  ['0 9-17/4 * * 1-5', '2026-11-20T08:30:00Z', '2026-11-20T11:00:00Z', 1],
  // A Saturday.
  ['0 9-17/4 * * 1-5', '2026-11-21T08:30:00Z', '2026-11-21T11:00:00Z', 0],
  ['0 10 20 * 1', '2026-11-20T09:00:00Z', '2026-11-20T11:00:00Z', 1],
  ['0 10 * * 7', '2026-11-22T09:00:00Z', '2026-11-22T11:00:00Z', 1],
])('%s in (%s, %s]', (cron, from, until, expected) => expect(count(cron, from, until)).toBe(expected))

test('is read on the clocks of its zone, and over long times to the hour', () => {
  expect(count('7 3 * * *', '2026-11-20T01:00:00Z', '2026-11-20T02:30:00Z', 'Europe/Stockholm')).toBe(1)
  expect(count('7 3 * * *', '2026-11-10T12:00:00Z', '2026-11-20T12:00:00Z')).toBe(10)
  expect(count('*/5 * * * *', '2026-11-10T12:00:00Z', '2026-11-20T12:00:00Z', 'UTC', 3)).toBe(3)
})
