import { expect, test } from 'vitest'
import { queryOf, transfersFilter } from './filter.ts'

test('what an address says is taken where it is understood', () => {
  expect(transfersFilter.parse({ state: 'attention', flow: 'nothing', search: '1001', more: 'x' })).toEqual({
    state: 'attention',
    flow: undefined,
    search: '1001',
  })
})

test('a period begins at a whole hour', () => {
  const now = new Date('2026-11-21T18:42:31Z')
  expect(queryOf({ period: 'week', cause: undefined, search: '' }, now)).toEqual({ since: '2026-11-14T18:00:00.000Z' })
  expect(queryOf({ state: 'held' }, now)).toEqual({ state: 'held' })
})
