import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#lib/clock'
import { startStory, type Story, type StoryOptions } from '#testing/story'
import { PATIENCE_MS } from './books.ts'
import { callsDuring, losers, quiet, writesOf } from './products-kit.ts'

const DAY_MS = 24 * 60 * 60_000
const day = (from: number): string => new Date(Date.now() + from * DAY_MS).toISOString().slice(0, 10)

let story: Story
/** How far Tillbridge's clock is ahead. */
let aheadMs = 0
const clock = {
  now: () => new Date(Date.now() + aheadMs),
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms, signal),
}
const market = { id: 0 }
const dealers = { id: 0 }

const RULES: NonNullable<StoryOptions['rules']> = {
  'price-lists': {
    feeds: [
      { list: 'Web EUR', compareAt: 'regular' },
      { list: 'Web USD', to: 'United States', missing: 'remove' },
      { list: 'Dealers', to: 'B2B', compareAt: 'regular', missing: 'remove' },
    ],
  },
}

beforeAll(async () => {
  story = await startStory({ flows: ['products', 'price-lists'], rules: RULES, start: { clock } })
  const { id } = story.shop.prices.addMarket({ name: 'US', currency: 'USD', rate: '1.1' })
  const catalog = story.shop.prices.addCatalog({ title: 'US', marketIds: [id] })
  const firm = story.shop.companies.add({ name: 'Dealer' })
  const locationIds = firm.locations.map((place) => place.id)
  const forDealers = story.shop.prices.addCatalog({ title: 'Dealers', locationIds })
  dealers.id = story.shop.prices.addList({ name: 'B2B', currency: 'EUR', catalogId: forDealers.id }).id
  story.erp.insert({ doctype: 'Price List', price_list_name: 'Dealers', currency: 'EUR', selling: 1, enabled: 1 })
  market.id = story.shop.prices.addList({ name: 'United States', currency: 'USD', catalogId: catalog.id }).id
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const variant = (sku: string) => story.shop.products.variant(sku)
const shown = (sku: string) => [variant(sku).price, variant(sku).compareAtPrice]
const onMarket = (sku: string) => story.shop.prices.price(market.id, sku)

test('scenario 45: each price comes from its own list, and no other list, currency or date is touched', async () => {
  story.erp.items.add({ code: 'CLOCK' })
  story.shop.products.addProduct({ title: 'Clock', variants: [{ sku: 'CLOCK', price: '99', compareAtPrice: '120' }] })
  await quiet(story)
  expect(shown('CLOCK')).toEqual(['99', '120'])
  story.erp.prices.set('CLOCK', 'Standard Selling', 7)
  story.erp.prices.set('CLOCK', 'Web EUR', 40)
  story.erp.prices.set('CLOCK', 'Web EUR', 30, { customer: 'Ann Example' })
  story.erp.prices.set('CLOCK', 'Web EUR', 25, { packingUnit: 10 })
  await quiet(story)
  expect(shown('CLOCK')).toEqual(['40', null])
  expect(onMarket('CLOCK').origin).toBe('RELATIVE')
  // The market's price is set by its own list, and goes with it.
  story.erp.prices.set('CLOCK', 'Web USD', 44)
  await quiet(story)
  expect(onMarket('CLOCK')).toMatchObject({ origin: 'FIXED', price: '44' })
  expect(shown('CLOCK')).toEqual(['40', null])
  story.erp.prices.remove('CLOCK', 'Web USD')
  await quiet(story)
  expect(onMarket('CLOCK').origin).toBe('RELATIVE')
  // The value that the shop had is on record.
  const log = (await losers(story)).filter(({ flow }) => flow === 'price-lists')
  expect(log[0]).toMatchObject({ field: 'price', side: 'store', lost: { amount: '99', compareAt: '120' } })
})

test('scenario 45: a price of tomorrow is sent tomorrow, with the regular price struck out, and goes with its last day; so in a catalogue of companies', async () => {
  story.erp.prices.set('CLOCK', 'Dealers', 25)
  await quiet(story)
  const ofDealers = () => story.shop.prices.price(dealers.id, 'CLOCK')
  expect(ofDealers()).toMatchObject({ origin: 'FIXED', price: '25', compareAt: null })
  const now = await callsDuring(story, () => {
    story.erp.prices.set('CLOCK', 'Web EUR', 32, { validFrom: day(2), validUpto: day(3) })
    story.erp.prices.set('CLOCK', 'Dealers', 20, { validFrom: day(2), validUpto: day(3) })
  })
  expect(writesOf(now).store).toEqual([])
  expect(shown('CLOCK')).toEqual(['40', null])
  aheadMs = 2 * DAY_MS + 2 * 60 * 60_000
  await story.sweep('price-lists')
  await quiet(story)
  expect(shown('CLOCK')).toEqual(['32', '40'])
  expect(ofDealers()).toMatchObject({ price: '20', compareAt: '25' })
  aheadMs = 4 * DAY_MS + 2 * 60 * 60_000
  await story.sweep('price-lists')
  await quiet(story)
  expect(shown('CLOCK')).toEqual(['40', null])
  expect(ofDealers()).toMatchObject({ price: '25', compareAt: null })
  aheadMs = 0
})

test('scenario 8: a price that we wrote is not read back into anything, one that a person changes gives way', async () => {
  const ours = await callsDuring(story, () => void story.erp.prices.set('CLOCK', 'Web EUR', 41))
  expect(writesOf(ours)).toEqual({ store: ['VariantsUpdate'], target: [] })
  const theirs = await callsDuring(story, () => void story.shop.products.updateVariant('CLOCK', { price: '1' }))
  expect(writesOf(theirs)).toEqual({ store: ['VariantsUpdate'], target: [] })
  expect(shown('CLOCK')).toEqual(['41', null])
  expect((await losers(story)).at(-1)).toMatchObject({ field: 'price', lost: { amount: '1' }, won: { amount: '41' } })
})

test('a price goes to the target where the store owns it', async () => {
  await story.configure({ rules: { 'price-lists': { feeds: [{ list: 'Standard Selling', direction: 'to-target' }] } } })
  story.shop.products.updateVariant('CLOCK', { price: '55.50' })
  await quiet(story)
  const prices = story.erp.documents('Item Price').filter((price) => price['item_code'] === 'CLOCK')
  const rate = (list: string) =>
    prices.filter((price) => price['price_list'] === list).map((price) => price['price_list_rate'])
  expect(rate('Standard Selling')).toEqual([55.5])
  expect(rate('Web EUR')).toContain(41)
  expect(shown('CLOCK')).toEqual(['55.5', null])
})
