import { expect } from 'vitest'
import { requestText, startGateway } from '#testing/gateway'
import type { Chapter } from './chapter.ts'
import { ACCESS } from './data-in-access.ts'
import { CRASHES } from './data-in-crashes.ts'
import { NEWS_SCENARIOS } from './data-in-news.ts'
import { ZONES } from './data-in-zones.ts'
import { countsOf, documentsOf, settledUp } from './kit.ts'
import { mugs, ONE_OF_EACH } from './purchases.ts'

export const GETTING_THE_DATA_IN: Chapter = {
  title: 'Getting the data in',
  page: 'getting-the-data-in',
  leavesOut: 'inventory',
  scenarios: [
    ...NEWS_SCENARIOS,
    CRASHES.manyAtOnce,
    CRASHES.killed,
    ...ACCESS,
    {
      name: 'Webhooks that come twice, late and in any order make one document of each kind',
      failures: [3, 4],
      async play(play) {
        play.shop.telling('twice')
        const orders = [1, 2, 3].map((pieces) => play.shop.buy(mugs(pieces)))
        for (const order of orders) expect(countsOf(await settledUp(play, order))).toEqual(ONE_OF_EACH)
        play.shop.telling('well')
      },
    },
    {
      name: 'An order with an article that nobody mapped is held and named, stops no other, and is booked once it is mapped',
      failures: [6, 20],
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
        expect(await story.restingTransfer(held.name)).toMatchObject({
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
      failures: [3],
      async play(play) {
        const { story, shop, erp, configure } = play
        await using door = await startGateway(erp.url)
        await configure({ erpSettings: { baseUrl: door.url } })
        const kinds = ['sales-order', 'invoice', 'payment'] as const
        const orders = kinds.map((kind, index) => {
          door.lose((request) => erp.writing(kind).test(requestText(request)))
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
    ZONES,
    CRASHES.copied,
  ],
}
