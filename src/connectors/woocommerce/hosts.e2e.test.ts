import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { accounts } from './accounts.ts'
import { check } from './check.ts'
import { choices } from './choices.ts'
import { productTarget } from './products-write.ts'
import { products } from './products.ts'
import { orders } from './read.ts'
import { subscribe } from './subscribe.ts'
import { openShop } from './woocommerce.test-kit.ts'

const ZONE = { timeZone: 'Europe/Stockholm' }
const ODD_SKU = 'A&B + 1/2?'

test('plain permalinks on a host that takes the header away: all is reached by the front page and keys in the address', async () => {
  const settings = { ...ZONE, permalinks: 'plain', sendKeys: 'query' }
  await using door = await openShop({ permalinks: 'plain', stripsAuthorization: true }, settings)
  const { shop, context } = door
  const mug = shop.addProduct({ name: 'Mug', sku: ODD_SKU, regular_price: '10' })
  shop.addCustomer({ email: 'eva+shop@example.test' })
  const order = shop.place({ items: [{ product: mug.id, quantity: 2 }] })
  expect(await orders.get(context, String(order.id))).toMatchObject({ externalId: String(order.id) })
  const [found] = await products.bySku(context, ODD_SKU)
  expect(found).toMatchObject({ externalId: String(mug.id) })
  expect(await accounts.findByName(context, 'eva+shop@example.test')).not.toBeNull()
  const changes = { price: decimal('12'), compareAtPrice: decimal('15') }
  const id = String(mug.id)
  expect(await productTarget.updateVariants(context, id, [{ externalId: id, changes }])).toMatchObject([
    { outcome: 'written' },
  ])
  const changed: string[] = []
  const range = { since: new Date(Date.now() - 60_000), until: new Date(Date.now() + 60_000) }
  for await (const page of products.changes(context, range)) changed.push(...page.map(({ key }) => key))
  expect(changed).toEqual([id])
  expect((await check(context)).findings.filter(({ level }) => level === 'error')).toEqual([])
})

test.each([
  [
    'plain permalinks that the connection does not know of',
    { permalinks: 'plain' } as const,
    {},
    'WOOCOMMERCE_NO_JSON',
  ],
  ['a header that is taken away', { stripsAuthorization: true } as const, {}, 'WOOCOMMERCE_KEY_UNKNOWN'],
])('%s is told with what to do', async (_what, options, settings, code) => {
  await using door = await openShop(options, settings)
  await expect(check(door.context)).rejects.toMatchObject({ code, remedy: expect.stringMatching(/\w/) })
})

test('a page in place of data is tried again while reading, and leaves the outcome of a write open', async () => {
  await using door = await openShop()
  const { shop, context } = door
  const id = String(shop.addProduct({ name: 'Mug', sku: 'MUG', regular_price: '10' }).id)
  shop.answerHtml(200, 1)
  await expect(products.get(context, id)).rejects.toMatchObject({ kind: 'transient', code: 'WOOCOMMERCE_NO_JSON' })
  shop.answerHtml(524, 1, 'POST')
  const write = () => productTarget.updateVariants(context, id, [{ externalId: id, changes: { sku: 'CUP' } }])
  await expect(write()).rejects.toMatchObject({ kind: 'outcome-unknown' })
  shop.answerHtml(403, 1, 'POST')
  await expect(write()).rejects.toMatchObject({ kind: 'transient', code: 'WOOCOMMERCE_BLOCKED' })
  shop.printNotices(1)
  await expect(products.get(context, id)).rejects.toMatchObject({ code: 'WOOCOMMERCE_PRINTS_WARNINGS' })
})

test('the check names another zone, lost webhooks, how prices are entered and what a search will cost', async () => {
  await using door = await openShop({ listsVariations: 'nothing', pricesIncludeTax: false }, { webhookSecret: 'long' })
  const { shop, context } = door
  await subscribe(context, { url: 'http://127.0.0.1:9/hook' })
  for (const hook of shop.shop.webhooks.values()) if (hook.topic === 'product.updated') hook.status = 'disabled'
  const flows = ['orders', 'products', 'price-lists', 'customers']
  const { findings, timeZone } = await check(context, { flows })
  expect(timeZone).toBe('Europe/Stockholm')
  expect(findings.map(({ code }) => code)).toEqual([
    'WOOCOMMERCE_SHOP',
    'WOOCOMMERCE_TIME_ZONE',
    'WOOCOMMERCE_WEBHOOKS_DISABLED',
    'WOOCOMMERCE_PRICES',
    'WOOCOMMERCE_VARIATIONS_ONE_BY_ONE',
  ])
  expect(findings.find(({ code }) => code === 'WOOCOMMERCE_PRICES')?.message).toContain('without tax')
  const again = await subscribe(context, { url: 'http://127.0.0.1:9/hook' })
  expect(again.filter(({ state }) => state === 'repaired').map(({ topic }) => topic)).toEqual(['product.updated'])
  // After a move they are told to come to the new address, and none is left that still goes to the former one.
  const moved = await subscribe(context, { url: 'http://127.0.0.1:10/hook' })
  expect(new Set(moved.map(({ state }) => state))).toEqual(new Set(['repaired']))
  const addresses = [...shop.shop.webhooks.values()].map(({ url }) => url)
  expect(addresses).toEqual(moved.map(() => 'http://127.0.0.1:10/hook'))
})

test('what the shop is set to take money by, to send by and to tax with can be chosen before any order had it', async () => {
  await using door = await openShop()
  const listed = async (list: Parameters<typeof choices>[1]) => choices(door.context, list)
  expect(await listed('gateways')).toContainEqual({ value: 'cod', label: 'cod (Cash on delivery)' })
  expect(await listed('delivery-methods')).toEqual([
    { value: 'PostNord', label: 'PostNord (flat_rate, Sweden)' },
    { value: 'DHL', label: 'DHL (flat_rate, EU)' },
  ])
  const rates = (await listed('tax-rates')).map(({ label }) => label)
  expect(rates).toEqual(['25 (SE Moms 25%)', '12 (SE Moms 12%)', '6 (SE Moms 6%)', '19 (DE USt 19%)'])
  expect(await listed('warehouses')).toEqual([])
})
