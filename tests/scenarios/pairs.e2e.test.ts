import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import { aMug, FLAWLESS, line, PATIENCE_MS, vat } from './books.ts'
import { countsOf, documentsOf, type PairStory, proofOf, SHOPIFY_ODOO, totalsOf } from './pairs-kit.ts'

describe.each([SHOPIFY_ODOO])('$name', ({ start }) => {
  let story: PairStory
  beforeAll(async () => {
    story = await start()
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

  test('an order that is paid later has its payment on its invoice', async () => {
    const order = story.shop.place(aMug())
    expect(countsOf(await inStep(order))).toEqual({ 'sales-order': 1, invoice: 1, payment: 1 })
  })
})
