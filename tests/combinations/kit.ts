import { expect } from 'vitest'
import type { Running } from '#app/start'
import type { FlowName } from '#model/flows'
import { type Connection, listConnections } from '#database/connections'
import { readStockFlow, wantFullRun } from '#database/stock-flows'
import type { Worker } from '#engine/worker'
import { type BooksProof, proveBooks } from '#sandboxes/proof/books-proof'
import type { BookKind, ErpDocument } from '#sandboxes/proof/erp-facts'
import { ownersOf } from '#sandboxes/proof/owners'
import type { ErpSide } from '#testing/erp-side'
import { excusesOf } from '#testing/excuses'
import type { Pair } from '#testing/pairs'
import { type PostOffice, startPostOffice } from '#testing/post-office'
import type { StoreOrder, StoreSide } from '#testing/store-side'
import type { CoreOptions, StoryConfiguration, StoryOf } from '#testing/story-core'
import { lackOf } from './needs.ts'

export type PairStory = StoryOf<ErpSide, StoreSide>

/** Starting servers and settling orders on a busy machine. */
export const PATIENCE_MS = 120_000

/** A pair in play. */
export interface Play {
  readonly pair: Pair
  readonly story: PairStory
  readonly shop: StoreSide
  readonly erp: ErpSide
  /** Through which all webhooks of the shop come. */
  readonly post: PostOffice
  /** What brings records in step. */
  readonly work: Work
  /** Applies a change of the configuration beside what the pair always has, or to the file itself. */
  configure(change: Parameters<PairStory['configure']>[0], adjust?: Adjust): Promise<void>
}

type Adjust = (file: StoryConfiguration) => unknown

/** Lets what runs end, and begins nothing any more, once it is disposed. */
export interface Work extends AsyncDisposable {
  start(): void
  /** Lets what runs end. Stock is still kept in step. */
  stop(): Promise<void>
}

/** Starts a pair with every flow that both of its connectors offer, but one where a chapter wants it so. */
export async function startPlay(pair: Pair, leavesOut?: FlowName): Promise<Play & AsyncDisposable> {
  let adjusted: Adjust = (file) => file
  const story = await pair.start({
    withoutWebhooks: true,
    start: { roles: ['web'] },
    adjust: (file) => adjusted(file),
  })
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
    ].filter((flow) => flow !== leavesOut),
    rules: { inventory: { locations: [{ location: shop.place, places: [erp.place] }] } },
  }
  const configure: Play['configure'] = async (change, adjust = (file) => file) => {
    adjusted = adjust
    await story.configure({ ...always, ...change })
  }
  await configure({})
  const post = await startPostOffice(story, () => shop.told(), 'passes')
  const work = startWork(story.running)
  return {
    pair,
    story,
    shop,
    erp,
    post,
    work,
    configure,
    async [Symbol.asyncDispose]() {
      for (const each of [work, post, story]) await each[Symbol.asyncDispose]()
    },
  }
}

function startWork({ bridge: { engine } }: Running): Work {
  const others = [engine.startStock(), engine.startJobs()]
  let worker: Worker | null = engine.startWorker()
  const stop = async (): Promise<void> => {
    await worker?.stop()
    worker = null
  }
  return {
    start: () => void (worker ??= engine.startWorker()),
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      for (const other of others.splice(0)) await other.stop()
    },
  }
}

/** What is in force in the ERP for one order. */
export function documentsOf({ erp, shop }: Play, order: StoreOrder): ErpDocument[] {
  const documents = erp.documents()
  const owners = ownersOf(shop.facts(), documents)
  return documents.filter(({ name, state }) => state === 'issued' && owners.get(name) === order.key)
}

/** The same for several orders, looked at once. */
export function documentsOfEach({ erp, shop }: Play, orders: readonly StoreOrder[]): ErpDocument[][] {
  const documents = erp.documents()
  const owners = ownersOf(shop.facts(), documents)
  const issued = Map.groupBy(
    documents.filter(({ state }) => state === 'issued'),
    ({ name }) => owners.get(name),
  )
  return orders.map(({ key }) => issued.get(key) ?? [])
}

/** How many documents of each kind there are; kinds without one are left out. */
export function countsOf(documents: readonly ErpDocument[]): Partial<Record<BookKind, number>> {
  const groups = Map.groupBy(documents, ({ kind }) => kind)
  return Object.fromEntries([...groups].map(([kind, found]) => [kind, found.length]))
}

/** Nothing lost, nothing double, nothing off by a cent, nothing left behind. */
const FLAWLESS = { lost: [], double: [], unbalanced: [], drafts: [], strays: [] } as const

/** Both sides' books, compared by a third party from their own data, are equal to the cent. */
export async function expectEqualBooks(play: Play): Promise<void> {
  expect(await proofOf(play)).toMatchObject(FLAWLESS)
}

export async function proofOf({ story, shop, erp }: Play): Promise<BooksProof> {
  const excuses = await excusesOf(story.running.bridge)
  return proveBooks({
    orders: shop.facts(),
    documents: erp.documents(),
    excuses,
    payments: true,
  })
}

/** The order is in step, both sides agree, and nothing is open on any of its documents. */
export async function inStep(play: Play, order: StoreOrder): Promise<ErpDocument[]> {
  expect(await play.story.restingTransfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  await expectEqualBooks(play)
  return documentsOf(play, order)
}

/** As `inStep`, and nothing is owed either way. */
export async function settledUp(play: Play, order: StoreOrder): Promise<ErpDocument[]> {
  const documents = await inStep(play, order)
  expect(play.erp.openAmounts(documents).filter((open) => open !== '0')).toEqual([])
  return documents
}

/** As `settledUp`, for many orders; in their order. */
export async function allSettledUp(play: Play, orders: readonly StoreOrder[]): Promise<ErpDocument[][]> {
  const { story, erp } = play
  const transfers = await Promise.all(orders.map(({ name }) => story.restingTransfer(name)))
  expect(transfers).toMatchObject(orders.map(() => ({ state: 'synced', causeMessage: null })))
  await expectEqualBooks(play)
  const own = documentsOfEach(play, orders)
  expect(erp.openAmounts(own.flat()).filter((open) => open !== '0')).toEqual([])
  return own
}

/** Waits for what comes about by itself. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(what, { timeout: PATIENCE_MS / 2, interval: 5 }).toBe(true)
}

export async function connectionOf(
  { story: { running, organizationId } }: Play,
  key: 'shop' | 'erp',
): Promise<Connection> {
  const { pool, sealer } = running.bridge
  const found = (await listConnections(pool, sealer, organizationId)).find((one) => one.key === key)
  if (found === undefined) throw new Error(`no connection ${key}`)
  return found
}

/** Somebody looks at whether the connection with the ERP is in order, as after its settings were changed there. */
export async function checkErp({ story }: Play): Promise<void> {
  const { pool, sealer, organizationId, engine } = story.running.bridge
  for (const connection of await listConnections(pool, sealer, organizationId))
    if (connection.key === 'erp') await engine.check(connection)
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
