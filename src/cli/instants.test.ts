import { expect, test } from 'vitest'
import { parseInstant } from './instants.ts'

test.each([
  ['2026-11-21', 'Europe/Stockholm', '2026-11-20T23:00:00.000Z'],
  ['2026-07-01', 'Europe/Stockholm', '2026-06-30T22:00:00.000Z'],
  // The nights on which the clocks change.
  ['2026-03-29', 'Europe/Stockholm', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Stockholm', '2026-03-29T22:00:00.000Z'],
  ['2026-10-25', 'Europe/Stockholm', '2026-10-24T22:00:00.000Z'],
  ['2026-10-26', 'Europe/Stockholm', '2026-10-25T23:00:00.000Z'],
  ['2026-11-21', 'Pacific/Auckland', '2026-11-20T11:00:00.000Z'],
  ['2026-11-21', 'Asia/Kathmandu', '2026-11-20T18:15:00.000Z'],
  ['2026-11-21', 'Pacific/Honolulu', '2026-11-21T10:00:00.000Z'],
  ['2026-11-21T08:00:00Z', 'Asia/Tokyo', '2026-11-21T08:00:00.000Z'],
  ['2026-11-21T08:00:00+02:00', 'Asia/Tokyo', '2026-11-21T06:00:00.000Z'],
])('%s in %s is %s', (text, zone, instant) => {
  expect(parseInstant(text, zone).toISOString()).toBe(instant)
})

// The 31st of November would be taken for the 1st of December.
const NEVER = ['2026-11-31', '2026-02-29T08:00:00Z', '0000-01-01', '+020000-01-01T00:00:00Z']
test.each(['yesterday', '2026-13-01', '2026-11-21T08:00', '', ...NEVER])('"%s" is refused with a remedy', (text) => {
  expect(() => parseInstant(text, 'UTC')).toThrow(expect.objectContaining({ code: 'TIME_INVALID' }))
})
