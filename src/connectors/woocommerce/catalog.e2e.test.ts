import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ErpnextSandbox } from '#sandboxes/erpnext/start'
import type { WooCommerceSandbox } from '#sandboxes/woocommerce/start'
import { beginErpnext } from '#testing/story'
import { startStoryBetween, type StoryConfiguration, type StoryOf, type StoryStore } from '#testing/story-core'
import { beginShop } from './woocommerce.test-kit.ts'

const PATIENCE_MS = 60_000

let story: StoryOf<ErpnextSandbox, WooCommerceSandbox>
let norway: StoryStore<WooCommerceSandbox>

beforeAll(async () => {
  norway = await beginShop({ currency: 'EUR', timeZone: 'Europe/Oslo' }, { country: 'NO' })
  story = await startStoryBetween(
    {
      adjust: withNorway,
      flows: ['products', 'price-lists', 'customers'],
      rules: {
        products: { create: { store: 'draft' }, taxClasses: [{ store: 'reduced-rate', target: 'VAT 12 only' }] },
        'price-lists': { feeds: [{ list: 'Standard Selling', compareAt: 'none' }] },
        customers: { create: { target: 'all', store: 'companies' }, companies: { email: { direction: 'none' } } },
      },
    },
    (home) => beginShop(home),
    () => beginErpnext(),
  )
}, PATIENCE_MS)
afterAll(async () => {
  await story[Symbol.asyncDispose]()
  await norway.stop()
})

/** A second shop of the same merchant, into the same ERP. */
function withNorway(file: StoryConfiguration): StoryConfiguration {
  const { acme = {} } = file.integrations
  return {
    ...file,
    connections: { ...file.connections, norway: norway.connection({}) },
    integrations: { ...file.integrations, norway: { ...acme, store: 'norway', flows: { orders: { enabled: true } } } },
  }
}

async function attempts(): Promise<number> {
  const { rows } = await story.running.bridge.pool.query('select count(*)::int as n from tillbridge.attempts')
  return rows[0].n as number
}

/** Until both sides have told everything and that brought no news. */
async function quiet(): Promise<void> {
  for (;;) {
    const before = await attempts()
    await story.erp.deliveries.settled()
    await story.settled()
    await story.erp.deliveries.settled()
    await story.settled()
    if ((await attempts()) === before) return
  }
}

/** What was asked of the shop while `work` went on, and until all was quiet again. */
async function callsDuring(work: () => void): Promise<string[]> {
  const before = story.shop.traffic.length
  work()
  await quiet()
  return story.shop.traffic.slice(before).map(({ request }) => `${request.method} ${request.path}`)
}

const item = (code: string) => story.erp.documents('Item').find((entry) => entry['name'] === code)
const inShop = (sku: string) => [...story.shop.shop.products.values()].find((product) => product.sku === sku)

test('a product finds its item by SKU, a variation too, and each field goes from its owner to the other side', async () => {
  for (const code of ['LAMP', 'SHIRT-S'])
    story.erp.items.add({ code, barcode: code === 'LAMP' ? '4006381333900' : '7310865004703', weight_per_unit: 0.4 })
  story.shop.addProduct({ name: 'Lamp', sku: 'LAMP', regular_price: '20' })
  const shirt = story.shop.addProduct({
    name: 'Shirt',
    type: 'variable',
    attributes: [{ name: 'Size', variation: true, options: ['S', 'M'] }],
  })
  story.shop.addVariation(shirt.id, {
    sku: 'SHIRT-S',
    regular_price: '99',
    attributes: [{ name: 'Size', option: 'S' }],
  })
  await quiet()
  expect(item('LAMP')).toMatchObject({ item_name: 'Lamp', tillbridge_ref: `acme:variant:${inShop('LAMP')?.id}` })
  expect(inShop('LAMP')).toMatchObject({ gtin: '4006381333900' })
  expect(inShop('SHIRT-S')).toMatchObject({ gtin: '7310865004703' })
})

test('a change is written once and nothing echoes', async () => {
  const toTarget = await callsDuring(() => story.shop.changeProduct('LAMP', { name: 'Desk lamp' }))
  expect(item('LAMP')?.['item_name']).toBe('Desk lamp')
  expect(toTarget.filter((call) => !call.startsWith('GET'))).toEqual([])
  const toStore = await callsDuring(
    () => void story.erp.items.update('SHIRT-S', { barcodes: [{ barcode: '12345670' }] }),
  )
  expect(inShop('SHIRT-S')?.gtin).toBe('12345670')
  expect(toStore.filter((call) => !call.startsWith('GET'))).toEqual([
    `POST /wp-json/wc/v3/products/${inShop('SHIRT-S')?.parentId}/variations/batch`,
  ])
})

test('prices come from the list that feeds them; one that somebody changed in the shop gives way', async () => {
  story.erp.prices.set('LAMP', 'Standard Selling', 25)
  story.erp.prices.set('SHIRT-S', 'Standard Selling', 89.5)
  await quiet()
  expect([inShop('LAMP')?.regularPrice, inShop('SHIRT-S')?.regularPrice]).toEqual(['25', '89.5'])
  story.shop.changeProduct('SHIRT-S', { regular_price: '1', sale_price: '' })
  await quiet()
  expect(inShop('SHIRT-S')?.regularPrice).toBe('89.5')
})

test('a new item becomes a draft of the shop', async () => {
  story.erp.items.add({ code: 'VASE', item_name: 'Vase', barcode: '4012345678901' })
  await quiet()
  expect(inShop('VASE')).toMatchObject({ name: 'Vase', status: 'draft', gtin: '4012345678901' })
})

test('a product in the trash is a task until it is back', async () => {
  const state = async () => {
    const { rows } = await story.running.bridge.pool.query<{ state: string; cause_code: string | null }>(
      `select state, cause_code from tillbridge.transfers where flow = 'products' and record_key = $1`,
      [String(inShop('LAMP')?.id)],
    )
    return rows[0]
  }
  story.shop.trashProduct('LAMP')
  await quiet()
  expect(await state()).toEqual({ state: 'attention', cause_code: 'VARIANT_GONE' })
  story.shop.restoreProduct('LAMP')
  await quiet()
  expect(await state()).toEqual({ state: 'synced', cause_code: null })
})

const inErp = (name: string) => story.erp.documents('Customer').filter((one) => one['customer_name'] === name)
const metaOf = (id: number, name: string) =>
  story.shop.shop.customers.get(id)?.meta.find(({ key }) => key === name)?.value

test('a customer of the shop gets one in the ERP, whose number comes back; orders find the same one', async () => {
  const id = story.shop.addCustomer({
    email: 'ann.berg@example.com',
    first_name: 'Ann',
    last_name: 'Berg',
    billing: { address_1: 'Storgatan 1', city: 'Lund', postcode: '22222', country: 'SE' },
  })
  await quiet()
  const [made, ...others] = inErp('Ann Berg')
  expect([made?.['email_id'], others]).toEqual(['ann.berg@example.com', []])
  expect(metaOf(id, 'tillbridge_customer_number')).toBe(made?.name)
  story.shop.changeCustomer(id, { last_name: 'Lund', billing: { phone: '+46701234567' } })
  await quiet()
  expect(story.erp.documents('Customer').find(({ name }) => name === made?.name)).toMatchObject({
    customer_name: 'Ann Lund',
    mobile_no: '+46701234567',
  })
  story.shop.place({ items: [{ product: 'LAMP', quantity: 1 }], customerId: id, shippingRate: null })
  await quiet()
  expect(story.erp.documents('Sales Order').at(-1)?.['customer']).toBe(made?.name)
})

test('an account with a company and a VAT number is that company, and so are its orders', async () => {
  const billing = { company: 'Firm AB', address_1: 'Storgatan 9', city: 'Lund', postcode: '22222', country: 'SE' }
  const vat = [{ key: 'billing_vat_number', value: 'SE556000000001' }]
  const id = story.shop.addCustomer({ email: 'bo@firm.test', first_name: 'Bo', billing, meta_data: vat })
  await quiet()
  const [firm] = inErp('Firm AB')
  expect(firm).toMatchObject({ customer_type: 'Company', tax_id: 'SE556000000001' })
  story.shop.place({
    items: [{ product: 'LAMP', quantity: 1 }],
    customerId: id,
    billing: { ...billing, email: 'bo@firm.test' },
    vatNumber: 'SE556000000001',
    shippingRate: null,
  })
  await quiet()
  expect(story.erp.documents('Sales Order').at(-1)?.['customer']).toBe(firm?.name)
  expect(inErp('Firm AB')).toHaveLength(1)
})

test('two shops count their orders alike, and each of them has its own books in one ERP', async () => {
  const { bridge } = story.running
  norway.shop.addProduct({ name: 'Lamp', sku: 'LAMP', regular_price: '40' })
  const rest = { shippingRate: null } as const
  const swedish = story.shop.place({ items: [{ product: 'LAMP', quantity: 1 }], ...rest })
  norway.shop.shop.ids.post = swedish.id - 1
  const norwegian = norway.shop.place({ items: [{ product: 'LAMP', quantity: 2 }], ...rest })
  expect(norwegian.id).toBe(swedish.id)
  const { rows } = await bridge.pool.query<{ id: string }>(
    `select integration_id as id from tillbridge.integrations where key = 'norway'`,
  )
  const integrationId = rows[0]?.id ?? ''
  await bridge.engine.sweep({ organizationId: story.organizationId, integrationId, flow: 'orders' })
  await quiet()
  const booked = story.erp.documents('Sales Order').slice(-2)
  // Norway has no rate of its own here, so its net price is the one that tax was put on.
  expect(booked.map((order) => [order['tillbridge_ref'], order['grand_total']]).toSorted()).toEqual([
    [`acme:sales-order:${swedish.id}`, 25],
    [`norway:sales-order:${swedish.id}`, 100],
  ])
})
