import { expect } from 'vitest'
import type { Purchase } from '#testing/store-side'
import { compareStock, countsOf, documentsOf, expectEqualBooks, inStep, type Play, settledUp } from './kit.ts'
import { startLostAnswers } from './lost-answers.ts'
import type { Needs, Pair } from './pairs.ts'

/** What is played with every pair. */
export interface Scenario {
  readonly name: string
  /** Parts of the contract that not every connector has. */
  readonly needs?: Needs
  /** What a pair cannot do though its connectors have every part; `null` = it is played. */
  except?(pair: Pair): string | null
  play(play: Play): Promise<void>
}

const mugs = (quantity: number, more: Partial<Purchase> = {}): Purchase => ({
  lines: [{ sku: 'MUG-1', quantity, price: '19.99' }],
  ...more,
})

// Prices that do not divide evenly, three rates, a discount over all of them, and shipping with its tax.
const SEVERAL_RATES: Purchase = {
  lines: [
    { sku: 'MUG-1', quantity: 4, price: '19.99' },
    { sku: 'CAP', quantity: 3, price: '3.33', percent: 12 },
    { sku: 'SOCKS', quantity: 7, price: '9.99', percent: 6 },
  ],
  percentOff: 10,
  shipping: true,
}

const ONE_OF_EACH = { 'sales-order': 1, invoice: 1, payment: 1 } as const

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'A paid order with three rates in its prices, a discount and shipping is booked to the cent',
    async play(play) {
      const order = play.shop.buy(SEVERAL_RATES)
      const documents = await settledUp(play, order)
      expect(countsOf(documents)).toEqual(ONE_OF_EACH)
      const worth = play.shop.facts().find(({ key }) => key === order.key)?.total
      const totals = documents.filter(({ kind }) => kind !== 'sales-order').map(({ total }) => total)
      expect(totals).toEqual([worth, worth])
    },
  },
  {
    name: 'The same with taxes on top of the prices',
    async play(play) {
      const order = play.shop.buy({ ...SEVERAL_RATES, pricesIncludeTax: false })
      expect(countsOf(await settledUp(play, order))).toEqual(ONE_OF_EACH)
    },
  },
  {
    name: 'Forty lines of three articles keep their rows, and the total where the shop rounds taxes on their sum',
    // Its invoices state the shop's tax; a sales order has no such field.
    except: ({ store, erp }) =>
      store.id === 'woocommerce' && erp.id === 'odoo'
        ? 'Odoo computes the tax of a sales order by line, the total and the invoice are exact'
        : null,
    async play(play) {
      const articles = ['MUG-1', 'CAP', 'SOCKS']
      const lines = Array.from({ length: 40 }, (_, index) => ({
        sku: articles[index % articles.length] ?? '',
        quantity: 1,
        price: '1.82',
      }))
      const order = play.shop.buy({ lines, pricesIncludeTax: false, taxRoundedOnSum: true })
      expect(countsOf(await settledUp(play, order))).toEqual(ONE_OF_EACH)
    },
  },
  {
    name: 'A line given away at 0.00 stays on the documents',
    async play(play) {
      const order = play.shop.buy({
        lines: [
          { sku: 'MUG-1', quantity: 1, price: '19.99' },
          { sku: 'CAP', quantity: 1, price: '0.00' },
        ],
      })
      expect(countsOf(await settledUp(play, order))).toEqual(ONE_OF_EACH)
    },
  },
  {
    name: 'Webhooks that come twice, late and in any order make one document of each kind',
    async play(play) {
      play.shop.telling('twice')
      const orders = [1, 2, 3].map((pieces) => play.shop.buy(mugs(pieces)))
      for (const order of orders) expect(countsOf(await settledUp(play, order))).toEqual(ONE_OF_EACH)
      play.shop.telling('well')
    },
  },
  {
    name: 'An order of which no webhook comes is found by the next sweep, and by no further one',
    async play(play) {
      const { story, shop } = play
      shop.telling('never')
      const order = shop.buy(mugs(2))
      await story.settled()
      shop.telling('well')
      expect(documentsOf(play, order)).toEqual([])
      expect(await story.sweep()).toMatchObject({ found: 1 })
      expect(countsOf(await settledUp(play, order))).toEqual(ONE_OF_EACH)
      expect(await story.transfer(order.name)).toMatchObject({ foundBy: 'sweep' })
      expect(await story.sweep()).toMatchObject({ found: 0, raised: 0 })
    },
  },
  {
    name: 'An order that is paid later becomes a sales order first, an invoice and a payment then',
    async play(play) {
      const order = play.shop.buy(mugs(1, { paid: false }))
      expect(countsOf(await inStep(play, order))).toEqual({ 'sales-order': 1 })
      play.shop.pay(order)
      expect(countsOf(await settledUp(play, order))).toEqual(ONE_OF_EACH)
    },
  },
  {
    name: 'Refunds of a part and of the rest, shipping and its tax among it, are credit notes of their own and paid back',
    async play(play) {
      const order = play.shop.buy(SEVERAL_RATES)
      await settledUp(play, order)
      play.shop.refundPieces(order, 1)
      const afterOne = countsOf(await settledUp(play, order))
      expect(afterOne).toMatchObject({ invoice: 1, 'credit-note': 1, 'refund-payment': 1 })
      play.shop.refundRest(order)
      const afterAll = countsOf(await settledUp(play, order))
      expect(afterAll).toMatchObject({ invoice: 1, 'credit-note': 2, 'refund-payment': 2 })
    },
  },
  {
    name: 'An order that is cancelled before it was paid leaves nothing in force',
    async play(play) {
      const order = play.shop.buy(mugs(2, { paid: false }))
      expect(countsOf(await inStep(play, order))).toEqual({ 'sales-order': 1 })
      play.shop.cancel(order)
      await play.story.settled()
      await expectEqualBooks(play)
      expect(documentsOf(play, order)).toEqual([])
    },
  },
  {
    name: 'An order with an article that nobody mapped is held and named, stops no other, and is booked once it is mapped',
    async play(play) {
      const { story, shop, erp, configure } = play
      erp.count('MUG-1', 1_000)
      await configure({ erpSettings: { createMissingItems: false } })
      const [line] = mugs(1).lines
      const held = shop.buy({
        lines: [...(line === undefined ? [] : [line]), { sku: 'NEW-ONE', quantity: 1, price: '5.00' }],
      })
      const next = shop.buy(mugs(1))
      expect(countsOf(await settledUp(play, next))).toEqual(ONE_OF_EACH)
      expect(await story.transfer(held.name)).toMatchObject({
        state: 'attention',
        causeMessage: expect.stringContaining('NEW-ONE') as unknown,
      })
      expect(documentsOf(play, held)).toEqual([])
      await configure({ mappings: { items: [{ sku: 'NEW-ONE', item: 'MUG-1' }] } })
      expect(countsOf(await settledUp(play, held))).toEqual(ONE_OF_EACH)
      await configure({})
    },
  },
  {
    name: 'Whatever answer of the ERP is lost after it had written, order, invoice or payment, nothing is written twice',
    async play(play) {
      const { story, shop, erp, configure } = play
      await using door = await startLostAnswers(erp.url)
      await configure({ erpSettings: { baseUrl: door.url } })
      const kinds = ['sales-order', 'invoice', 'payment'] as const
      const orders = kinds.map((kind, index) => {
        door.lose(erp.writing(kind))
        return shop.buy(mugs(index + 1))
      })
      for (const order of orders) {
        expect(countsOf(await settledUp(play, order))).toEqual(ONE_OF_EACH)
      }
      expect(door.left).toBe(0)
      await configure({})
      await story.settled()
    },
  },
  {
    name: 'What lies in the ERP, less what open orders want, is what the shop offers',
    needs: { store: { writes: 'stock' }, erp: { reads: 'stock' } },
    async play(play) {
      const { story, shop, erp } = play
      shop.carry('BOOK-7')
      erp.count('BOOK-7', 100)
      await inStep(play, shop.buy({ lines: [{ sku: 'BOOK-7', quantity: 3, price: '12.50' }] }))
      await compareStock(story)
      expect(erp.level('BOOK-7')).toEqual({ onHand: 100, reserved: 3 })
      expect(shop.offered('BOOK-7')).toBe(97)
    },
  },
  {
    name: 'A parcel that the ERP sends is shown in the shop with its number, once',
    needs: { store: { writes: 'fulfillments' }, erp: { reads: 'shipments' } },
    async play(play) {
      const { story, shop, erp } = play
      erp.count('MUG-1', 1_000)
      const order = shop.buy(mugs(1))
      const [salesOrder] = (await settledUp(play, order)).filter(({ kind }) => kind === 'sales-order')
      if (salesOrder === undefined) throw new Error('there is a sales order')
      erp.send(salesOrder, 'JJSE-1')
      // What changed in the very second of a look is found by the next one.
      while (shop.parcels(order).length === 0) {
        await story.sweep('fulfillments')
        await story.settled()
      }
      await story.sweep('fulfillments')
      await story.settled()
      expect(shop.parcels(order)).toEqual(['JJSE-1'])
      // The store tells that its order has changed, and nothing comes of that.
      expect(countsOf(await settledUp(play, order))).toMatchObject(ONE_OF_EACH)
    },
  },
]
