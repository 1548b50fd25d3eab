import { expect } from 'vitest'
import { compareProducts } from '#engine/catalog/compare-products'
import { comparePrices } from '#engine/catalog/compare-prices'
import type { CoreOptions } from '#testing/story-core'
import type { Scenario } from './chapter.ts'
import { documentsOf, inStep, type Play } from './kit.ts'

const JOINED = { store: { writes: 'products' }, erp: { reads: 'products' } } as const

const RULES: NonNullable<CoreOptions['rules']> = { 'price-lists': { feeds: [{ list: 'Web', compareAt: 'none' }] } }

/** Keeps articles and their prices in step from here on; configured once, as a change is only looked at after a moment. */
const keepArticles = ({ configure }: Play): Promise<void> =>
  configure({ flows: ['products', 'price-lists'], rules: RULES })

const keyOf = ({ story: { organizationId, integrationId } }: Play) => ({ organizationId, integrationId })

/** Looks at both sides until it is so: a change in the very second of a look is found by the next one. */
async function followed(play: Play, flow: 'products' | 'price-lists', isSo: () => boolean | Promise<boolean>) {
  const { story } = play
  for (let look = 1; look <= 40; look += 1) {
    await story.sweep(flow)
    await story.settled()
    if (await isSo()) return
    await story.running.bridge.clock.sleep(25)
  }
  throw new Error(`both sides are not in step: ${String(isSo)}`)
}

/** How an item of the ERP is joined with the shop. */
async function joined({ story }: Play, sku: string): Promise<string[]> {
  const { rows } = await story.running.bridge.pool.query<{ state: string }>(
    'select state from tillbridge.bindings where sku = $1 order by state',
    [sku],
  )
  return rows.map(({ state }) => state)
}

async function causes({ story }: Play): Promise<string[]> {
  const { rows } = await story.running.bridge.pool.query<{ code: string }>(
    `select cause_code as code from tillbridge.transfers where flow = 'products' and state = 'attention'`,
  )
  return rows.map(({ code }) => code)
}

/** The items that an order was booked on. */
const bookedOn = (play: Play, order: Parameters<typeof documentsOf>[1]): string[] =>
  documentsOf(play, order)
    .filter(({ kind }) => kind === 'sales-order')
    .flatMap((document) => play.erp.rows(document).map(({ item }) => item))

export const ARTICLES: readonly Scenario[] = [
  {
    name: 'An article is joined by its SKU, and each field goes from the side that owns it to the other, once',
    failures: [8, 43],
    needs: JOINED,
    async play(play) {
      const { shop, erp } = play
      await keepArticles(play)
      erp.keep({ code: 'BELL', title: 'Bell of the ERP', barcode: '4006381333900' })
      shop.offer({ sku: 'BELL', title: 'Bell', price: '20.00' })
      await followed(play, 'products', async () => (await joined(play, 'BELL')).length === 1)
      await followed(play, 'products', () => shop.shown('BELL')?.barcode === '4006381333900')
      // A look that finds what we wrote writes nothing.
      const before = shop.asked().writes
      await followed(play, 'products', () => true)
      expect(shop.asked().writes).toBe(before)
    },
  },
  {
    name: 'An article that was deleted is a task; made anew it takes its item again, and nothing is doubled',
    failures: [43],
    needs: JOINED,
    async play(play) {
      const { story, shop, erp } = play
      await keepArticles(play)
      shop.deleteProduct('BELL')
      await compareProducts(story.running.bridge.engine.services, { ...keyOf(play), dryRun: false })
      await story.settled()
      expect(await causes(play)).toContain('VARIANT_GONE')
      shop.offer({ sku: 'BELL', title: 'Bell', price: '20.00' })
      await followed(play, 'products', async () => (await joined(play, 'BELL')).join() === 'bound')
      expect(erp.items('BELL')).toBe(1)
    },
  },
  {
    name: 'A SKU that is renamed on either side stays the same item for later orders',
    failures: [44],
    needs: JOINED,
    async play(play) {
      const { shop, erp } = play
      await keepArticles(play)
      erp.rename('BELL', 'GONG')
      await followed(play, 'products', () => shop.shown('GONG') !== null)
      const later = shop.buy({ lines: [{ sku: 'GONG', quantity: 1, price: '20.00' }] })
      await inStep(play, later)
      expect(bookedOn(play, later)).toEqual(['GONG'])
      shop.relabel('GONG', 'TAM-TAM')
      const after = shop.buy({ lines: [{ sku: 'TAM-TAM', quantity: 1, price: '20.00' }] })
      await inStep(play, after)
      expect([bookedOn(play, after), erp.items('TAM-TAM')]).toEqual([['GONG'], 0])
      // The ERP owns the SKU, so the shop has it back.
      await followed(play, 'products', () => shop.shown('GONG') !== null)
    },
  },
  {
    name: 'A price comes from the list that feeds it, listed by a dry run first, and no other price is touched',
    failures: [45],
    needs: { store: { writes: 'prices' }, erp: { reads: 'prices' } },
    async play(play) {
      const { story, shop, erp, configure } = play
      erp.price('GONG', 'Web', 40)
      erp.price('GONG', 'Dealers', 30)
      const changes: unknown[] = []
      const compare = (dryRun: boolean) =>
        comparePrices(story.running.bridge.engine.services, {
          ...keyOf(play),
          dryRun,
          onFinding: (finding) => changes.push(finding),
        })
      await compare(true)
      expect(changes).toHaveLength(1)
      expect(Number(shop.shown('GONG')?.price)).toBe(20)
      await compare(false)
      const isShown = (price: number) => () => Number(shop.shown('GONG')?.price) === price
      await followed(play, 'price-lists', isShown(40))
      expect(shop.shown('GONG')?.compareAt ?? null).toBeNull()
      shop.reprice('GONG', '1.00')
      erp.price('GONG', 'Web', 42)
      await followed(play, 'price-lists', isShown(42))
      expect([erp.listed('GONG', 'Web'), erp.listed('GONG', 'Dealers')]).toEqual([42, 30])
      await configure({})
    },
  },
]
