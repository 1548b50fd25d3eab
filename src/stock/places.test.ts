import { expect, test } from 'vitest'
import type { StockPlace } from '#model/stock'
import { fedLocations, leavesOf, type PlaceInput } from './places.ts'
import { inventoryRulesOf } from './rules.ts'

const place = (externalId: string, parent: string | null = 'All', more: Partial<StockPlace> = {}): StockPlace => ({
  externalId,
  name: externalId,
  parent,
  isGroup: false,
  ...more,
})

const PLACES = [
  place('All', null, { isGroup: true }),
  place('Europe', 'All', { isGroup: true }),
  place('Berlin', 'Europe'),
  place('Paris', 'Europe'),
  place('Oslo'),
  place('On the road', 'All', { setApart: true }),
]
const MAIN = place('77', null)
const POPUP = place('78', null)

const locate = (more: Partial<PlaceInput> & { readonly with?: Parameters<typeof inventoryRulesOf>[0] }) =>
  fedLocations({ rules: inventoryRulesOf(more.with), mapped: [], places: PLACES, storeLocations: [MAIN], ...more })

const feedsOf = (result: ReturnType<typeof locate>) =>
  'problem' in result
    ? result.problem.code
    : Object.fromEntries(result.locations.map(({ location, feeds }) => [location, feeds.map((feed) => feed.place)]))

test('without a word, all places feed the only location, but not what is on the road', () => {
  expect(feedsOf(locate({}))).toEqual({ '77': ['Berlin', 'Paris', 'Oslo'] })
})

test('the mapping of locations is taken where the rules say nothing', () => {
  expect(feedsOf(locate({ mapped: [{ location: '*', warehouse: 'Oslo' }] }))).toEqual({ '77': ['Oslo'] })
  const mapped = [
    { location: '77', warehouse: 'Europe' },
    { location: '*', warehouse: 'Oslo' },
  ]
  expect(feedsOf(locate({ mapped, storeLocations: [MAIN, POPUP] }))).toEqual({ '77': ['Berlin', 'Paris'] })
})

test('several locations and no rule is a problem with a name, never a guess', () => {
  expect(feedsOf(locate({ storeLocations: [MAIN, POPUP] }))).toBe('STOCK_LOCATIONS_UNCLEAR')
  expect(feedsOf(locate({ storeLocations: [] }))).toBe('STOCK_LOCATIONS_UNCLEAR')
})

test('what is named and not there is a problem with a name', () => {
  const named = (location: string, from: string) => ({ locations: [{ location, places: [from] }] })
  expect(feedsOf(locate({ with: named('77', 'Rome') }))).toBe('STOCK_PLACE_UNKNOWN')
  expect(feedsOf(locate({ with: named('79', 'Oslo') }))).toBe('STOCK_LOCATION_UNKNOWN')
  const shares = { locations: ['77', '78'].map((location) => ({ location, places: [{ place: 'Oslo', share: 60 }] })) }
  expect(feedsOf(locate({ with: shares, storeLocations: [MAIN, POPUP] }))).toBe('STOCK_SHARES_TOO_LARGE')
})

test('a group stands for the places in it, once each', () => {
  expect(leavesOf('All', PLACES)).toEqual(['Berlin', 'Paris', 'Oslo'])
  expect(leavesOf('On the road', PLACES)).toEqual(['On the road'])
  const twice = { locations: [{ location: '77', places: ['Paris', 'Europe'] }] }
  expect(feedsOf(locate({ with: twice }))).toEqual({ '77': ['Paris', 'Berlin'] })
})
