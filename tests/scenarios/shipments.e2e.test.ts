import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listTransfers } from '#database/transfers'
import type { Story } from '#testing/story'
import { aMug, line, PATIENCE_MS, rows } from './books.ts'
import {
  booked,
  inStep,
  mailsOf,
  PARIS,
  salesOrderOf,
  shipmentsOf,
  startShipping,
  STORES,
  transferOf,
} from './shipments-kit.ts'

let story: Story
let main: number
let paris: number

beforeAll(async () => {
  story = await startShipping({
    rules: { fulfillments: { carriers: [{ carrier: 'UPS', url: 'https://ups.example/{number}' }] } },
  })
  const [first = 0, second = 0] = story.shop.locations()
  main = first
  paris = second
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const THREE_LINES = {
  lines: [line('MUG-1', 4, '20.00'), line('CAP', 2, '11.20', 12), line('SOCKS', 3, '7.00')],
  shipping: { price: '4.90', taxRates: [{ title: 'VAT 25%', rate: '0.25' }] },
}

// Two parcels from two places are played with every pair, in the table of combinations.
describe('scenario 48', () => {
  test('one delivery from two places is told for each place, and its number once', async () => {
    const order = await booked(story, THREE_LINES)
    const parts = [
      { item: 'MUG-1', qty: 4 },
      { item: 'CAP', qty: 2 },
      { item: 'SOCKS', qty: 3, warehouse: PARIS },
    ]
    story.erp.deliver(salesOrderOf(story, order), parts, { lr_no: 'ONE', transporter: 'UPS' })
    await inStep(story)
    expect(story.shop.order(order.id).fulfillments[0]?.tracking[0]?.url).toBe('https://ups.example/ONE')
    expect(shipmentsOf(story, order)).toEqual([
      { status: 'SUCCESS', location: main, numbers: ['ONE'], units: { 'MUG-1': 4, CAP: 2 } },
      { status: 'SUCCESS', location: paris, numbers: [], units: { SOCKS: 3 } },
    ])
    expect(mailsOf(story, order)).toBe(1)
  })

  test('the number comes later with a Shipment, and is told once', async () => {
    const order = await booked(story, aMug())
    const note = story.erp.deliver(salesOrderOf(story, order))
    await inStep(story)
    expect(shipmentsOf(story, order)).toMatchObject([{ numbers: [] }])
    const parcel = story.erp.ship(note.name, { awb: 'AWB-1', carrier: 'DHL' })
    await inStep(story)
    story.erp.track(parcel.name, { status: 'In Progress' })
    await inStep(story)
    expect(shipmentsOf(story, order)).toMatchObject([{ numbers: ['AWB-1'] }])
    expect(story.shop.notifications(order.id)).toHaveLength(2)
    // Who has one of the numbers in hand finds both records.
    const { running, organizationId } = story
    const found = await listTransfers(running.bridge.queries, organizationId, { search: order.name })
    expect(found.map(({ recordName }) => recordName)).toEqual(expect.arrayContaining([note.name, order.name]))
    expect(await transferOf(story, note.name)).toMatchObject({ summary: { orders: [order.name], parcels: ['AWB-1'] } })
  })
})

test('a delivery that is taken back is taken back in the store, and its successor is told', async () => {
  const order = await booked(story, aMug())
  const sold = salesOrderOf(story, order)
  const note = story.erp.deliver(sold, undefined, { lr_no: 'WRONG' })
  await inStep(story)
  story.erp.cancel('Delivery Note', note.name)
  story.erp.deliver(sold, undefined, { lr_no: 'RIGHT' })
  await inStep(story)
  expect(shipmentsOf(story, order).map(({ status, numbers }) => [status, numbers])).toEqual([
    ['CANCELLED', ['WRONG']],
    ['SUCCESS', ['RIGHT']],
  ])
})

test('an invoice that moves the stock itself is a delivery, found by the sweep', async () => {
  await story.configure({ policies: { documents: 'order' } })
  const order = await booked(story, aMug())
  const invoice = story.erp.deliverByInvoice(salesOrderOf(story, order))
  const { organizationId, integrationId } = story
  await story.running.bridge.engine.sweep({ organizationId, integrationId, flow: 'fulfillments' })
  await inStep(story)
  expect(await transferOf(story, invoice.name)).toMatchObject({ state: 'synced' })
  expect(shipmentsOf(story, order)).toMatchObject([{ units: { 'MUG-1': 1 } }])
  await story.configure({})
})

test('goods that the store holds back are for a person, with the store’s reason, and go when it lets them', async () => {
  const order = await booked(story, aMug())
  story.shop.hold(order.id, { reason: 'INCORRECT_ADDRESS', notes: 'no house number' })
  const note = story.erp.deliver(salesOrderOf(story, order))
  await inStep(story)
  expect(await transferOf(story, note.name)).toMatchObject({
    state: 'attention',
    causeCode: 'FULFILLMENT_HELD',
    causeMessage: expect.stringContaining('no house number'),
  })
  expect(shipmentsOf(story, order)).toEqual([])
  story.shop.releaseHold(order.id)
  // Any word of the order has its deliveries looked at again.
  story.shop.update(order.id, { note: 'the customer called' })
  await inStep(story)
  expect(await transferOf(story, note.name)).toMatchObject({ state: 'synced' })
  expect(shipmentsOf(story, order)).toMatchObject([{ units: { 'MUG-1': 1 } }])
})

test('goods that staff marked as sent in the store are not told again', async () => {
  const order = await booked(story, THREE_LINES)
  story.shop.fulfill(order.id, { lines: [{ line: 0, quantity: 4 }], tracking: { number: 'STAFF' } })
  story.erp.deliver(salesOrderOf(story, order), undefined, {})
  await inStep(story)
  const sent = shipmentsOf(story, order)
  expect(sent.map(({ units }) => units)).toEqual([{ 'MUG-1': 4 }, { CAP: 2, SOCKS: 3 }])
  expect(sent[0]?.numbers).toEqual(['STAFF'])
})

test('a tip stands on the delivery like all rows of its order, and nobody sends it', async () => {
  const order = await booked(story, {
    ...THREE_LINES,
    lines: [...THREE_LINES.lines, { title: 'Tip', quantity: 1, price: '5.00', tip: true }],
  })
  story.erp.deliver(salesOrderOf(story, order), undefined, {})
  await inStep(story)
  expect(shipmentsOf(story, order).map(({ units }) => units)).toEqual([{ 'MUG-1': 4, CAP: 2, SOCKS: 3 }])
})

test('deliveries of orders that were never booked here are skipped, and say why', async () => {
  const stranger = story.erp.insert({
    doctype: 'Sales Order',
    docstatus: 1,
    company: 'Acme GmbH',
    customer: story.erp.documents('Customer')[0]?.name ?? '',
    delivery_date: story.erp.site.today(),
    items: [{ item_code: 'MUG-1', qty: 1, rate: 10, warehouse: STORES }],
  })
  const note = story.erp.deliver(stranger.name)
  await inStep(story)
  expect(await transferOf(story, note.name)).toMatchObject({ state: 'skipped', causeCode: 'SHIPMENT_OF_OTHERS' })
})

test('the same word twenty times, in any order, tells the store once', async () => {
  const order = await booked(story, THREE_LINES)
  const sold = salesOrderOf(story, order)
  story.erp.deliveries.configure({ duplicateShare: 1, shuffle: true })
  story.erp.deliveries.paused = true
  const notes = [1, 2, 3].map((quantity) =>
    story.erp.deliver(sold, [{ item: 'SOCKS', qty: 1 }], { lr_no: `N${quantity}` }),
  )
  const parcels = notes.map((note, index) => story.erp.ship(note.name, { awb: `N${index + 1}` }))
  for (let time = 0; time < 10; time += 1)
    for (const parcel of parcels) story.erp.track(parcel.name, { status: time % 2 === 0 ? 'In Progress' : 'Delivered' })
  story.erp.deliveries.paused = false
  await inStep(story)
  story.erp.deliveries.configure({ duplicateShare: 0, shuffle: false })
  const sent = shipmentsOf(story, order)
  expect(sent.map(({ numbers }) => numbers.join()).sort()).toEqual(['N1', 'N2', 'N3'])
  expect(sent.map(({ units }) => units)).toEqual([{ SOCKS: 1 }, { SOCKS: 1 }, { SOCKS: 1 }])
  expect(mailsOf(story, order)).toBe(3)
  expect(rows(notes[0], 'items')).toHaveLength(1)
})

test('a bundle that the ERP keeps in parts is told when it is complete', async () => {
  const items = [
    {
      sku: 'SET',
      components: [
        { item: 'MUG-1', quantity: '2', share: '3' },
        { item: 'CAP', quantity: '1', share: '1' },
      ],
    },
  ]
  await story.configure({ mappings: { locations: [{ location: '*', warehouse: STORES }], items } })
  const order = await booked(story, { lines: [line('SET', 2, '50.00')] })
  const sold = salesOrderOf(story, order)
  story.erp.deliver(sold, [{ item: 'MUG-1', qty: 3 }])
  await inStep(story)
  expect(shipmentsOf(story, order)).toEqual([])
  story.erp.deliver(sold, [{ item: 'CAP', qty: 2 }])
  await inStep(story)
  expect(shipmentsOf(story, order)).toMatchObject([{ units: { SET: 1 } }])
  story.erp.deliver(sold, [{ item: 'MUG-1', qty: 1 }])
  await inStep(story)
  expect(shipmentsOf(story, order).map(({ units }) => units)).toEqual([{ SET: 1 }, { SET: 1 }])
})
