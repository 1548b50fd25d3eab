import { afterAll, beforeAll, expect, test } from 'vitest'
import { why } from '#engine/why'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import type { Story } from '#testing/story'
import { line, PATIENCE_MS, rows } from './books.ts'
import {
  booked,
  deliveryNotes,
  inStep,
  mailsOf,
  PARIS,
  salesOrderOf,
  shipmentsOf,
  startShipping,
  STORES,
  transferOf,
} from './shipments-kit.ts'

// What leaves in either system is told to the other: both directions are on.
let story: Story

beforeAll(async () => {
  story = await startShipping({ policies: { stock: 'deliveries' } })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const ORDER = { lines: [line('MUG-1', 4, '20.00'), line('CAP', 2, '11.20', 12)] }

/** What moved in the ERP for an order: pieces per item, returns negative. */
function movedIn(order: PlacedOrder): Record<string, number> {
  const sold = salesOrderOf(story, order)
  const direct = deliveryNotes(story, sold).filter(({ docstatus }) => docstatus === 1)
  const names = new Set(direct.map(({ name }) => name))
  const back = story.erp
    .documents('Delivery Note')
    .filter((note) => note.docstatus === 1 && names.has(String(note['return_against'])))
  const moved: Record<string, number> = {}
  for (const row of [...new Set([...direct, ...back])].flatMap((note) => rows(note, 'items'))) {
    const item = String(row['item_code'])
    moved[item] = (moved[item] ?? 0) + Number(row['qty'])
  }
  return moved
}

/** Requests that change something, since the server started. */
const writesOf = (
  traffic: readonly { readonly request: { readonly method: string; readonly path: string; readonly body: Buffer } }[],
): number =>
  traffic.filter(
    ({ request }) =>
      request.method === 'PUT' ||
      (request.method === 'POST' && /^\/api\/resource|mutation /.test(`${request.path} ${request.body.toString()}`)),
  ).length

test('scenario 8: a delivery of the ERP reaches the store once, and nothing comes back', async () => {
  const order = await booked(story, ORDER)
  const before = story.erp.documents('Delivery Note').length
  const note = story.erp.deliver(salesOrderOf(story, order), [{ item: 'MUG-1', qty: 3 }], { lr_no: 'N1' })
  await inStep(story)
  expect(shipmentsOf(story, order)).toMatchObject([{ numbers: ['N1'], units: { 'MUG-1': 3 } }])
  expect(story.erp.documents('Delivery Note')).toHaveLength(before + 1)
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  // Looked at again from both sides, nothing more happens.
  const writes = [writesOf(story.erp.traffic), writesOf(story.shop.traffic)]
  await story.running.bridge.engine.sweep({
    organizationId: story.organizationId,
    integrationId: story.integrationId,
    flow: 'fulfillments',
  })
  await story.sweep()
  await inStep(story)
  expect([writesOf(story.erp.traffic), writesOf(story.shop.traffic)]).toEqual(writes)
  expect(await transferOf(story, note.name)).toMatchObject({ state: 'synced' })
})

test('scenario 8: what the store sent becomes a delivery of the ERP, which is not told to the store', async () => {
  const order = await booked(story, ORDER)
  story.shop.fulfill(order.id, { lines: [{ line: 0, quantity: 2 }] })
  await inStep(story)
  const [note] = deliveryNotes(story, salesOrderOf(story, order))
  expect(movedIn(order)).toEqual({ 'MUG-1': 2 })
  expect(await transferOf(story, String(note?.name))).toMatchObject({
    state: 'skipped',
    causeCode: 'SHIPMENT_FROM_STORE',
  })
  expect(shipmentsOf(story, order)).toHaveLength(1)
})

test('one half leaves from the store and the other from the ERP: each is told to the other side, none twice', async () => {
  const order = await booked(story, ORDER)
  story.shop.fulfill(order.id, { lines: [{ line: 0, quantity: 2 }], tracking: { number: 'S1' } })
  await inStep(story)
  story.erp.deliver(
    salesOrderOf(story, order),
    [
      { item: 'MUG-1', qty: 2 },
      { item: 'CAP', qty: 2 },
    ],
    { lr_no: 'E1' },
  )
  await inStep(story)
  expect(shipmentsOf(story, order).map(({ numbers, units }) => [numbers, units])).toEqual([
    [['S1'], { 'MUG-1': 2 }],
    [['E1'], { 'MUG-1': 2, CAP: 2 }],
  ])
  expect(movedIn(order)).toEqual({ 'MUG-1': 4, CAP: 2 })
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced' })
  expect(mailsOf(story, order)).toBe(1)
})

test('scenario 37: goods that come back of an ERP delivery are taken back to it, where they are restocked', async () => {
  const [, paris = 0] = story.shop.locations()
  const order = await booked(story, ORDER)
  const note = story.erp.deliver(salesOrderOf(story, order), undefined, { lr_no: 'N2' })
  await inStep(story)
  story.shop.return(order.id, { lines: [{ line: 0, quantity: 1 }] })
  story.shop.return(order.id, { lines: [{ line: 0, quantity: 1, disposition: 'NOT_RESTOCKED' }] })
  story.shop.return(order.id, { lines: [{ line: 0, quantity: 1, locationId: paris }] })
  await inStep(story)
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  const back = story.erp.documents('Delivery Note').filter((one) => one['return_against'] === note.name)
  const moved = back.flatMap((one) =>
    rows(one, 'items').map((row) => [row['item_code'], row['qty'], row['warehouse'], row['rate']]),
  )
  expect(moved.map((row) => row.slice(0, 3))).toEqual([
    ['MUG-1', -1, STORES],
    ['MUG-1', -1, PARIS],
  ])
  expect(movedIn(order)).toEqual({ 'MUG-1': 2, CAP: 2 })
  expect(shipmentsOf(story, order)).toHaveLength(1)
})

test('goods of an ERP delivery that the store was not told of, marked as sent by staff, leave the ERP once', async () => {
  const order = await booked(story, ORDER)
  story.shop.hold(order.id, { reason: 'OTHER', notes: 'wait for Ann' })
  const note = story.erp.deliver(salesOrderOf(story, order), [{ item: 'MUG-1', qty: 2 }])
  await inStep(story)
  expect(await transferOf(story, note.name)).toMatchObject({ state: 'attention' })
  story.shop.releaseHold(order.id)
  story.shop.fulfill(order.id, { lines: [{ line: 0, quantity: 2 }] })
  await inStep(story)
  expect(movedIn(order)).toEqual({ 'MUG-1': 2 })
  expect(deliveryNotes(story, salesOrderOf(story, order)).map(({ name }) => name)).toEqual([note.name])
  expect(await transferOf(story, note.name)).toMatchObject({ state: 'synced' })
  expect(shipmentsOf(story, order)).toHaveLength(1)
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
})

test("preview, shadow and why know the ERP's own delivery, and plan none for its goods", async () => {
  const order = await booked(story, ORDER)
  const note = story.erp.deliver(salesOrderOf(story, order), undefined, { lr_no: 'N4' })
  await inStep(story)
  story.shop.return(order.id, { lines: [{ line: 0, quantity: 1 }] })
  await inStep(story)
  const { organizationId, integrationId, running } = story
  const { engine, pool } = running.bridge
  const preview = await engine.preview({ organizationId, integrationId, name: order.name })
  expect(preview.plan.outcome).toBe('unchanged')
  const known = preview.held.filter(({ kind }) => kind === 'delivery')
  expect(known).toMatchObject([{ externalId: note.name, byTarget: true }])

  const [since, until] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)]
  const { entries } = await engine.shadow({ organizationId, integrationId, since, until })
  const own = entries.filter(({ orderName, kind }) => orderName === order.name && kind === 'delivery')
  expect(own).toMatchObject([
    { verdict: 'equal', externalId: note.name, reason: expect.stringContaining('own people') },
  ])

  const ask = (document: string) => why(pool, { organizationId, document })
  await expect(ask(note.name)).rejects.toMatchObject({
    code: 'DOCUMENT_OF_TARGET',
    message: expect.stringContaining(`goods of ${order.name}`),
  })
  // What came back rests on the ERP's delivery: it is explained from what was kept of that.
  const [back] = story.erp.documents('Delivery Note').filter((one) => one['return_against'] === note.name)
  const explained = await ask(String(back?.['name']))
  expect(explained).toMatchObject({ kind: 'delivery-return', differing: [] })
  expect(explained.figures.map(({ name, value }) => [name, value])).toContainEqual(['quantity', '1'])
})

test('an ERP delivery that is taken back leaves no trace in either system', async () => {
  const order = await booked(story, ORDER)
  const note = story.erp.deliver(salesOrderOf(story, order))
  await inStep(story)
  story.erp.cancel('Delivery Note', note.name)
  await inStep(story)
  expect(shipmentsOf(story, order).map(({ status }) => status)).toEqual(['CANCELLED'])
  expect(movedIn(order)).toEqual({})
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
})

test('lines that are not shipped are marked as sent with the last goods, or when paid where there are none', async () => {
  const file = { ...line('BOOK-7', 1, '5.00'), requiresShipping: false }
  const mixed = await booked(story, { lines: [line('MUG-1', 1, '20.00'), file] })
  story.erp.deliver(salesOrderOf(story, mixed), [{ item: 'MUG-1', qty: 1 }], { lr_no: 'N3' })
  await inStep(story)
  expect(
    shipmentsOf(story, mixed)
      .flatMap(({ units }) => Object.keys(units))
      .sort(),
  ).toEqual(['BOOK-7', 'MUG-1'])
  expect(mailsOf(story, mixed)).toBe(1)
  const only = await booked(story, { lines: [file] })
  expect(shipmentsOf(story, only).map(({ units }) => units)).toEqual([{ 'BOOK-7': 1 }])
  expect(mailsOf(story, only)).toBe(0)
})
