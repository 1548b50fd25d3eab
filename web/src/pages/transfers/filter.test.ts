import { expect, test } from 'vitest'
import { causeWords, queryOf, transfersFilter } from './filter.ts'

test('what an address says is taken where it is understood', () => {
  expect(transfersFilter.parse({ state: 'attention', flow: 'nothing', search: '1001', more: 'x' })).toEqual({
    state: 'attention',
    flow: undefined,
    search: '1001',
  })
})

test('an amount is taken as it was typed, and left out where it is none', () => {
  const { amountFrom, amountTo } = transfersFilter.parse({ amountFrom: '1 299,00', amountTo: 'much' })
  expect(queryOf({ amountFrom, amountTo }, new Date(), 'UTC')).toEqual({ amountFrom: '1 299,00' })
})

test('a period begins at a whole hour', () => {
  const now = new Date('2026-11-21T18:42:31Z')
  expect(queryOf({ period: 'week', cause: undefined, search: '' }, now, 'UTC')).toEqual({
    since: '2026-11-14T18:00:00.000Z',
  })
  expect(queryOf({ state: 'held' }, now, 'UTC')).toEqual({ state: 'held' })
})

test('chosen days are those of the shop, the last one included', () => {
  const days = { period: 'days', from: '2026-11-01', to: '2026-11-02' } as const
  expect(queryOf(days, new Date(), 'Europe/Stockholm')).toEqual({
    since: '2026-10-31T23:00:00.000Z',
    until: '2026-11-02T23:00:00.000Z',
  })
  expect(queryOf({ period: 'days' }, new Date(), 'UTC')).toEqual({})
  expect(queryOf({ from: '2026-11-01' }, new Date(), 'UTC')).toEqual({})
})

test('a cause is said in words', () => {
  expect(causeWords('TAX_NOT_MAPPED')).toBe('Tax not mapped')
})
