import { afterAll, beforeAll, expect, test } from 'vitest'
import { ledgerDays } from '#database/ledger'
import { listTransfers } from '#database/transfers'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import { sized } from '#testing/size'
import { startStory, type Story } from '#testing/story'
import { aMug, booksOf, byItem, FLAWLESS, issued, line, PATIENCE_MS, proofOf, rows, vat } from './books.ts'

const BUYERS = 20
const MANY = sized(1_000, 200)
const SILENT = sized(30, 6)
const BESIDE = sized(499, 99)
const DAY_MS = 24 * 60 * 60_000

let story: Story

beforeAll(async () => {
  story = await startStory({
    shop: { shop: { currency: 'EUR', ianaTimezone: 'Europe/Berlin', plan: 'enterprise' } },
    shopSettings: { plan: 'enterprise' },
    policies: { documents: 'order', payments: false },
    slots: 8,
  })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const someBuyer = (number: number) => ({ customer: { email: `buyer${number % BUYERS}@example.com` } })

/** Lets the shop do something of which no webhook is ever sent. */
function unheard<T>(work: () => T): T {
  story.shop.deliveries.configure({ dropShare: 1 })
  try {
    return work()
  } finally {
    story.shop.deliveries.configure({ dropShare: 0 })
  }
}

test(
  `scenario 6: one impossible record is set aside with its cause, and ${BESIDE} others pass it by`,
  async () => {
    // HOODIE is a template in the ERP: no document takes it.
    const orders = Array.from({ length: BESIDE + 1 }, (_, number) =>
      story.shop.place({
        lines: [line(number === Math.floor(BESIDE / 2) ? 'HOODIE' : 'MUG-1', 1, '12.50')],
        ...someBuyer(number),
      }),
    )
    await story.settled()
    expect(await story.states()).toMatchObject({ synced: BESIDE, attention: 1 })
    const impossible = orders[Math.floor(BESIDE / 2)]?.name ?? ''
    expect(await story.transfer(impossible)).toMatchObject({
      state: 'attention',
      causeCode: 'ITEM_IS_TEMPLATE',
      causeMessage: expect.stringContaining('HOODIE'),
    })
    expect(issued(story, 'Sales Order')).toHaveLength(BESIDE)

    // Whoever maps the item need not touch the order.
    await story.configure({ mappings: { items: [{ sku: 'HOODIE', item: 'HOODIE-BLU' }] } })
    await story.settled()
    expect(await story.transfer(impossible)).toMatchObject({ state: 'synced', causeMessage: null })
  },
  PATIENCE_MS,
)

test(
  `scenario 1: of ${MANY} orders ${SILENT} webhooks are never sent; one sweep finds exactly those`,
  async () => {
    const before = issued(story, 'Sales Order').length
    const silent: PlacedOrder[] = []
    for (let number = 0; number < MANY; number += 1) {
      const place = (): PlacedOrder => story.shop.place(aMug(someBuyer(number)))
      if (number % 33 === 5 && silent.length < SILENT) silent.push(unheard(place))
      else place()
    }
    await story.settled()
    expect(issued(story, 'Sales Order').length - before).toBe(MANY - SILENT)

    const swept = await story.sweep()
    await story.settled()
    expect(swept).toMatchObject({ found: SILENT, raised: 0 })
    expect(issued(story, 'Sales Order').length - before).toBe(MANY)
    const { queries, pool, clock } = story.running.bridge
    const known = await listTransfers(queries, story.organizationId, {}, { limit: 10_000 })
    const foundBySweep = known.filter((transfer) => transfer.foundBy === 'sweep').map((transfer) => transfer.recordName)
    expect(new Set(foundBySweep)).toEqual(new Set(silent.map((order) => order.name)))
    const now = clock.now().getTime()
    const days = await ledgerDays(pool, {
      organizationId: story.organizationId,
      integrationId: story.integrationId,
      flow: 'orders',
      timeZone: 'Europe/Berlin',
      since: new Date(now - DAY_MS),
      until: new Date(now + DAY_MS),
    })
    expect(days.reduce((sum, day) => sum + day.foundBySweep, 0)).toBe(SILENT)

    expect(await story.sweep()).toMatchObject({ found: 0, raised: 0 })
    expect(await proofOf(story, { payments: false })).toMatchObject(FLAWLESS)
  },
  PATIENCE_MS,
)

test('scenario 12: orders closed and archived within seconds are booked, whether a webhook or the sweep brings them', async () => {
  const archived = (): PlacedOrder => {
    const order = story.shop.place(aMug())
    story.shop.fulfill(order.id, { archive: true })
    story.shop.close(order.id)
    return order
  }
  const told = archived()
  const silent = unheard(archived)
  const atTheTill = unheard(() => story.shop.place(aMug({ channel: 'pos', customer: null })))
  await story.settled()
  await story.sweep()
  await story.settled()
  for (const order of [told, silent, atTheTill]) {
    expect(story.shop.order(order.id).closedAt).not.toBeNull()
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced' })
    expect(booksOf(story, order).orders).toHaveLength(1)
  }
})

test(
  'scenario 11: an order of 501 lines and 60 parcels is booked with every line',
  async () => {
    await story.configure({ policies: { documents: 'invoice', invoiceOn: 'fulfilled', payments: false } })
    const skus = ['MUG-1', 'CAP', 'SOCKS', 'BOOK-7']
    const lines = Array.from({ length: 501 }, (_, index) =>
      line(skus[index % skus.length] ?? 'MUG-1', 1 + (index % 3), '3.33'),
    )
    const order = story.shop.place({ lines, shipping: { price: '49.00', taxRates: vat(25) } })
    for (let parcel = 0; parcel < 60; parcel += 1) {
      // Left to right, some eight lines in each parcel; the last parcel takes what is left.
      const share = lines.flatMap(({ quantity }, at) => (at % 60 === parcel ? [{ line: at, quantity }] : []))
      story.shop.fulfill(order.id, { lines: share })
    }
    await story.settled()
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
    const [invoice] = booksOf(story, order).invoices
    const ordered = Map.groupBy(lines, (one) => one.sku ?? '')
    const pieces = [...ordered].map(([sku, own]) => [sku, String(own.reduce((sum, one) => sum + one.quantity, 0))])
    expect(byItem(invoice, 'qty')).toEqual({ ...Object.fromEntries(pieces), SHIPPING: '1' })
    expect(invoice?.['grand_total']).toBe(Number(story.shop.totals(order.id).total))
    expect(await proofOf(story, { payments: false })).toMatchObject(FLAWLESS)
  },
  PATIENCE_MS,
)

test(
  'scenario 11: of 121 lines and 12 parcels one unsent line keeps the whole order waiting, not a part of it booked',
  async () => {
    const lines = Array.from({ length: 121 }, () => line('MUG-1', 1, '3.33'))
    const order = story.shop.place({ lines })
    for (let parcel = 0; parcel < 12; parcel += 1) {
      const share = lines.flatMap((_, at) => (at % 12 === parcel && at < 120 ? [{ line: at, quantity: 1 }] : []))
      story.shop.fulfill(order.id, { lines: share })
    }
    await story.settled()
    expect(await story.transfer(order.name)).toMatchObject({ state: 'skipped', causeCode: 'NOT_FULFILLED_YET' })
    expect(booksOf(story, order).invoices).toEqual([])
    story.shop.fulfill(order.id)
    await story.settled()
    expect(rows(booksOf(story, order).invoices[0], 'items')).toHaveLength(121)
  },
  PATIENCE_MS,
)
