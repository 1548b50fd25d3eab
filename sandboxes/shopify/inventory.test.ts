import { describe, expect, test } from 'vitest'
import { startShopify, type ShopifyOptions, type ShopifySandbox } from './start.ts'
import { ask, manualClock, receiver, subscribed } from './test-client.ts'

const SHIRT = {
  title: 'Shirt',
  options: ['Size'],
  variants: [
    { sku: 'S-S', values: ['S'], price: '100', stock: 10 },
    { sku: 'S-M', values: ['M'], price: '100', stock: 3 },
  ],
}

async function stocked(options: ShopifyOptions = {}): Promise<ShopifySandbox> {
  const shop = await startShopify(options)
  shop.products.addProduct(SHIRT)
  return shop
}

const item = (shop: ShopifySandbox, sku = 'S-S'): string =>
  `gid://shopify/InventoryItem/${shop.products.variant(sku).item.id}`
const location = (shop: ShopifySandbox, index = 0): string => `gid://shopify/Location/${shop.locations()[index]}`

const SET = `mutation($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id reason changes { name delta quantityAfterChange item { id } location { name } } }
    userErrors { field message code }
  }
}`

interface Rows {
  readonly key?: string
  readonly name?: string
  readonly reason?: string
}

const row = (shop: ShopifySandbox, quantity: number, changeFromQuantity: number | null, sku = 'S-S', at = 0) => ({
  inventoryItemId: item(shop, sku),
  locationId: location(shop, at),
  quantity,
  changeFromQuantity,
})

async function set(shop: ShopifySandbox, quantities: readonly object[], { key, name, reason }: Rows = {}) {
  const input = { name: name ?? 'available', reason: reason ?? 'correction', quantities }
  return ask(shop, SET, { input, key: key ?? crypto.randomUUID() })
}

const payload = (answer: Awaited<ReturnType<typeof set>>) =>
  answer.body.data?.['inventorySetQuantities'] as unknown as {
    inventoryAdjustmentGroup: { id: string; changes: unknown[] } | null
    userErrors: { code: string; field: string[]; message: string }[]
  }
const codes = (answer: Awaited<ReturnType<typeof set>>) => payload(answer).userErrors.map((error) => error.code)

describe('orders and stock', () => {
  test('an order commits, a shipment takes out, a return puts back where it was put', async () => {
    await using shop = await stocked()
    const order = shop.place({ lines: [{ sku: 'S-S', quantity: 4 }] })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 6, committed: 4, on_hand: 10 })
    shop.fulfill(order, { lines: [{ line: 0, quantity: 3 }] })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 6, committed: 1, on_hand: 7 })
    const annex = shop.locations()[2] ?? 0
    shop.return(order, { lines: [{ line: 0, quantity: 2, locationId: annex }] })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 6, committed: 1, on_hand: 7 })
    expect(shop.stock.level('S-S', annex)).toMatchObject({ available: 2, on_hand: 2 })
  })

  test('a cancellation gives back what was not sent, or writes it off', async () => {
    await using shop = await stocked()
    shop.cancel(shop.place({ lines: [{ sku: 'S-S', quantity: 4 }] }))
    expect(shop.stock.level('S-S')).toMatchObject({ available: 10, committed: 0, on_hand: 10 })
    shop.cancel(shop.place({ lines: [{ sku: 'S-S', quantity: 4 }] }), { restock: false })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 6, committed: 0, on_hand: 6 })
  })

  test('refunds and edits move exactly what they take off and add', async () => {
    await using shop = await stocked()
    const order = shop.place({ lines: [{ sku: 'S-S', quantity: 4 }] })
    shop.edit(order, { quantities: [{ line: 0, quantity: 6 }], addLines: [{ sku: 'S-M', quantity: 1 }] })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 4, committed: 6 })
    expect(shop.stock.level('S-M')).toMatchObject({ available: 2, committed: 1 })
    shop.edit(order, { quantities: [{ line: 0, quantity: 5 }] })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 5, committed: 5, on_hand: 10 })
    shop.fulfill(order, { lines: [{ line: 0, quantity: 5 }] })
    shop.refund(order, { lines: [{ line: 0, quantity: 1, restockType: 'NO_RESTOCK' }] })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 5, committed: 0, on_hand: 5 })
    shop.refund(order, { lines: [{ line: 0, quantity: 1, restockType: 'RETURN' }] })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 6, on_hand: 6 })
  })

  test('a shipment from another location takes the units from there; the till from its own', async () => {
    await using shop = await stocked()
    const [, store = 0] = shop.locations()
    shop.stock.set('S-S', store, 5)
    shop.fulfill(shop.place({ lines: [{ sku: 'S-S', quantity: 2 }] }), { locationId: store })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 10, committed: 0, on_hand: 10 })
    expect(shop.stock.level('S-S', store)).toMatchObject({ available: 3, committed: 0, on_hand: 3 })
    shop.place({ channel: 'pos', lines: [{ sku: 'S-S', quantity: 1 }] })
    expect(shop.stock.level('S-S', store)).toMatchObject({ available: 2, on_hand: 2 })
  })

  test('an order goes to the first location that has enough; one for more than there is is refused when asked', async () => {
    await using shop = await stocked()
    shop.stock.set('S-M', 'Annex', 8)
    shop.place({ lines: [{ sku: 'S-M', quantity: 5 }] })
    expect(shop.stock.level('S-M')).toMatchObject({ available: 3, committed: 0 })
    expect(shop.stock.level('S-M', 'Annex')).toMatchObject({ available: 3, committed: 5 })
    expect(() => shop.stock.sell('S-M', 7)).toThrow('Shirt is sold out.')
    shop.products.updateVariant('S-M', { inventoryPolicy: 'CONTINUE' })
    shop.stock.sell('S-M', 7)
    expect(shop.stock.level('S-M')).toMatchObject({ available: -4, committed: 7, on_hand: 3 })
    shop.stock.track('S-S', false)
    shop.stock.sell('S-S', 99)
    expect(shop.stock.level('S-S')).toMatchObject({ available: 10, committed: 0 })
  })

  test('a cancelled shipment and a deleted order give back', async () => {
    await using shop = await stocked()
    const order = shop.place({ lines: [{ sku: 'S-S', quantity: 4 }] })
    const fulfillment = shop.fulfill(order)
    shop.cancelFulfillment(order, fulfillment.id)
    expect(shop.stock.level('S-S')).toMatchObject({ available: 6, committed: 4, on_hand: 10 })
    shop.remove(order)
    expect(shop.stock.level('S-S')).toMatchObject({ available: 10, committed: 0, on_hand: 10 })
  })
})

describe('setting quantities', () => {
  test('states the change of what is available and of what is on hand', async () => {
    await using shop = await stocked()
    shop.place({ lines: [{ sku: 'S-S', quantity: 4 }] })
    const own = { item: { id: item(shop) }, location: { name: 'Warehouse' }, quantityAfterChange: null }
    expect(payload(await set(shop, [row(shop, 20, 6)]))).toMatchObject({
      inventoryAdjustmentGroup: {
        reason: 'correction',
        changes: [
          { name: 'available', delta: 14, ...own },
          { name: 'on_hand', delta: 14, ...own },
        ],
      },
      userErrors: [],
    })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 20, committed: 4, on_hand: 24 })
    await set(shop, [row(shop, 5, 24)], { name: 'on_hand' })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 1, committed: 4, on_hand: 5 })
  })

  test('the same call again answers the same and does nothing; other input with the key is refused', async () => {
    await using shop = await stocked()
    const first = await set(shop, [row(shop, 20, 10)], { key: 'k' })
    shop.stock.set('S-S', 0, 7)
    expect((await set(shop, [row(shop, 20, 10)], { key: 'k' })).body.data).toEqual(first.body.data)
    expect(shop.stock.level('S-S').available).toBe(7)
    expect(codes(await set(shop, [row(shop, 21, 7)], { key: 'k' }))).toEqual(['IDEMPOTENCY_KEY_PARAMETER_MISMATCH'])
  })

  test('two calls with one key at a time: the second is told that the first is under way', async () => {
    const { clock, advance } = manualClock()
    await using shop = await stocked({ clock })
    shop.stock.holdMs = 1000
    const first = set(shop, [row(shop, 20, 10)], { key: 'k' })
    await expect.poll(() => shop.requestCount).toBe(1)
    expect(codes(await set(shop, [row(shop, 20, 10)], { key: 'k' }))).toEqual(['IDEMPOTENCY_CONCURRENT_REQUEST'])
    advance(1000)
    expect(codes(await first)).toEqual([])
    expect(codes(await set(shop, [row(shop, 20, 10)], { key: 'k' }))).toEqual([])
  })

  test('a key is needed, and so is the number to compare with', async () => {
    await using shop = await stocked()
    const bare = SET.replace(' @idempotent(key: $key)', '').replace(', $key: String!', '')
    const input = { name: 'available', reason: 'correction', quantities: [row(shop, 1, 10)] }
    const [unkeyed] = (await ask(shop, bare, { input })).body.errors ?? []
    expect(unkeyed).toMatchObject({ extensions: { code: 'BAD_REQUEST' }, path: ['inventorySetQuantities'] })
    const { changeFromQuantity: _, ...without } = row(shop, 1, 10)
    const [unsure] = (await set(shop, [without])).body.errors ?? []
    expect(unsure).toMatchObject({
      message: 'InventoryQuantityInput must include the following argument: changeFromQuantity.',
      extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
    })
    expect(codes(await set(shop, [row(shop, 12, null)]))).toEqual([])
    const many = Array.from({ length: 251 }, () => row(shop, 1, null))
    const [large] = (await set(shop, many)).body.errors ?? []
    expect(large?.extensions?.['code']).toBe('MAX_INPUT_SIZE_EXCEEDED')
  })

  test('one bad row keeps all from being written', async () => {
    await using shop = await stocked()
    const answer = payload(await set(shop, [row(shop, 20, 10), row(shop, 5, 4, 'S-M')]))
    expect(answer).toMatchObject({
      inventoryAdjustmentGroup: null,
      userErrors: [{ code: 'CHANGE_FROM_QUANTITY_STALE', field: ['input', 'quantities', '1', 'changeFromQuantity'] }],
    })
    expect(shop.stock.level('S-S').available).toBe(10)
    expect(codes(await set(shop, [row(shop, 20, 10), row(shop, 21, 10)]))).toEqual([
      'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
      'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
    ])
    const wrong = {
      ...row(shop, 1, null),
      inventoryItemId: 'gid://shopify/InventoryItem/1',
      locationId: 'gid://shopify/Location/1',
    }
    expect(codes(await set(shop, [wrong]))).toEqual(['INVALID_INVENTORY_ITEM', 'INVALID_LOCATION'])
    expect(codes(await set(shop, [row(shop, 1, null)], { name: 'damaged' }))).toEqual(['INVALID_NAME'])
    expect(codes(await set(shop, [row(shop, -1, null)], { name: 'on_hand' }))).toEqual(['INVALID_QUANTITY_NEGATIVE'])
    expect(codes(await set(shop, [row(shop, 2_000_000_000, null)]))).toEqual(['INVALID_QUANTITY_TOO_HIGH'])
    expect(codes(await set(shop, [row(shop, 1, null)], { reason: 'whim' }))).toEqual(['INVALID_REASON'])
  })

  test('no change is no group and no error', async () => {
    await using shop = await stocked()
    expect(payload(await set(shop, [row(shop, 10, 10)]))).toEqual({ inventoryAdjustmentGroup: null, userErrors: [] })
  })

  test('a level that is not active takes quantities and is not sold from until it is activated', async () => {
    await using shop = await stocked()
    expect(codes(await set(shop, [row(shop, 9, null, 'S-S', 1)]))).toEqual([])
    expect(shop.stock.level('S-S', 1)).toMatchObject({ available: 9, isActive: false })
    const levels = `query($id: ID!) { inventoryItem(id: $id) { inventoryLevels(first: 5) { nodes { location { name } } } variant { inventoryQuantity } } }`
    const seen = async () => (await ask(shop, levels, { id: item(shop) })).body.data?.['inventoryItem']
    expect(await seen()).toEqual({
      inventoryLevels: { nodes: [{ location: { name: 'Warehouse' } }] },
      variant: { inventoryQuantity: 10 },
    })
    const activate = `mutation($item: ID!, $at: ID!) { inventoryActivate(inventoryItemId: $item, locationId: $at) @idempotent(key: "a") { inventoryLevel { isActive quantities(names: ["available"]) { quantity } } userErrors { field message } } }`
    const answer = await ask(shop, activate, { item: item(shop), at: location(shop, 1) })
    expect(answer.body.data?.['inventoryActivate']).toEqual({
      inventoryLevel: { isActive: true, quantities: [{ quantity: 9 }] },
      userErrors: [],
    })
    expect(await seen()).toMatchObject({ variant: { inventoryQuantity: 19 } })
  })
})

describe('moving and adjusting', () => {
  const ADJUST = `mutation($input: InventoryAdjustQuantitiesInput!, $key: String!) { inventoryAdjustQuantities(input: $input) @idempotent(key: $key) { inventoryAdjustmentGroup { changes { name delta ledgerDocumentUri } } userErrors { field message code } } }`

  test('what is damaged is on hand and not available', async () => {
    await using shop = await stocked()
    const where = { inventoryItemId: item(shop), locationId: location(shop) }
    const damaged = (ledgerDocumentUri: string | null) => ({
      name: 'damaged',
      reason: 'damaged',
      changes: [{ ...where, delta: 2, changeFromQuantity: 0, ledgerDocumentUri }],
    })
    const refusal = (await ask(shop, ADJUST, { input: damaged(null), key: '1' })).body.data?.[
      'inventoryAdjustQuantities'
    ]
    expect(refusal).toMatchObject({ userErrors: [{ code: 'INVALID_QUANTITY_DOCUMENT' }] })
    await ask(shop, ADJUST, { input: damaged('ledger://a/1'), key: '2' })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 10, damaged: 2, on_hand: 12 })
    const moved = `mutation($input: InventoryMoveQuantitiesInput!) { inventoryMoveQuantities(input: $input) @idempotent(key: "3") { inventoryAdjustmentGroup { changes { name delta } } userErrors { field message code } } }`
    const at = { locationId: location(shop), changeFromQuantity: null }
    const input = {
      reason: 'quality_control',
      referenceDocumentUri: 'logistics://move/1',
      changes: [
        {
          inventoryItemId: item(shop),
          quantity: 3,
          from: { ...at, name: 'available' },
          to: { ...at, name: 'quality_control', ledgerDocumentUri: 'ledger://a/2' },
        },
      ],
    }
    expect((await ask(shop, moved, { input })).body.data?.['inventoryMoveQuantities']).toMatchObject({
      inventoryAdjustmentGroup: {
        changes: [
          { name: 'available', delta: -3 },
          { name: 'quality_control', delta: 3 },
        ],
      },
    })
    expect(shop.stock.level('S-S')).toMatchObject({ available: 7, quality_control: 3, on_hand: 12 })
  })
})

describe('reading and telling', () => {
  test('a sandbox of another process is stocked and sold from over its control paths', async () => {
    await using shop = await startShopify()
    const meta = async (path: string, body: object) =>
      (await fetch(`${shop.url}/__meta/${path}`, { method: 'POST', body: JSON.stringify(body) })).json()
    await meta('products/add', SHIRT)
    await meta('stock/set', { variant: 'S-M', location: 'Annex', available: 8 })
    await meta('stock/sell', { sku: 'S-S', quantity: 4 })
    expect(await meta('stock/level', { variant: 'S-S' })).toMatchObject({ available: 6, committed: 4, on_hand: 10 })
    expect(await meta('stock/level', { variant: 'S-M', location: 'Annex' })).toMatchObject({ available: 8 })
    await meta('reset', {})
    expect(await meta('stock/level', { variant: 'S-S' })).toMatchObject({ available: 10, committed: 0 })
  })

  test('levels of a location are found by the time of their change', async () => {
    const { clock, advance } = manualClock()
    await using shop = await stocked({ clock })
    advance(60_000)
    const since = clock.now().toISOString()
    shop.stock.set('S-M', 0, 1)
    const query = `query($q: String!) { location { inventoryLevels(first: 5, query: $q) { nodes { item { sku } quantities(names: ["available"]) { quantity } } } } productVariants(first: 5, query: $q) { nodes { sku } } products(first: 5, query: $q, sortKey: UPDATED_AT) { nodes { title } } }`
    expect((await ask(shop, query, { q: `updated_at:>='${since}'` })).body.data).toEqual({
      location: { inventoryLevels: { nodes: [{ item: { sku: 'S-M' }, quantities: [{ quantity: 1 }] }] } },
      productVariants: { nodes: [{ sku: 'S-M' }] },
      products: { nodes: [{ title: 'Shirt' }] },
    })
  })

  test('a sale tells of the level and of the product', async () => {
    await using hook = await receiver(() => 200)
    await using shop = await subscribed({}, ['INVENTORY_LEVELS_UPDATE', 'PRODUCTS_UPDATE'], hook.uri)
    shop.products.addProduct(SHIRT)
    shop.stock.sell('S-S', 2)
    await shop.deliveries.settled()
    const bodies = hook.got.map((entry) => [entry.headers['x-shopify-topic'], JSON.parse(entry.body) as object])
    expect(bodies).toHaveLength(2)
    expect(Object.fromEntries(bodies)).toMatchObject({
      'inventory_levels/update': {
        inventory_item_id: shop.products.variant('S-S').item.id,
        location_id: shop.locations()[0],
        available: 8,
      },
      'products/update': { title: 'Shirt', variants: [{ sku: 'S-S', inventory_quantity: 8 }, { sku: 'S-M' }] },
    })
  })

  test('without the scope there is no access', async () => {
    await using shop = await stocked({ app: { scopes: ['read_products', 'read_locations'] } })
    const answer = await ask(
      shop,
      '{ products(first: 1) { nodes { title } } inventoryItems(first: 1) { nodes { id } } }',
    )
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({ code: 'ACCESS_DENIED' })
    expect((await set(shop, [row(shop, 1, null)])).body.errors?.[0]?.extensions?.['code']).toBe('ACCESS_DENIED')
  })
})
