import { expect, test } from 'vitest'
import { calmZone } from './calm-zone.ts'

test.each([
  ['2026-11-21T12:00:00Z', 'Europe/Berlin'],
  ['2026-11-21T22:29:00Z', 'Europe/Berlin'],
  ['2026-11-21T22:59:59Z', 'America/New_York'],
  ['2026-11-21T23:00:00Z', 'America/New_York'],
  ['2026-11-21T23:31:00Z', 'Europe/Berlin'],
  ['2026-07-21T22:00:00Z', 'America/New_York'],
])('at %s no day ends soon in %s', (now, zone) => {
  expect(calmZone(new Date(now))).toBe(zone)
})
