import { expect, test } from 'vitest'
import { chosenDays, daysOf, isSame, pastFilter, rangeOf } from './filter.ts'

const ZONE = 'Europe/Berlin'

test('without a choice it is the last seven days of the shop, today included', () => {
  // In Berlin it is the next day already.
  const now = new Date('2026-11-21T23:30:00Z')
  expect(chosenDays({}, ZONE, now)).toEqual({ from: '2026-11-16', to: '2026-11-22' })
  expect(chosenDays({ from: '2026-10-01' }, ZONE, now)).toEqual({ from: '2026-10-01', to: '2026-11-22' })
})

test('days become instants and back, also over the night in which the clocks change', () => {
  const days = { from: '2026-10-24', to: '2026-10-25' }
  const range = { since: '2026-10-23T22:00:00.000Z', until: '2026-10-25T23:00:00.000Z' }
  expect(rangeOf(days, ZONE)).toEqual(range)
  expect(daysOf(range, ZONE)).toEqual(days)
  expect(isSame({ ...range, since: '2026-10-23T22:00:00Z' }, range)).toBe(true)
  expect(isSame(range, null)).toBe(false)
  expect(rangeOf({ from: '2026-10-26', to: '2026-10-25' }, ZONE)).toBeNull()
  expect(rangeOf({ from: '2026-13-45', to: '2026-13-46' }, ZONE)).toBeNull()
})

test('what an address says wrongly is left out', () => {
  expect(pastFilter.parse({ from: 'soon', to: '2026-11-01', verdict: 'equal' })).toEqual({ to: '2026-11-01' })
})
