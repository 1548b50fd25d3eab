import { type BooksProof, proveBooks } from '#sandboxes/proof/books-proof'
import type { BookKind, ErpDocument } from '#sandboxes/proof/erp-facts'
import { ownersOf } from '#sandboxes/proof/owners'
import { shopOrders } from '#sandboxes/proof/shop-facts'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import type { ErpSide } from '#testing/erp-side'
import { beginErpnextSide } from '#testing/erpnext-side'
import { beginOdoo } from '#testing/odoo-side'
import { type CoreOptions, startStoryOf, type StoryOf } from '#testing/story-core'
import { excusesOf } from './books.ts'

export type PairStory = StoryOf<ErpSide>

/** A store and an ERP that the same scenarios are played with. */
export interface Pair {
  readonly name: string
  start(options?: CoreOptions): Promise<PairStory>
}

export const SHOPIFY_ODOO: Pair = {
  name: 'Shopify and Odoo',
  start: (options = {}) => startStoryOf(options, () => beginOdoo()),
}
/** By `/json/2`, as from 19 on. */
export const SHOPIFY_ODOO_19: Pair = {
  name: 'Shopify and Odoo 19',
  start: (options = {}) => startStoryOf(options, () => beginOdoo({ version: 19 })),
}
export const SHOPIFY_ERPNEXT: Pair = {
  name: 'Shopify and ERPNext',
  start: (options = {}) => startStoryOf(options, () => beginErpnextSide()),
}

/** What is in force in the ERP for one order. */
export function documentsOf({ erp, shop }: PairStory, order: PlacedOrder): ErpDocument[] {
  const documents = erp.documents()
  const owners = ownersOf(shopOrders(shop), documents)
  return documents.filter(({ name, state }) => state === 'issued' && owners.get(name) === order.legacyId)
}

/** How many documents of each kind there are; kinds without one are left out. */
export function countsOf(documents: readonly ErpDocument[]): Partial<Record<BookKind, number>> {
  const groups = Map.groupBy(documents, ({ kind }) => kind)
  return Object.fromEntries([...groups].map(([kind, found]) => [kind, found.length]))
}

/** Both sides' books, compared by a third party from their own data. */
export const proofOf = async (story: PairStory): Promise<BooksProof> =>
  proveBooks({
    orders: shopOrders(story.shop),
    documents: story.erp.documents(),
    excuses: await excusesOf(story),
    payments: true,
  })

/** Switches on what goes beside the orders, with the goods of the shop's first location lying in the ERP's one place. */
export const withAllFlows = (story: PairStory): Promise<void> =>
  story.configure({
    flows: ['payouts', 'inventory', 'fulfillments'],
    rules: { inventory: { locations: [{ location: String(story.shop.locations()[0]), places: [story.erp.place] }] } },
  })
