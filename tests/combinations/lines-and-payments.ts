import { expect } from 'vitest'
import { add, type Decimal, negate, subtract } from '#lib/decimal'
import { retryTransfers } from '#database/transfers'
import type { ErpSide } from '#testing/erp-side'
import { booked, byItem, invoiceIn } from './amounts.ts'
import type { Scenario } from './chapter.ts'
import { checkErp, countsOf, documentsOf, inStep, type Play, settledUp } from './kit.ts'
import { mugs, ONE_OF_EACH } from './purchases.ts'

/** By how much accounts went up (debit) or down while something happened. */
async function moved(
  { erp }: Play,
  accounts: readonly (keyof ErpSide['accounts'])[],
  act: () => Promise<unknown>,
): Promise<Decimal[]> {
  const before = accounts.map((account) => erp.balance(account))
  await act()
  return accounts.map((account, index) => subtract(erp.balance(account), before[index] ?? ('0' as Decimal)))
}

const days = (play: Play, documents: Parameters<typeof invoiceIn>[0]): Record<string, string> =>
  Object.fromEntries(documents.map((document) => [document.kind, play.erp.dayOf(document)]))

export const LINES_AND_PAYMENTS: readonly Scenario[] = [
  {
    name: 'Of product, tip and product only the tip is booked as a tip',
    failures: [19],
    async play(play) {
      const { invoice } = await booked(play, {
        lines: [
          { sku: 'MUG-1', quantity: 1, price: '12.50' },
          { sku: 'CAP', quantity: 1, price: '15.00', percent: 12 },
        ],
        tip: '3.00',
      })
      expect(byItem(play, invoice, 'quantity')).toEqual({ 'MUG-1': '1', TIP: '1', CAP: '1' })
      expect(byItem(play, invoice, 'net')['TIP']).toBe('3')
    },
  },
  {
    name: 'An order whose last product was deleted before anybody read it is booked with all of its lines',
    failures: [20],
    async play(play) {
      const { shop, story } = play
      shop.carry('GONE-1')
      shop.telling('never')
      const order = shop.buy({
        lines: [
          { sku: 'MUG-1', quantity: 1, price: '12.50' },
          { sku: 'CAP', quantity: 1, price: '15.00', percent: 12 },
          { sku: 'GONE-1', quantity: 2, price: '9.00' },
        ],
      })
      shop.deleteProduct('GONE-1')
      shop.telling('well')
      await story.sweep()
      const documents = await settledUp(play, order)
      expect(countsOf(documents)).toEqual(ONE_OF_EACH)
      const pieces = Object.entries(byItem(play, invoiceIn(documents), 'quantity'))
      expect(pieces.map(([, quantity]) => quantity)).toEqual(['1', '1', '2'])
    },
  },
  {
    name: 'Two variants with one SKU are named and wait for their items, and nothing is booked until then',
    failures: [21],
    async play(play) {
      const { shop, story } = play
      const [small, large] = shop.twins('SHIRT')
      const order = shop.buy({
        lines: [
          { sku: 'SHIRT', variant: small, quantity: 1, price: '20.00' },
          { sku: 'SHIRT', variant: large, quantity: 2, price: '20.00' },
        ],
      })
      await story.settled()
      expect(documentsOf(play, order)).toEqual([])
      const held = await story.restingTransfer(order.name)
      expect(held).toMatchObject({ state: 'attention', causeCode: 'SKU_AMBIGUOUS', causeSubject: 'sku:SHIRT' })
      expect(held.causeMessage).toContain(small)
      expect(held.causeMessage).toContain(large)
      const items = [
        { variant: small, item: 'SHIRT-S' },
        { variant: large, item: 'SHIRT-L' },
      ]
      await play.configure({ mappings: { items } })
      const documents = await settledUp(play, order)
      expect(byItem(play, invoiceIn(documents), 'quantity')).toEqual({ 'SHIRT-S': '1', 'SHIRT-L': '2' })
      await play.configure({})
    },
  },
  {
    name: 'One article on two lines at two prices stays two rows',
    failures: [21],
    async play(play) {
      const { erp } = play
      const order = play.shop.buy({
        lines: [
          { sku: 'MUG-1', quantity: 2, price: '19.99' },
          { sku: 'MUG-1', quantity: 1, price: '12.50' },
        ],
        pricesIncludeTax: false,
      })
      const documents = await settledUp(play, order)
      for (const document of documents.filter(({ kind }) => kind !== 'payment'))
        expect(erp.rows(document)).toEqual([
          { item: 'MUG-1', quantity: '2', net: '39.98' },
          { item: 'MUG-1', quantity: '1', net: '12.5' },
        ])
    },
  },
  {
    name: 'Gift card, credit and card are three payments that close the invoice, and each debt of the shop falls by its part',
    failures: [22],
    async play(play) {
      const order = play.shop.buy(mugs(3, { credits: { giftCard: '25.00', storeCredit: '4.97' } }))
      const accounts = ['giftCards', 'storeCredit', 'clearing'] as const
      const parts = await moved(play, accounts, async () => {
        const documents = await settledUp(play, order)
        expect(countsOf(documents)).toEqual({ ...ONE_OF_EACH, payment: 3 })
      })
      expect(parts).toEqual(['25', '4.97', '30'])
    },
  },
  {
    name: 'What was paid by gift card and card goes back the same ways',
    failures: [22],
    async play(play) {
      const accounts = ['giftCards', 'clearing'] as const
      const parts = await moved(play, accounts, async () => {
        const order = play.shop.buy(mugs(2, { credits: { giftCard: '10.00' } }))
        await settledUp(play, order)
        play.shop.refundRest(order)
        const documents = await settledUp(play, order)
        expect(countsOf(documents)).toMatchObject({ 'credit-note': 1 })
        expect(add(...documents.filter(({ kind }) => kind !== 'sales-order').map(({ total }) => total))).toBe('0')
      })
      expect(add(...parts)).toBe('0')
    },
  },
  {
    name: 'A sold gift card is a debt of the shop, and no revenue',
    failures: [22],
    except: ({ store }) =>
      store.id === 'woocommerce'
        ? 'WooCommerce has no gift cards of its own; plug-ins sell them as ordinary products'
        : null,
    async play(play) {
      const [debt] = await moved(play, ['giftCards'], async () => {
        const { invoice } = await booked(play, { ...mugs(1), giftCardSold: '50.00' })
        expect(byItem(play, invoice, 'quantity')).toEqual({ 'MUG-1': '1' })
      })
      expect(debt).toBe(negate('50' as Decimal))
    },
  },
  {
    name: 'Paid on 31 December at 23:50 by the shop’s clock and read later, everything is dated 31 December',
    failures: [23],
    async play(play) {
      const order = play.shop.buy(mugs(1, { at: '2025-12-31T23:50:00+01:00' }))
      play.shop.save(order)
      const day = '2025-12-31'
      expect(days(play, await settledUp(play, order))).toEqual({ 'sales-order': day, invoice: day, payment: day })
    },
  },
  {
    name: 'Where the rule says so an order of a closed month waits, with its cause, and is dated as it happened once the month is open',
    failures: [23, 50],
    async play(play) {
      const { erp, shop, story } = play
      await play.configure({ policies: { closedPeriods: { dating: 'hold' } } })
      erp.close('2025-10-31')
      await checkErp(play)
      const order = shop.buy(mugs(1, { at: '2025-10-30T23:50:00+01:00' }))
      expect(await story.restingTransfer(order.name)).toMatchObject({ state: 'attention', causeCode: 'PERIOD_CLOSED' })
      expect(countsOf(documentsOf(play, order))).not.toHaveProperty('invoice')
      erp.close(null)
      // Whoever opened the month says that the order is to be tried again.
      const { queries, organizationId } = story.running.bridge
      await retryTransfers(queries, organizationId, { record: order.name })
      expect(days(play, await settledUp(play, order))).toMatchObject({ invoice: '2025-10-30', payment: '2025-10-30' })
      await play.configure({})
    },
  },
  {
    name: 'Where the rule says so an order of a closed month is dated on the first open day',
    failures: [23, 50],
    async play(play) {
      const { erp, shop } = play
      await play.configure({ policies: { closedPeriods: { dating: 'next-open-day' } } })
      erp.close('2025-11-30')
      await checkErp(play)
      const order = shop.buy(mugs(1, { at: '2025-11-28T12:00:00+01:00' }))
      expect(days(play, await settledUp(play, order))).toMatchObject({ invoice: '2025-12-01', payment: '2025-12-01' })
      erp.close(null)
      await checkErp(play)
      await play.configure({})
    },
  },
  {
    name: 'An order that is paid later becomes a sales order first, an invoice and a payment then',
    failures: [23],
    async play(play) {
      const order = play.shop.buy(mugs(1, { paid: false }))
      expect(countsOf(await inStep(play, order))).toEqual({ 'sales-order': 1 })
      play.shop.pay(order)
      expect(countsOf(await settledUp(play, order))).toEqual(ONE_OF_EACH)
    },
  },
]
