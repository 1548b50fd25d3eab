import { expect, test } from 'vitest'
import type { StockedItem, StoreLevel } from '#model/stock'
import { startShopify } from '#sandboxes/shopify/start'
import { plainContext } from '#testing/plain-context'
import { shopify } from './index.ts'
import { settings as schema } from './settings.ts'
import { stock } from './stock.ts'

async function openShop() {
  const shop = await startShopify()
  shop.products.addProduct({
    title: 'Shirt',
    options: ['Size'],
    variants: [
      { sku: 'S-S', values: ['S'], price: '100', stock: 10 },
      { sku: 'S-M', values: ['M'], price: '100', stock: 3 },
    ],
  })
  const settings = schema.parse({ shop: shop.domain, baseUrl: shop.url, accessToken: shop.accessToken })
  const context = plainContext(shopify, settings)
  const [main = '', annex = ''] = shop.locations().map(String)
  const itemOf = (sku: string): string => String(shop.products.variant(sku).item.id)
  return { shop, context, main, annex, itemOf, [Symbol.asyncDispose]: () => shop.stop() }
}

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = []
  for await (const page of pages) found.push(...page)
  return found
}

test('locations, items and what is offered of them', async () => {
  await using opened = await openShop()
  const { shop, context, main, itemOf } = opened
  shop.place({ lines: [{ sku: 'S-S', quantity: 4 }] })
  expect((await stock.locations(context)).map((place) => place.externalId)).toContain(main)
  const items: StockedItem[] = await all(stock.items(context, { locations: [main] }))
  expect(items.find((item) => item.sku === 'S-S')).toMatchObject({
    stockItem: itemOf('S-S'),
    variantExternalId: String(shop.products.variant('S-S').id),
    counted: true,
    levels: [{ available: 6, committed: 4, location: main }],
  })
  const levels: StoreLevel[] = await all(stock.levels(context, { locations: [main], stockItems: [itemOf('S-M')] }))
  expect(levels).toMatchObject([{ available: 3, committed: 0 }])
})

test('each row is judged alone: stale, gone, unstocked and right ones in one batch', async () => {
  await using opened = await openShop()
  const { shop, context, main, annex, itemOf } = opened
  const row = (sku: string, available: number, expected: number | null, location = main) => ({
    stockItem: sku === 'none' ? '999999999' : itemOf(sku),
    location,
    available,
    expected,
  })
  const rows = [
    row('S-S', 8, 9),
    row('none', 5, 5),
    row('S-M', 2, 3),
    { ...row('S-S', 7, null, annex), unstocked: true as const },
  ]
  const outcomes = await stock.set(context, rows, 'batch 1')
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['stale', 'gone', 'set', 'set'])
  expect(shop.stock.level('S-S')).toMatchObject({ available: 10 })
  expect(shop.stock.level('S-M')).toMatchObject({ available: 2 })
  expect(shop.stock.level('S-S', Number(annex))).toMatchObject({ available: 7 })
})

test('a batch that is repeated with its key is carried out once', async () => {
  await using opened = await openShop()
  const { shop, context, main, itemOf } = opened
  const rows = [{ stockItem: itemOf('S-S'), location: main, available: 8, expected: 10 }]
  expect(await stock.set(context, rows, 'once')).toEqual([{ outcome: 'set' }])
  shop.place({ lines: [{ sku: 'S-S', quantity: 1 }] })
  expect(await stock.set(context, rows, 'once')).toEqual([{ outcome: 'set' }])
  expect(shop.stock.level('S-S')).toMatchObject({ available: 7 })
})

test('what is added keeps what was sold meanwhile, once for each key', async () => {
  await using opened = await openShop()
  const { shop, context, main, itemOf } = opened
  shop.place({ lines: [{ sku: 'S-S', quantity: 1 }] })
  const rows = [
    { stockItem: itemOf('S-S'), location: main, by: -3 },
    { stockItem: '999999999', location: main, by: -3 },
  ]
  const outcomes = await stock.adjust?.(context, rows, 'less')
  expect(outcomes?.map(({ outcome }) => outcome)).toEqual(['set', 'gone'])
  await stock.adjust?.(context, rows, 'less')
  expect(shop.stock.level('S-S')).toMatchObject({ available: 6 })
})
