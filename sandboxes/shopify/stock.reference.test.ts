import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { startShopify, type ShopifySandbox } from './start.ts'
import { ask, receiver, subscribed } from './test-client.ts'

const REFERENCE = '../shared/specs/shopify'
const reference = existsSync(REFERENCE)

async function errorsOf(
  shop: ShopifySandbox,
  file: string,
  operations: Readonly<Record<string, object>>,
): Promise<unknown[]> {
  const query = readFileSync(`${REFERENCE}/operations/${file}.graphql`, 'utf8')
  const found: unknown[] = []
  for (const [operationName, variables] of Object.entries(operations)) {
    const { body } = await ask(shop, query, variables, { operationName })
    const payloads = Object.values(body.data ?? {}) as ({ userErrors?: unknown[] } | null)[]
    found.push(...(body.errors ?? []), ...payloads.flatMap((payload) => payload?.userErrors ?? []))
  }
  return found
}

describe.skipIf(!reference)('against the reference data (skipped: ../shared is absent)', () => {
  test('every operation about stock and products runs without errors', async () => {
    await using shop = await startShopify()
    const { productId, variantId, inventoryItemId } = shop.products.add({ sku: 'A-1', title: 'Mug', price: '10' })
    const [item, location] = [
      `gid://shopify/InventoryItem/${inventoryItemId}`,
      `gid://shopify/Location/${shop.locations()[0]}`,
    ]
    const row = { inventoryItemId: item, locationId: location, changeFromQuantity: 0 }
    const input = { name: 'available', reason: 'correction' }
    expect(
      await errorsOf(shop, 'inventory', {
        Levels: { query: "updated_at:>='2020-01-01'" },
        Locations: {},
        SetStock: { key: '1', input: { ...input, quantities: [{ ...row, quantity: 4 }] } },
        AdjustStock: { key: '2', input: { ...input, changes: [{ ...row, delta: 1, changeFromQuantity: 4 }] } },
        Stock: { key: '3', item, location: `gid://shopify/Location/${shop.locations()[1]}`, available: 3 },
        ItemDetails: { id: item, input: { tracked: true, cost: '3.20' } },
      }),
    ).toEqual([])
    const title = { title: 'Cup', handle: 'cup' }
    const metafield = {
      ownerId: `gid://shopify/Product/${productId}`,
      namespace: 'erp',
      key: 'code',
      type: 'id',
      value: 'I-1',
    }
    const variants = [{ id: `gid://shopify/ProductVariant/${variantId}`, price: '12' }]
    expect(
      await errorsOf(shop, 'catalog', {
        ProductsChanged: { query: "updated_at:>='2020-01-01'" },
        VariantBySku: { query: "sku:'A-1'" },
        UpsertProduct: { identifier: { handle: 'cup' }, input: title },
        UpsertStatus: { id: 'gid://shopify/ProductSetOperation/1' },
        Variants: { productId: `gid://shopify/Product/${productId}`, variants },
        OwnReference: { metafields: [metafield] },
      }),
    ).toEqual([])
    expect(shop.stock.level('A-1')).toMatchObject({ available: 5 })
  })

  test('bodies have every field that the reference ones have', async () => {
    await using hook = await receiver(() => 200)
    await using shop = await subscribed(
      {},
      ['PRODUCTS_CREATE', 'INVENTORY_ITEMS_CREATE', 'INVENTORY_LEVELS_UPDATE'],
      hook.uri,
    )
    shop.products.add({ sku: 'A-1', title: 'Mug', price: '10' })
    shop.stock.set('A-1', 0, 4)
    await shop.deliveries.settled()
    const bodyOf = (topic: string): Record<string, unknown> =>
      JSON.parse(hook.got.find((entry) => entry.headers['x-shopify-topic'] === topic)?.body ?? '{}') as Record<
        string,
        unknown
      >
    const sampleOf = (file: string, list: string): Record<string, unknown> => {
      const samples = JSON.parse(readFileSync(`${REFERENCE}/payloads/rest-2026-07/${file}.json`, 'utf8')) as {
        response: { body: Record<string, Record<string, unknown>[] | undefined> }
      }[]
      return samples.flatMap(({ response }) => response.body[list] ?? [])[0] ?? {}
    }
    const missing = (sample: unknown, body: unknown): string[] =>
      Object.keys(sample as object).filter((key) => !(key in (body as object)))
    expect(missing(sampleOf('inventory_level', 'inventory_levels'), bodyOf('inventory_levels/update'))).toEqual([])
    expect(missing(sampleOf('inventory_item', 'inventory_items'), bodyOf('inventory_items/create'))).toEqual([])
    const [sample, body] = [sampleOf('product', 'products'), bodyOf('products/create')]
    expect(missing(sample, body)).toEqual([])
    const first = (list: unknown): unknown => (list as unknown[])[0]
    // Webhooks do not carry prices of other markets.
    expect(missing(first(sample['variants']), first(body['variants']))).toEqual(['presentment_prices'])
  })
})
