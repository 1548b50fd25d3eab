import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import type { PlaceOrder } from '#sandboxes/shopify/place-input'
import { ACME_MAPPINGS, startStory, type Story } from '#testing/story'
import { faultsOf, lifeOf, line, type OrderLife, PATIENCE_MS, reservedIn, rows, vat } from './books.ts'

const STORES = 'Stores - AC'
const SHOP = 'Shop - AC'

let story: Story
let warehouses: Record<string, string>

beforeAll(async () => {
  story = await startStory({ policies: { stock: 'deliveries' } })
  story.erp.insert({
    doctype: 'Warehouse',
    warehouse_name: 'Shop',
    company: 'Acme GmbH',
    parent_warehouse: 'All Warehouses - AC',
  })
  story.erp.insert({
    doctype: 'Stock Entry',
    docstatus: 1,
    stock_entry_type: 'Material Receipt',
    company: 'Acme GmbH',
    items: [STORES, SHOP].flatMap((t_warehouse) =>
      ['MUG-1', 'CAP', 'SOCKS', 'BOOK-7'].map((item_code) => ({ item_code, qty: 1000, t_warehouse, basic_rate: 1 })),
    ),
  })
  const [main = 0, store = 0] = story.shop.locations()
  warehouses = { [main]: STORES, [store]: SHOP }
  const locations = [
    { location: String(main), warehouse: STORES },
    { location: String(store), warehouse: SHOP },
  ]
  await story.configure({ policies: { stock: 'deliveries' }, mappings: { ...ACME_MAPPINGS, locations } })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const ORDER: PlaceOrder = {
  lines: [line('MUG-1', 4, '20.00'), line('CAP', 2, '11.20', 12)],
  shipping: { price: '4.90', taxRates: vat(25) },
}

/** Sold, paid and sent. */
async function sent(input: PlaceOrder = ORDER): Promise<PlacedOrder> {
  const order = story.shop.place(input)
  story.shop.fulfill(order.id)
  await inStep(order)
  return order
}

async function inStep(order: PlacedOrder): Promise<OrderLife> {
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  expect(await faultsOf(story, order, { warehouses })).toEqual([])
  return lifeOf(story, order)
}

/** What moved, by kind of document: item, pieces and warehouse. */
const moved = (life: OrderLife, kind: 'delivery' | 'delivery-return') =>
  life[kind].flatMap((note) => rows(note, 'items').map((row) => [row['item_code'], row['qty'], row['warehouse']]))

const open = ({ invoice, 'credit-note': credits }: OrderLife) =>
  [...invoice, ...credits].map((document) => document['outstanding_amount'])

test('scenario 37: goods come back without money, and money goes back without goods', async () => {
  const order = await sent()
  story.shop.return(order.id, { lines: [{ line: 1, quantity: 1 }], refund: { transactions: [] } })
  await story.settled()
  const goods = lifeOf(story, order)
  expect(moved(goods, 'delivery-return')).toEqual([['CAP', -1, STORES]])
  expect(goods['refund-payment']).toEqual([])

  const money = await sent()
  story.shop.refund(money.id, { lines: [{ line: 0, quantity: 1, restockType: 'NO_RESTOCK' }] })
  const refunded = await inStep(money)
  expect(refunded['delivery-return']).toEqual([])
  expect(refunded['refund-payment'].map((payment) => payment['paid_amount'])).toEqual([20])
})

test('scenario 37: two shipments from two places, of which one is cancelled', async () => {
  const [main = 0, store = 0] = story.shop.locations()
  const order = story.shop.place(ORDER)
  story.shop.fulfill(order.id, { lines: [{ line: 0, quantity: 3 }], locationId: main })
  const second = story.shop.fulfill(order.id, { lines: [{ line: 1, quantity: 2 }], locationId: store })
  const both = await inStep(order)
  expect(moved(both, 'delivery')).toEqual([
    ['MUG-1', 3, STORES],
    ['CAP', 2, SHOP],
  ])
  story.shop.cancelFulfillment(order.id, second.id)
  await inStep(order)
})

test('scenario 29: cancelled after a part was sent: revenue, tax and what is reserved are those of the store', async () => {
  const before = reservedIn(story)
  const order = story.shop.place(ORDER)
  story.shop.fulfill(order.id, { lines: [{ line: 0, quantity: 1 }] })
  await inStep(order)
  expect(reservedIn(story)).not.toEqual(before)
  story.shop.cancel(order.id, { restock: true })
  const life = await inStep(order)
  expect(reservedIn(story)).toEqual(before)
  expect(open(life)).toEqual(open(life).map(() => 0))
  expect(life['refund-payment'].map((payment) => payment['paid_amount'])).toEqual([107.3])
})
