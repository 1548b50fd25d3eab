import { afterAll, beforeAll, expect, test } from 'vitest'
import { PAYMENT_TERMS, UPDATE_COMPANY, UPDATE_CUSTOMER } from '#connectors/shopify/accounts-queries'
import { graphql, type Operation } from '#connectors/shopify/client'
import { FULFILL, FULFILLMENT_STATE } from '#connectors/shopify/fulfillments-queries'
import { shopify } from '#connectors/shopify/index'
import { PAYOUTS } from '#connectors/shopify/payouts-queries'
import { CHANGE_PRICES } from '#connectors/shopify/prices'
import { PRODUCT_UPDATE } from '#connectors/shopify/products-queries'
import { SET_STOCK, STOCK_OF } from '#connectors/shopify/stock-queries'
import { subscribe } from '#connectors/shopify/subscribe'
import { DEFAULT_SCOPES } from '#sandboxes/shopify/scopes'
import { connect, type Connected, orderSource } from './shopify-harness.ts'

let connected: Connected
let order: string

beforeAll(async () => {
  connected = await connect({ shop: { plan: 'enterprise' } })
  const { shop } = connected
  shop.products.addProduct({ title: 'Mug', variants: [{ sku: 'MUG', price: '10' }] })
  const placed = shop.place({ lines: [{ sku: 'MUG', title: 'Mug', quantity: 1, price: '10.00' }] })
  shop.fulfill(placed.id)
  order = placed.legacyId
})
afterAll(() => connected[Symbol.asyncDispose]())

const id = (type: string): string => `gid://shopify/${type}/1`
const asked = (operation: Operation<unknown>, variables: object) => (): Promise<unknown> =>
  graphql(connected.context, operation, { ...variables })
const getOrder = (): Promise<unknown> => Promise.resolve(orderSource().get(connected.context, order))

test.each<[flow: string, named: string, taken: readonly string[], ask: () => Promise<unknown>]>([
  ['orders', 'read_orders', ['read_orders', 'write_orders'], getOrder],
  ['orders', 'read_customers', ['read_customers', 'write_customers'], getOrder],
  ['orders', 'read_returns', ['read_returns', 'write_returns'], getOrder],
  ['orders', 'read_payment_terms', ['read_payment_terms'], getOrder],
  ['orders', 'read_products', ['read_products', 'write_products'], getOrder],
  ['orders', 'read_locations', ['read_locations', 'read_inventory', 'write_inventory'], getOrder],
  ['payouts', 'read_shopify_payments_payouts', ['read_shopify_payments_payouts'], asked(PAYOUTS, { query: '' })],
  ['payouts', 'read_shopify_payments_accounts', ['read_shopify_payments_accounts'], asked(PAYOUTS, { query: '' })],
  [
    'inventory',
    'read_inventory',
    ['read_inventory', 'write_inventory'],
    asked(STOCK_OF, { ids: [id('InventoryItem')] }),
  ],
  [
    'inventory',
    'write_inventory',
    ['write_inventory'],
    asked(SET_STOCK, { input: { name: 'available', reason: 'correction', quantities: [] }, key: 'k' }),
  ],
  ['products', 'write_products', ['write_products'], asked(PRODUCT_UPDATE, { product: { id: id('Product') } })],
  [
    'price-lists',
    'write_products',
    ['write_products'],
    asked(CHANGE_PRICES, { id: id('PriceList'), add: [], remove: [] }),
  ],
  ['customers', 'write_customers', ['write_customers'], asked(UPDATE_CUSTOMER, { input: { id: id('Customer') } })],
  [
    'customers',
    'write_customers',
    ['write_customers'],
    asked(UPDATE_COMPANY, { id: id('Company'), input: { name: 'A' } }),
  ],
  ['customers', 'read_payment_terms', ['read_payment_terms'], asked(PAYMENT_TERMS, {})],
  [
    'fulfillments',
    'read_merchant_managed_fulfillment_orders',
    ['read_merchant_managed_fulfillment_orders', 'write_merchant_managed_fulfillment_orders'],
    () => graphql(connected.context, FULFILLMENT_STATE, { id: `gid://shopify/Order/${order}` }),
  ],
  [
    'fulfillments',
    'write_merchant_managed_fulfillment_orders',
    ['write_merchant_managed_fulfillment_orders'],
    asked(FULFILL, { fulfillment: { lineItemsByFulfillmentOrder: [] } }),
  ],
])('%s without %s: the check says so, and so does the shop', async (flow, named, taken, ask) => {
  const { shop, context } = connected
  shop.auth.setScopes(DEFAULT_SCOPES)
  expect(await lacks(flow, named)).toBe(false)
  shop.auth.setScopes(DEFAULT_SCOPES.filter((scope) => !taken.includes(scope)))
  expect(await lacks(flow, named)).toBe(true)
  expect(await lacks('nothing', named)).toBe(false)
  await expect(ask()).rejects.toMatchObject({
    code: 'SHOPIFY_SCOPE_MISSING',
    message: expect.stringContaining(named) as string,
  })
  const { findings } = await shopify.check(context, { flows: [flow] })
  expect(findings.filter(({ level, remedy }) => level !== 'ok' && remedy === undefined)).toEqual([])
})

async function lacks(flow: string, scope: string): Promise<boolean> {
  const { findings } = await shopify.check(connected.context, { flows: [flow] })
  return findings.some(({ level, message }) => level === 'error' && message.includes(`${scope} (`))
}

test('topics that the app may not hear are left out, those of orders are named', async () => {
  const { shop, context } = connected
  shop.auth.setScopes(['read_products', 'read_returns'])
  const found = await subscribe(context, { url: 'https://bridge.example.com/webhooks/1' })
  const failed = found.filter(({ state }) => state === 'failed').map(({ topic }) => topic)
  expect(failed).toContain('orders/create')
  expect(failed.every((topic) => /^(orders|refunds|order_transactions)\//.test(topic))).toBe(true)
  const made = found.filter(({ state }) => state === 'created').map(({ topic }) => topic)
  expect(made).toContain('products/update')
  expect(made).not.toContain('customers/merge')
})
