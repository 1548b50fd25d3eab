import { expect, test } from 'vitest'
import { startWooCommerce } from '#sandboxes/woocommerce/start'
import { plainContext } from '#testing/plain-context'
import { woocommerce } from './index.ts'
import { settings as schema } from './settings.ts'
import { stock } from './stock.ts'

async function openShop() {
  const shop = await startWooCommerce()
  const settings = schema.parse({
    siteUrl: shop.url,
    consumerKey: shop.consumerKey,
    consumerSecret: shop.consumerSecret,
  })
  const mug = shop.addProduct({ name: 'Mug', sku: 'MUG', regular_price: '99', manage_stock: true, stock_quantity: 10 })
  const card = shop.addProduct({ name: 'Card', sku: 'CARD', regular_price: '9' })
  const shirt = shop.addProduct({
    name: 'Shirt',
    sku: 'SHIRT',
    type: 'variable',
    manage_stock: true,
    stock_quantity: 50,
  })
  const small = shop.addVariation(shirt.id, {
    sku: 'SHIRT-S',
    regular_price: '199',
    manage_stock: true,
    stock_quantity: 4,
  })
  const large = shop.addVariation(shirt.id, { sku: 'SHIRT-L', regular_price: '199' })
  const ids = {
    mug: `${mug.id}`,
    card: `${card.id}`,
    shirt: `${shirt.id}`,
    small: `${shirt.id}/${small.id}`,
    large: `${shirt.id}/${large.id}`,
  }
  return { context: plainContext(woocommerce, settings), ids, [Symbol.asyncDispose]: () => shop.stop() }
}

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = []
  for await (const page of pages) found.push(...page)
  return found
}

test('what is counted: products, variations, and a product for its variations', async () => {
  await using opened = await openShop()
  const { context, ids } = opened
  const items = await all(stock.items(context, { locations: ['shop'] }))
  expect(Object.fromEntries(items.map((item) => [item.stockItem, item.levels[0]?.available ?? null]))).toEqual({
    [ids.mug]: 10,
    [ids.card]: null,
    [ids.shirt]: 50,
    [ids.small]: 4,
    [ids.large]: null,
  })
  expect(items.filter(({ counted }) => !counted).map(({ sku }) => sku)).toEqual(['CARD', 'SHIRT-L'])
  const levels = await all(stock.levels(context, { locations: ['shop'], stockItems: [ids.small, ids.mug] }))
  expect(levels.map(({ available }) => available).toSorted((a, b) => a - b)).toEqual([4, 10])
})

test('each row is judged alone, and written where it counts', async () => {
  await using opened = await openShop()
  const { context, ids } = opened
  const row = (stockItem: string, available: number, expected: number | null) => ({
    stockItem,
    location: 'shop',
    available,
    expected,
  })
  const rows = [
    row(ids.mug, 7, 10),
    row(ids.small, 2, 4),
    row(ids.shirt, 40, 49),
    row(ids.large, 3, null),
    row('999999', 1, null),
  ]
  const outcomes = await stock.set(context, rows, 'one')
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['set', 'set', 'stale', 'gone', 'gone'])
  const levels = await all(stock.levels(context, { locations: ['shop'] }))
  expect(levels.map(({ available }) => available).toSorted((a, b) => a - b)).toEqual([2, 7, 50])
})
