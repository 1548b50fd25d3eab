import { expect } from 'vitest'
import { readStockFlow, wantFullRun } from '#database/stock-flows'
import { listTransfers } from '#database/transfers'
import { proveBooks } from '#sandboxes/proof/books-proof'
import type { BookKind, ErpDocument } from '#sandboxes/proof/erp-facts'
import { ownersOf } from '#sandboxes/proof/owners'
import type { ErpSide } from '#testing/erp-side'
import type { StoreOrder, StoreSide } from '#testing/store-side'
import type { CoreOptions, StoryOf } from '#testing/story-core'
import { lackOf, type Pair } from './pairs.ts'

export type PairStory = StoryOf<ErpSide, StoreSide>

/** Starting servers and settling orders on a busy machine. */
export const PATIENCE_MS = 120_000

/** A pair in play. */
export interface Play {
  readonly story: PairStory
  readonly shop: StoreSide
  readonly erp: ErpSide
  /** Applies a change of the configuration beside what the pair always has. */
  configure(change: Parameters<PairStory['configure']>[0]): Promise<void>
}

/** Starts a pair with every flow that both of its connectors offer. */
export async function startPlay(pair: Pair): Promise<Play & AsyncDisposable> {
  const story = await pair.start()
  const { shop, erp } = story
  const always: CoreOptions = {
    flows: [
      ...(lackOf(pair, { store: { reads: 'payouts' } }) === null ? (['payouts'] as const) : []),
      ...(lackOf(pair, { store: { writes: 'stock' }, erp: { reads: 'stock' } }) === null
        ? (['inventory'] as const)
        : []),
      ...(lackOf(pair, { store: { writes: 'fulfillments' }, erp: { reads: 'shipments' } }) === null
        ? (['fulfillments'] as const)
        : []),
    ],
    rules: { inventory: { locations: [{ location: shop.place, places: [erp.place] }] } },
  }
  const configure = (change: Parameters<PairStory['configure']>[0]): Promise<void> =>
    story.configure({ ...always, ...change })
  await configure({})
  return { story, shop, erp, configure, [Symbol.asyncDispose]: () => story[Symbol.asyncDispose]() }
}

/** What is in force in the ERP for one order. */
export function documentsOf({ erp, shop }: Play, order: StoreOrder): ErpDocument[] {
  const documents = erp.documents()
  const owners = ownersOf(shop.facts(), documents)
  return documents.filter(({ name, state }) => state === 'issued' && owners.get(name) === order.key)
}

/** How many documents of each kind there are; kinds without one are left out. */
export function countsOf(documents: readonly ErpDocument[]): Partial<Record<BookKind, number>> {
  const groups = Map.groupBy(documents, ({ kind }) => kind)
  return Object.fromEntries([...groups].map(([kind, found]) => [kind, found.length]))
}

/** Nothing lost, nothing double, nothing off by a cent, nothing left behind. */
const FLAWLESS = { lost: [], double: [], unbalanced: [], drafts: [], strays: [] } as const

/** Both sides' books, compared by a third party from their own data, are equal to the cent. */
export async function expectEqualBooks({ story, shop, erp }: Play): Promise<void> {
  const { queries } = story.running.bridge
  const lists = await Promise.all(
    (['attention', 'skipped'] as const).map(async (state) =>
      (await listTransfers(queries, story.organizationId, { state }, { limit: 1_000 })).map((transfer) => ({
        orderKey: transfer.recordKey,
        state,
        code: transfer.causeCode ?? '',
        message: transfer.causeMessage ?? '',
        remedy: transfer.causeRemedy,
      })),
    ),
  )
  const proof = proveBooks({
    orders: shop.facts(),
    documents: erp.documents(),
    excuses: lists.flat(),
    payments: true,
  })
  expect(proof).toMatchObject(FLAWLESS)
}

/** The order is in step, both sides agree, and nothing is open on any of its documents. */
export async function inStep(play: Play, order: StoreOrder): Promise<ErpDocument[]> {
  await play.story.settled()
  expect(await play.story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  await expectEqualBooks(play)
  return documentsOf(play, order)
}

/** As `inStep`, and nothing is owed either way. */
export async function settledUp(play: Play, order: StoreOrder): Promise<ErpDocument[]> {
  const documents = await inStep(play, order)
  expect(play.erp.openAmounts(documents).filter((open) => open !== '0')).toEqual([])
  return documents
}

/** Compares all stock and waits until the shop has been told. */
export async function compareStock({ running, organizationId, integrationId }: PairStory): Promise<void> {
  const { pool, clock } = running.bridge
  const key = { organizationId, integrationId }
  const before = await readStockFlow(pool, key)
  await wantFullRun(pool, key)
  const left = async (): Promise<number> =>
    (await pool.query('select from tillbridge.stock_levels where due_at is not null')).rowCount ?? 0
  for (;;) {
    const now = await readStockFlow(pool, key)
    const isDone = now?.fullWantedAt === null && now.fullFinishedAt !== (before?.fullFinishedAt ?? null)
    if (isDone && (await left()) === 0) return
    await clock.sleep(10)
  }
}
