import { expect, test } from 'vitest'
import { dayAfter, startOfDay } from './zoned-day.ts'

test('a day begins at the midnight of its zone, also where the clocks change', () => {
  expect(startOfDay('2026-11-21', 'Europe/Stockholm')).toBe('2026-11-20T23:00:00.000Z')
  expect(startOfDay('2026-03-29', 'Europe/Stockholm')).toBe('2026-03-28T23:00:00.000Z')
  expect(startOfDay('2026-03-30', 'Europe/Stockholm')).toBe('2026-03-29T22:00:00.000Z')
  expect(startOfDay('2026-07-01', 'Asia/Kathmandu')).toBe('2026-06-30T18:15:00.000Z')
  expect(startOfDay('soon', 'UTC')).toBeNull()
  expect(dayAfter('2026-02-28')).toBe('2026-03-01')
})
