import { expect } from 'vitest'
import { absolute, add, type Decimal, ZERO } from '#lib/decimal'
import type { ErpDocument } from '#sandboxes/proof/erp-facts'
import type { StoreOrder } from '#testing/store-side'
import type { Scenario } from './chapter.ts'
import { countsOf, documentsOf, expectEqualBooks, inStep, type Play, settledUp } from './kit.ts'
import { mugs, ONE_OF_EACH, SEVERAL_RATES } from './purchases.ts'

/** How many pieces of each item documents name, whether they sell them or take them back. */
export function piecesOf({ erp }: Play, ...documents: readonly ErpDocument[]): Record<string, Decimal> {
  const pieces: Record<string, Decimal> = {}
  for (const { item, quantity } of documents.flatMap((document) => erp.rows(document)))
    pieces[item] = add(pieces[item] ?? ZERO, absolute(quantity))
  return pieces
}

export const ofKind = (documents: readonly ErpDocument[], kind: ErpDocument['kind']): ErpDocument[] =>
  documents.filter((document) => document.kind === kind)

/** Sold, paid and invoiced, with the invoice as it was issued. */
export async function invoiced(play: Play, order: StoreOrder): Promise<ErpDocument> {
  const documents = await settledUp(play, order)
  expect(countsOf(documents)).toMatchObject(ONE_OF_EACH)
  const [invoice] = ofKind(documents, 'invoice')
  if (invoice === undefined) throw new Error(`there is no invoice of ${order.name}`)
  return invoice
}

/** In step again, with the first invoice as it was issued. */
export async function corrected(play: Play, order: StoreOrder, invoice: ErpDocument): Promise<ErpDocument[]> {
  const documents = await inStep(play, order)
  const now = documents.find(({ name }) => name === invoice.name)
  expect({ total: now?.total, taxes: now?.taxes, state: now?.state }).toEqual({
    total: invoice.total,
    taxes: invoice.taxes,
    state: 'issued',
  })
  return documents
}

export const worthOf = ({ shop }: Play, order: StoreOrder): Decimal | undefined =>
  shop.facts().find(({ key }) => key === order.key)?.total

export const EDITS: readonly Scenario[] = [
  {
    name: 'A discounted line that loses pieces before the order is paid is billed with its share of the discount, and no more',
    failures: [26],
    async play(play) {
      const order = play.shop.buy({ ...SEVERAL_RATES, paid: false })
      expect(countsOf(await inStep(play, order))).toEqual({ 'sales-order': 1 })
      play.shop.alter(order, { pieces: { 0: 2 } })
      expect(countsOf(await inStep(play, order))).toEqual({ 'sales-order': 1 })
      play.shop.pay(order)
      const documents = await settledUp(play, order)
      expect(countsOf(documents)).toEqual(ONE_OF_EACH)
      const worth = worthOf(play, order)
      expect(documents.map(({ total }) => total)).toEqual([worth, worth, worth])
      for (const kind of ['sales-order', 'invoice'] as const)
        expect(piecesOf(play, ...ofKind(documents, kind))).toMatchObject({ 'MUG-1': '2', CAP: '3', SOCKS: '7' })
    },
  },
  {
    name: 'A line that is taken off before the order is known is on no document',
    failures: [27],
    async play(play) {
      play.shop.telling('never')
      const order = play.shop.buy({ ...SEVERAL_RATES, paid: false })
      play.shop.alter(order, { pieces: { 1: 0 } })
      await play.story.settled()
      expect(documentsOf(play, order)).toEqual([])
      play.shop.telling('well')
      play.shop.pay(order)
      const documents = await settledUp(play, order)
      expect(countsOf(documents)).toEqual(ONE_OF_EACH)
      const articles = Object.keys(piecesOf(play, ...documents.filter(({ kind }) => kind !== 'payment')))
      expect(articles.sort()).toEqual(['MUG-1', 'SHIPPING', 'SOCKS'])
    },
  },
  {
    name: 'A line that is taken off after its sales order was booked: the order is replaced, once, and the invoice follows it',
    failures: [27],
    async play(play) {
      const order = play.shop.buy({ ...SEVERAL_RATES, paid: false })
      const [first] = await inStep(play, order)
      play.shop.alter(order, { pieces: { 1: 0 } })
      const [second, ...others] = await inStep(play, order)
      expect(others).toEqual([])
      expect(second?.name).not.toBe(first?.name)
      expect(Object.keys(piecesOf(play, ...(second === undefined ? [] : [second]))).sort()).toEqual([
        'MUG-1',
        'SHIPPING',
        'SOCKS',
      ])
      play.shop.pay(order)
      const documents = await settledUp(play, order)
      expect(countsOf(documents)).toEqual(ONE_OF_EACH)
      expect(piecesOf(play, ...ofKind(documents, 'invoice'))['CAP']).toBeUndefined()
    },
  },
  {
    name: 'An invoiced order that is edited downwards: a credit note of what fell, and the invoice stays what it is',
    failures: [27, 28],
    async play(play) {
      const order = play.shop.buy(SEVERAL_RATES)
      const invoice = await invoiced(play, order)
      play.shop.alter(order, { pieces: { 0: 1, 2: 0 } })
      const documents = await corrected(play, order, invoice)
      expect(countsOf(documents)).toMatchObject(ONE_OF_EACH)
      expect(piecesOf(play, ...ofKind(documents, 'credit-note'))).toEqual({ 'MUG-1': '3', SOCKS: '7' })
    },
  },
  {
    name: 'An invoiced order that is edited upwards: a further invoice of what was added',
    failures: [28],
    async play(play) {
      const order = play.shop.buy(SEVERAL_RATES)
      const invoice = await invoiced(play, order)
      play.shop.alter(order, { pieces: { 0: 6 }, more: [{ sku: 'CAP', quantity: 1, price: '15.00', percent: 12 }] })
      const documents = await corrected(play, order, invoice)
      expect(countsOf(documents)).toMatchObject({ invoice: 2, payment: 1 })
      // Where the shop knows what is still due.
      play.shop.pay(order)
      await corrected(play, order, invoice)
      const added = ofKind(documents, 'invoice').filter(({ name }) => name !== invoice.name)
      expect(piecesOf(play, ...added)).toEqual({ 'MUG-1': '2', CAP: '1' })
    },
  },
  {
    name: 'Up and down at once, and back again, leave the net of the shop, rate by rate',
    failures: [28],
    async play(play) {
      const order = play.shop.buy(SEVERAL_RATES)
      const invoice = await invoiced(play, order)
      play.shop.alter(order, { pieces: { 0: 2, 1: 5 } })
      await corrected(play, order, invoice)
      play.shop.alter(order, { pieces: { 0: 4, 1: 3 } })
      const documents = await corrected(play, order, invoice)
      expect(countsOf(documents)).toMatchObject({ 'sales-order': 1, payment: 1 })
    },
  },
  {
    name: 'An order that is cancelled before it was paid leaves nothing in force',
    failures: [29],
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
    name: 'An order that is called off behind its invoice leaves no revenue, no tax and nothing held back',
    failures: [29],
    async play(play) {
      const { shop, erp } = play
      erp.count('MUG-1', 1_000)
      const before = erp.level('MUG-1').reserved
      const order = shop.buy(SEVERAL_RATES)
      const invoice = await invoiced(play, order)
      expect(erp.level('MUG-1').reserved).toBe(before + 4)
      shop.callOff(order)
      await corrected(play, order, invoice)
      expect(countsOf(await settledUp(play, order))).toEqual({
        ...ONE_OF_EACH,
        'credit-note': 1,
        'refund-payment': 1,
      })
      expect(worthOf(play, order)).toBe('0')
      expect(erp.level('MUG-1').reserved).toBe(before)
    },
  },
  {
    name: 'An order that is called off after a part of it was sent leaves no revenue and holds back nothing of the rest',
    failures: [29],
    async play(play) {
      const { shop, erp } = play
      erp.count('MUG-1', 1_000)
      const before = erp.level('MUG-1')
      const order = shop.buy(mugs(3))
      const [salesOrder] = ofKind(await settledUp(play, order), 'sales-order')
      if (salesOrder === undefined) throw new Error('there is a sales order')
      erp.sendPart(salesOrder, 'MUG-1', 1)
      expect(erp.level('MUG-1')).toEqual({ onHand: before.onHand - 1, reserved: before.reserved + 2 })
      shop.callOff(order)
      const documents = await settledUp(play, order)
      expect(countsOf(documents)).toMatchObject({ invoice: 1, 'credit-note': 1, 'refund-payment': 1 })
      expect(erp.level('MUG-1')).toEqual({ onHand: before.onHand - 1, reserved: before.reserved })
    },
  },
  {
    name: 'What the shop and people in the ERP change at the same moment: each keeps its own, and late news bring nothing back',
    failures: [4, 30],
    async play(play) {
      const { shop, erp } = play
      const order = shop.buy(SEVERAL_RATES)
      const invoice = await invoiced(play, order)
      shop.telling('twice')
      erp.write(invoice, 'Call before delivery')
      shop.alter(order, { pieces: { 0: 2 } })
      shop.giveBack(order, { shipping: true })
      await corrected(play, order, invoice)
      shop.telling('well')
      expect(erp.noteOf(invoice)).toContain('Call before delivery')
      const before = documentsOf(play, order)
      shop.save(order)
      await corrected(play, order, invoice)
      expect(documentsOf(play, order)).toEqual(before)
      expect(erp.noteOf(invoice)).toContain('Call before delivery')
    },
  },
]
