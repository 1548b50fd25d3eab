import { expect, test } from 'vitest'
import { daysOf, filesFilter, rangeOf } from './filter.ts'

const ZONE = 'Europe/Stockholm'

test('an address that is not understood is left out', () => {
  expect(filesFilter.parse({ kind: 'letters', from: 'soon', side: 'target' })).toEqual({ side: 'target' })
})

test('without days it is the last thirty, on the calendar of the shop', () => {
  const now = new Date('2026-11-21T23:30:00Z')
  expect(daysOf({}, ZONE, now)).toEqual({ from: '2026-10-24', to: '2026-11-22' })
  expect(daysOf({ to: '2026-03-01' }, ZONE, now)).toEqual({ from: '2026-01-31', to: '2026-03-01' })
})

test('the last day is included, also where the clocks change', () => {
  expect(rangeOf({ from: '2026-10-25', to: '2026-10-25' }, ZONE)).toEqual({
    since: '2026-10-24T22:00:00.000Z',
    until: '2026-10-25T23:00:00.000Z',
  })
  expect(rangeOf({ from: '2026-10-26', to: '2026-10-25' }, ZONE)).toBeNull()
  expect(rangeOf({ from: '', to: '2026-10-25' }, ZONE)).toBeNull()
})
