import { expect } from 'vitest'
import { sum } from '#lib/decimal'
import type { Scenario } from './chapter.ts'
import { countsOf, documentsOf, settledUp } from './kit.ts'
import { ONE_OF_EACH } from './purchases.ts'

const ITEMS = ['MUG-1', 'CAP', 'SOCKS'] as const

export const SHIPMENTS: readonly Scenario[] = [
  {
    name: 'Three lines that the ERP sends in two parcels from two places, of one line a part in each, move what each holds; the shop is told of each once, from where it left if it has places, and nothing is billed twice',
    failures: [48],
    needs: { store: { writes: 'fulfillments' }, erp: { reads: 'shipments' } },
    async play(play) {
      const { story, shop, erp } = play
      for (const item of ITEMS) erp.count(item, 1_000)
      const second = shop.elsewhere
      const any = { location: '*', warehouse: erp.warehouse }
      const locations = second === undefined ? [any] : [{ location: second, warehouse: erp.elsewhere.warehouse }, any]
      await play.configure({ mappings: { locations } })
      const order = shop.buy({
        lines: [
          { sku: 'MUG-1', quantity: 3, price: '19.99' },
          { sku: 'CAP', quantity: 1, price: '3.33', percent: 12 },
          { sku: 'SOCKS', quantity: 2, price: '9.99', percent: 6 },
        ],
        shipping: true,
      })
      const [salesOrder] = (await settledUp(play, order)).filter(({ kind }) => kind === 'sales-order')
      if (salesOrder === undefined) throw new Error('there is a sales order')
      erp.sendPart(salesOrder, 'MUG-1', 2, 'PART-1')
      await until(() => shop.parcels(order).length === 1)
      const lay = erp.lying('MUG-1', erp.place)
      erp.sendRestElsewhere(salesOrder, 'PART-2')
      await until(() => shop.parcels(order).length === 2)
      await story.sweep('fulfillments')
      await story.settled()
      expect([...shop.parcels(order)].toSorted()).toEqual(['PART-1', 'PART-2'])
      expect(shop.parcel(order, 'PART-1')).toEqual({ place: shop.place, pieces: { 'MUG-1': 2 } })
      expect(shop.parcel(order, 'PART-2')).toEqual({
        place: second ?? shop.place,
        pieces: { 'MUG-1': 1, CAP: 1, SOCKS: 2 },
      })
      const documents = await settledUp(play, order)
      expect(countsOf(documents)).toMatchObject(ONE_OF_EACH)
      const sent = documentsOf(play, order).filter(({ kind }) => kind === 'delivery')
      const moved = sent.map(({ stock }) => sum(Object.values(stock)))
      expect(moved).toEqual(['2', '4'])
      expect(erp.lying('MUG-1', erp.place)).toBe(lay)
      await play.configure({})

      /** What changed in the very second of a look is found by the next one. */
      async function until(isSo: () => boolean): Promise<void> {
        do {
          await story.sweep('fulfillments')
          await story.settled()
        } while (!isSo())
      }
    },
  },
]
