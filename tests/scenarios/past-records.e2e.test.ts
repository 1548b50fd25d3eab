import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DatedFlow } from '#model/flows'
import { startStory, type Story } from '#testing/story'
import { addCustomer } from './accounts-kit.ts'
import { aMug, PATIENCE_MS } from './books.ts'
import { bindings, flowTransfers, quiet } from './products-kit.ts'
import { salesOrderOf, shipmentsOf } from './shipments-kit.ts'

const DAY_MS = 24 * 60 * 60_000

let story: Story

// Nobody tells of anything and nothing searches by itself: what comes in is what an import found.
beforeAll(async () => {
  story = await startStory({
    flows: ['orders', 'products', 'price-lists', 'customers', 'fulfillments'],
    withoutWebhooks: true,
    start: { roles: ['web', 'worker'] },
    rules: {
      'price-lists': { feeds: [{ list: 'Web EUR', compareAt: 'none' }] },
      customers: { create: { store: 'persons', target: 'persons' } },
    },
  })
  story.erp.items.add({ code: 'CLOCK' })
  story.erp.items.add({ code: 'LAMP' })
  for (const sku of ['CLOCK', 'LAMP'])
    story.shop.products.addProduct({ title: sku, variants: [{ sku, price: '99.00' }] })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const owner = () => ({ organizationId: story.organizationId, integrationId: story.integrationId })
const hence = (days: number): Date => new Date(Date.now() + days * DAY_MS)

async function bringIn(flow: DatedFlow) {
  const { engine } = story.running.bridge
  const { backfill } = await engine.backfill({ ...owner(), flow, since: hence(-2), until: hence(1) })
  await quiet(story)
  const transfers = await flowTransfers(story, flow)
  expect(transfers.filter(({ state }) => state !== 'synced' && state !== 'skipped')).toEqual([])
  return backfill
}

test('products of past days are joined, and brought in step with what changed in the ERP', async () => {
  expect((await bringIn('products')).found).toBeGreaterThanOrEqual(2)
  expect((await bindings(story)).map(({ item }) => item).toSorted()).toEqual(['CLOCK', 'LAMP'])
  story.erp.items.update('LAMP', { weight_per_unit: 2, weight_uom: 'Kg' })
  await bringIn('products')
  expect(story.shop.products.variant('LAMP').item.weight).toEqual({ value: 2, unit: 'KILOGRAMS' })
})

test('prices that were set on past days reach the store', async () => {
  story.erp.fillWith({ items: ['CLOCK'], priceLists: ['Web EUR'], rate: () => 85 })
  expect((await bringIn('price-lists')).found).toBeGreaterThanOrEqual(1)
  expect(Number(story.shop.products.variant('CLOCK').price)).toBe(85)
  expect(Number(story.shop.products.variant('LAMP').price)).toBe(99)
})

test('customers of past days get a customer in the ERP', async () => {
  await addCustomer(story.shop, { firstName: 'Olga', lastName: 'Past', email: 'olga@past.example' })
  expect((await bringIn('customers')).found).toBeGreaterThanOrEqual(1)
  const names = story.erp.documents('Customer').map((customer) => customer['customer_name'])
  expect(names.filter((name) => name === 'Olga Past')).toHaveLength(1)
})

test('deliveries of past days are told to the store', async () => {
  const order = story.shop.place(aMug())
  await bringIn('orders')
  story.erp.stock.receive('MUG-1', 'Stores - AC', 10)
  story.erp.deliver(salesOrderOf(story, order))
  expect((await bringIn('fulfillments')).found).toBeGreaterThanOrEqual(1)
  expect(shipmentsOf(story, order)).toMatchObject([{ status: 'SUCCESS', units: { 'MUG-1': 1 } }])
})

test('what is no document is not taken back, and is kept in step afterwards', async () => {
  const { engine } = story.running.bridge
  story.erp.items.add({ code: 'BOWL' })
  story.shop.products.addProduct({ title: 'Bowl', variants: [{ sku: 'BOWL', price: '9.00' }] })
  const { backfillId } = await bringIn('products')
  const request = { ...owner(), scope: { kind: 'import', backfillId } } as const
  expect((await engine.previewUndo(request)).records).toEqual([])
  expect(await engine.undo(request, { by: 'Ann' })).toEqual({ undone: 0, open: [], left: 0 })
  story.erp.items.update('BOWL', { weight_per_unit: 3, weight_uom: 'Kg' })
  await bringIn('products')
  expect(story.shop.products.variant('BOWL').item.weight).toEqual({ value: 3, unit: 'KILOGRAMS' })
})

test('a flow that is off is not brought in', async () => {
  await expect(bringIn('payouts')).rejects.toMatchObject({ code: 'FLOW_OFF' })
})
