import { expect } from 'vitest'
import type { Chapter } from './chapter.ts'
import { CUSTOMERS } from './customers.ts'
import { countsOf, settledUp } from './kit.ts'
import { mugs, ONE_OF_EACH } from './purchases.ts'
import { SHIPMENTS } from './shipments.ts'

export const CUSTOMERS_AND_SHIPMENTS: Chapter = {
  title: 'Customers and shipments',
  page: 'customers-and-shipments',
  scenarios: [
    {
      name: 'A parcel that the ERP sends is shown in the shop with its number, once',
      failures: [48],
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
    ...SHIPMENTS,
    ...CUSTOMERS,
  ],
}
