import { expect, test } from 'vitest'
import { timespan } from './timespan.ts'

test.each([
  ['today', ['2026-11-21', '2026-11-21']],
  ['yesterday', ['2026-11-20', '2026-11-20']],
  ['last 7 days', ['2026-11-14', '2026-11-21']],
  ['this week', ['2026-11-15', '2026-11-21']],
  ['last month', ['2026-10-01', '2026-10-31']],
  ['this quarter', ['2026-10-01', '2026-12-31']],
  ['next year', ['2027-01-01', '2027-12-31']],
  ['some day', null],
])('%s', (name, expected) => {
  expect(timespan(name, '2026-11-21')).toEqual(expected)
})
