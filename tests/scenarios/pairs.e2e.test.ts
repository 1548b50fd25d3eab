import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import { startGateway } from './gateway.ts'
import { aMug, FLAWLESS, line, PATIENCE_MS, vat } from './books.ts'
import {
  compareStock,
  countsOf,
  documentsOf,
  type PairStory,
  proofOf,
  SHOPIFY_ERPNEXT,
  SHOPIFY_ODOO,
  SHOPIFY_ODOO_19,
  totalsOf,
  withAllFlows,
} from './pairs-kit.ts'
import { startProcess } from './processes.ts'

describe.each([SHOPIFY_ODOO, SHOPIFY_ERPNEXT])('$name', ({ start }) => {
  let story: PairStory
  beforeAll(async () => {
    story = await start()
    await withAllFlows(story)
  }, PATIENCE_MS)
  afterAll(() => story[Symbol.asyncDispose]())

  /** The order is in step, both sides agree, and nothing is open on any of its documents. */
  async function inStep(order: PlacedOrder) {
    await story.settled()
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
    expect(await proofOf(story)).toMatchObject(FLAWLESS)
    const documents = documentsOf(story, order)
    expect(story.erp.openAmounts(documents).filter((open) => open !== '0')).toEqual([])
    return documents
  }

  const SEVERAL_RATES = {
    lines: [line('MUG-1', 4, '19.99'), line('CAP', 3, '3.33', 12), line('SOCKS', 7, '9.99', 6)],
    discounts: [{ kind: 'code', name: 'TEN', percentage: '10' }],
    shipping: { price: '4.90', taxRates: vat(25) },
  } as const

  test('a paid order is booked to the cent, with several rates in its prices, a discount and shipping', async () => {
    const order = story.shop.place(SEVERAL_RATES)
    const documents = await inStep(order)
    expect(countsOf(documents)).toEqual({ 'sales-order': 1, invoice: 1, payment: 1 })
    expect(totalsOf(documents, 'invoice')).toEqual([totalsOf(documents, 'payment')[0]])
  })

  test('webhooks that come twice and late make one document of each kind', async () => {
    story.shop.deliveries.configure({ duplicateShare: 1, dropShare: 0, delayMs: [0, 30] })
    const orders = [1, 2, 3].map((pieces) => story.shop.place({ lines: [line('MUG-1', pieces, '19.99')] }))
    for (const order of orders)
      expect(countsOf(await inStep(order))).toEqual({ 'sales-order': 1, invoice: 1, payment: 1 })
    story.shop.deliveries.configure({ duplicateShare: 0, delayMs: [0, 0] })
  })

  test('refunds in part and of the rest are credit notes of their own, and paid back', async () => {
    const order = story.shop.place(SEVERAL_RATES)
    await inStep(order)
    story.shop.refund(order.id, { lines: [{ line: 0, quantity: 1, restockType: 'NO_RESTOCK' }] })
    expect(countsOf(await inStep(order))).toMatchObject({ invoice: 1, 'credit-note': 1, 'refund-payment': 1 })
    story.shop.refund(order.id, {
      lines: [
        { line: 0, quantity: 3 },
        { line: 1, quantity: 3 },
        { line: 2, quantity: 7 },
      ],
    })
    expect(countsOf(await inStep(order))).toMatchObject({ invoice: 1, 'credit-note': 2, 'refund-payment': 2 })
  })

  test(
    'what lies in the ERP, less what open orders want, is what the shop offers',
    async () => {
      story.erp.count('BOOK-7', 100)
      await inStep(story.shop.place({ lines: [line('BOOK-7', 3, '12.50')] }))
      await compareStock(story)
      expect(story.erp.level('BOOK-7')).toEqual({ onHand: 100, reserved: 3 })
      expect(story.shop.stock.level('BOOK-7').available).toBe(97)
    },
    PATIENCE_MS,
  )

  test('a parcel that the ERP sends is told to the shop, with its number', async () => {
    story.erp.count('MUG-1', 100)
    const order = story.shop.place(aMug())
    const [salesOrder] = (await inStep(order)).filter(({ kind }) => kind === 'sales-order')
    if (salesOrder === undefined) throw new Error('there is a sales order')
    story.erp.send(salesOrder, 'JJSE-1')
    const told = (): unknown[] =>
      story.shop.order(order.id).fulfillments.map(({ status, tracking }) => [status, tracking[0]?.number])
    // What changed in the very second of a look is found by the next one.
    while (told().length === 0) {
      await story.sweep('fulfillments')
      await story.settled()
    }
    expect(told()).toEqual([['SUCCESS', 'JJSE-1']])
    await story.sweep('fulfillments')
    await story.settled()
    expect(told()).toHaveLength(1)
  })

  test('a payout moves what was earned to the bank and closes the clearing account to zero', async () => {
    const payout = story.shop.payouts.run({ status: 'PAID' })
    await story.sweep('payouts')
    await story.settled()
    expect([story.erp.balance('bank'), story.erp.balance('clearing')]).toEqual([payout?.net, '0'])
  })
})

describe.each([SHOPIFY_ODOO_19])('$name, with deliveries', ({ start }) => {
  test(
    'money that came before the invoice is on it; what is sent and comes back moves the goods',
    async () => {
      await using story = await start({ policies: { invoiceOn: 'fulfilled', stock: 'deliveries' } })
      for (const item of ['MUG-1', 'CAP']) story.erp.count(item, 100)
      const order = story.shop.place({ lines: [line('MUG-1', 3, '19.99'), line('CAP', 2, '3.33', 12)] })
      await story.settled()
      expect(countsOf(documentsOf(story, order))).toEqual({ 'sales-order': 1, payment: 1 })
      story.shop.fulfill(order)
      await story.settled()
      const documents = documentsOf(story, order)
      expect(countsOf(documents)).toEqual({ 'sales-order': 1, payment: 1, invoice: 1, delivery: 1 })
      expect(story.erp.openAmounts(documents)).toEqual(['0'])
      expect(story.erp.level('MUG-1')).toEqual({ onHand: 97, reserved: 0 })
      story.shop.refund(order.id, { lines: [{ line: 0, quantity: 1, restockType: 'RETURN' }] })
      await story.settled()
      expect(countsOf(documentsOf(story, order))).toMatchObject({ 'credit-note': 1, 'delivery-return': 1 })
      expect(story.erp.level('MUG-1').onHand).toBe(98)
      expect(await proofOf(story)).toMatchObject(FLAWLESS)
    },
    PATIENCE_MS,
  )
})

describe.each([SHOPIFY_ODOO])('$name, broken off', ({ start }) => {
  test(
    'a process killed after the order, the invoice or the payment was written, before its own commit, doubles nothing',
    async () => {
      await using story = await start({ start: { roles: ['web'] }, slots: 8 })
      await using gateway = await startGateway(story.erp.url)
      await story.configure({ erpSettings: { baseUrl: gateway.url } })
      await using doomed = await startProcess(story, 'worker')
      // Each request that stands holds up one order, so that the next one is of another.
      const held = (['sales-order', 'invoice', 'payment'] as const).map((kind) =>
        gateway.hold('after', ({ method, path, body }) =>
          story.erp.writing(kind).test(`${method} ${path} ${body.toString('utf8')}`),
        ),
      )
      const orders = [1, 2, 3].map((pieces) => story.shop.place({ lines: [line('MUG-1', pieces, '19.99')] }))
      await Promise.all(held)
      await doomed.kill()
      await using _next = await startProcess(story, 'worker')
      await story.settled()
      for (const order of orders) {
        const documents = documentsOf(story, order)
        expect(countsOf(documents)).toEqual({ 'sales-order': 1, invoice: 1, payment: 1 })
        expect(story.erp.openAmounts(documents)).toEqual(['0'])
      }
      expect(await proofOf(story)).toMatchObject(FLAWLESS)
    },
    PATIENCE_MS,
  )
})
