import { expect } from 'vitest'
import type { StoreOrder } from '#testing/store-side'
import type { Scenario } from './chapter.ts'
import { documentsOf, type Play, settledUp } from './kit.ts'
import { mugs } from './purchases.ts'

/** Whom the documents of an order are for. */
function customersOf(play: Play, order: StoreOrder): string[] {
  const { erp } = play
  const named = documentsOf(play, order).filter(({ kind }) => kind !== 'delivery' && kind !== 'journal')
  return [...new Set(named.map((document) => erp.customerOf(document)))]
}

export const CUSTOMERS: readonly Scenario[] = [
  {
    name: 'Orders of one person at once, spelt in several ways, are those of one customer; whoever leaves no mailbox is the agreed one',
    failures: [46],
    async play(play) {
      const { shop, erp } = play
      const buyer = { firstName: 'Olga', lastName: 'Nilsson' }
      const orders = ['olga@once.example', 'Olga@Once.Example', 'OLGA@once.example'].map((customer) =>
        shop.buy(mugs(1, { customer, buyer })),
      )
      const nobody = [1, 2].map((pieces) => shop.buy(mugs(pieces, { customer: null })))
      for (const order of [...orders, ...nobody]) await settledUp(play, order)
      const [one, ...others] = erp.having('olga@once.example')
      expect(others).toEqual([])
      for (const order of orders) expect(customersOf(play, order)).toEqual([one])
      const [first = [], second] = nobody.map((order) => customersOf(play, order))
      expect(first).toHaveLength(1)
      expect(second).toEqual(first)
      expect(first).not.toEqual([one])
    },
  },
  {
    name: 'A near-equal phone number and an equal name are no match, and what people in the ERP wrote of a customer stays',
    failures: [47],
    async play(play) {
      const { shop, erp } = play
      const stranger = { name: 'Nils Holm', phone: '+46 70 123 45 67', vatNumber: null }
      const entered = erp.enter(stranger)
      const customer = 'nils.holm@near.example'
      const buyer = { firstName: 'Nils', lastName: 'Holm', phone: '+46701234567' }
      const order = shop.buy(mugs(1, { customer, buyer }))
      await settledUp(play, order)
      const [own] = erp.having(customer)
      expect(customersOf(play, order)).toEqual([own])
      expect(own).not.toBe(entered)
      expect(erp.person(entered)).toEqual(stranger)

      const kept = { name: 'Holm, Nils (VIP)', phone: '+46 8 55 66 77', vatNumber: 'DE123456789' }
      erp.amend(own ?? '', kept)
      const next = shop.buy(mugs(2, { customer, buyer: { ...buyer, lastName: 'Holm-Ek' } }))
      await settledUp(play, next)
      expect(customersOf(play, next)).toEqual([own])
      expect(erp.person(own ?? '')).toEqual(kept)
    },
  },
]
