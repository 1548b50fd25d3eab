import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGateway } from './gateway.ts'
import { FLAWLESS, line, PATIENCE_MS } from './books.ts'
import {
  countsOf,
  documentsOf,
  type PairStory,
  proofOf,
  SHOPIFY_ERPNEXT,
  SHOPIFY_ODOO,
  SHOPIFY_ODOO_19,
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

  test('a payout moves what was earned to the bank and closes the clearing account to zero', async () => {
    for (const pieces of [1, 4]) story.shop.place({ lines: [line('MUG-1', pieces, '19.99')] })
    await story.settled()
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
