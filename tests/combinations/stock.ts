import { expect } from 'vitest'
import { readStockFlow, wantFullRun } from '#database/stock-flows'
import { confirmZeroes } from '#database/stock-stop'
import type { Scenario } from './chapter.ts'
import { compareStock, inStep, type Play, until } from './kit.ts'

const COUNTED = { store: { writes: 'stock' }, erp: { reads: 'stock' } } as const

/** Articles that both sides count, with so many pieces of each. */
function stocked({ shop, erp }: Play, skus: readonly string[], pieces: number): void {
  for (const sku of skus) {
    shop.carry(sku)
    if (erp.items(sku) === 0) erp.keep({ code: sku, title: sku })
    erp.count(sku, pieces)
  }
}

const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`)

export const STOCK: readonly Scenario[] = [
  {
    name: 'What lies in the ERP, less what open orders want, is what the shop offers',
    failures: [38],
    needs: COUNTED,
    async play(play) {
      const { story, shop, erp } = play
      stocked(play, ['BOOK-7'], 100)
      await inStep(play, shop.buy({ lines: [{ sku: 'BOOK-7', quantity: 3, price: '12.50' }] }))
      expect(erp.level('BOOK-7')).toEqual({ onHand: 100, reserved: 3 })
      // An order that was booked while the figures were read is kept back once more until they are read again.
      await until(async () => {
        await compareStock(story)
        return shop.offered('BOOK-7') === 97
      })
    },
  },
  {
    name: 'A sale that the ERP does not know yet is not written over when all stock is compared',
    failures: [38, 39],
    needs: COUNTED,
    async play(play) {
      const { story, shop, work } = play
      stocked(play, ['JUG'], 50)
      await compareStock(story)
      expect(shop.offered('JUG')).toBe(50)
      await work.stop()
      const order = shop.buy({ lines: [{ sku: 'JUG', quantity: 4, price: '12.50' }] })
      try {
        await shop.told()
        expect(shop.offered('JUG')).toBe(46)
        await compareStock(story)
        expect(shop.offered('JUG')).toBe(46)
      } finally {
        work.start()
      }
      await inStep(play, order)
      await until(async () => {
        await compareStock(story)
        return shop.offered('JUG') === 46
      })
    },
  },
  {
    name: 'An ERP that does not answer empties nothing, and too many articles at zero wait for a person',
    failures: [40],
    needs: COUNTED,
    async play(play) {
      const { story, shop, erp } = play
      const { pool } = story.running.bridge
      const { organizationId, integrationId } = story
      const key = { organizationId, integrationId }
      const skus = numbered('RING', 12)
      stocked(play, skus, 7)
      await compareStock(story)
      const figures = (): number[] => skus.map((sku) => shop.offered(sku))
      const full = skus.map(() => 7)
      expect(figures()).toEqual(full)
      erp.server.faults.sometimes(/^/, 1, { kind: 'status', status: 503, body: 'an error' })
      await wantFullRun(pool, key)
      await until(async () => (await readStockFlow(pool, key))?.problem != null)
      expect(figures()).toEqual(full)
      erp.server.faults.clear()
      await compareStock(story)
      expect(figures()).toEqual(full)
      for (const sku of skus) erp.count(sku, 0)
      await compareStock(story)
      expect(figures()).toEqual(full)
      expect(await readStockFlow(pool, key)).toMatchObject({ stoppedZeroing: skus.length })
      expect(await confirmZeroes(pool, key)).toBe(skus.length)
      await until(() => figures().every((figure) => figure === 0))
    },
  },
  {
    name: 'Bundles that share a part are offered by what is left of it, booked by their parts, and given back alone',
    failures: [41],
    needs: COUNTED,
    async play(play) {
      const { story, shop, erp, configure } = play
      const bundles = [
        {
          sku: 'TEA-SET',
          components: [
            { item: 'SAUCER', quantity: 2, share: 60 },
            { item: 'CUP', quantity: 1, share: 40 },
          ],
        },
        { sku: 'SAUCER-DUO', components: [{ item: 'SAUCER', quantity: 2, share: 1 }] },
      ]
      stocked(play, ['SAUCER'], 11)
      erp.keep({ code: 'CUP', title: 'Cup' })
      erp.count('CUP', 4)
      for (const { sku } of bundles) shop.carry(sku)
      await configure({ mappings: { items: bundles } })
      const offered = (): number[] => ['SAUCER', 'TEA-SET', 'SAUCER-DUO'].map((sku) => shop.offered(sku))
      // The configuration is looked at again after a moment.
      await until(async () => {
        await compareStock(story)
        return offered().join() === '11,4,5'
      })
      const lines = ['TEA-SET', 'SAUCER-DUO', 'SAUCER'].map((sku) => ({ sku, quantity: 1, price: '30.00' }))
      const order = shop.buy({ lines })
      const documents = await inStep(play, order)
      const pieces = (kind: string): string[] =>
        documents
          .filter((document) => document.kind === kind)
          .flatMap((document) => erp.rows(document).map(({ item, quantity }) => `${quantity} ${item}`))
          .toSorted()
      expect(pieces('sales-order')).toEqual(['1 CUP', '1 SAUCER', '2 SAUCER', '2 SAUCER'])
      await until(async () => {
        await compareStock(story)
        return offered().join() === '6,3,3'
      })
      shop.refundPieces(order, 1)
      const after = await inStep(play, order)
      const credited = after
        .filter(({ kind }) => kind === 'credit-note')
        .flatMap((document) => erp.rows(document).map(({ item }) => item))
      expect(credited.toSorted()).toEqual(['CUP', 'SAUCER'])
      await configure({})
    },
  },
  {
    name: 'Many articles are compared in fewer calls than there are articles, and told in a handful',
    failures: [42],
    needs: COUNTED,
    async play(play) {
      const { story, shop, erp } = play
      const skus = numbered('SPOON', 40)
      stocked(play, skus, 9)
      const before = { shop: shop.asked(), erp: erp.asked() }
      await compareStock(story)
      expect(skus.map((sku) => shop.offered(sku))).toEqual(skus.map(() => 9))
      const after = { shop: shop.asked(), erp: erp.asked() }
      expect(after.shop.writes - before.shop.writes).toBeLessThanOrEqual(4)
      expect(after.shop.reads - before.shop.reads).toBeLessThan(skus.length)
      expect(after.erp.reads - before.erp.reads).toBeLessThan(skus.length)
    },
  },
]
