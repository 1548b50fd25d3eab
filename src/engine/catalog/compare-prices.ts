import { randomUUID } from 'node:crypto'
import { listsOf } from '#catalog/prices'
import type { VariantOutcome } from '#contract/products'
import { type Binding, pageBindings } from '#database/bindings'
import { keepComparison, logOverrides } from '#database/catalog'
import { analyzeSeen, findSeen, forgetSeen, keepSeen, type SeenKey, type SeenRow } from '#database/catalog-seen'
import { type Boundary, savePrices, type SeenPrices, setBoundaries, shownPrices } from '#database/prices'
import { dateIn, startOfDay } from '#lib/clock'
import type { Price, PriceList } from '#model/product'
import type { EngineServices } from '#engine/services'
import type { CompareRequest } from './compare-products.ts'
import { comparingScope } from './comparing-scope.ts'
import { type FeedOutcome, feedOutcome, type PriceWrite } from './price-changes.ts'
import { type PriceParts, pricePartsOf, storeListOf, zoneOf } from './price-sides.ts'
import { raise, TARGET_PREFIX } from './raise.ts'
import { readSide, type SeenRecord } from './read-sides.ts'
import { type CatalogSides, openSides } from './sides.ts'
import { listChange } from './write-price.ts'

/** One price that is not what its list says. */
export interface PriceFinding {
  readonly sku: string | null
  readonly storeVariant: string
  readonly targetItem: string
  /** The store's list, `''` for the price of the variant itself. */
  readonly list: string
  readonly side: 'store' | 'target'
  readonly from: { readonly amount: string | null; readonly compareAt: string | null }
  /** `null` = the price goes away. */
  readonly to: { readonly amount: string; readonly compareAt?: string | null } | null
}

export interface PriceCompareRequest extends Omit<CompareRequest, 'onFinding'> {
  onFinding?(finding: PriceFinding): void
}

export interface PriceComparison {
  readonly compared: number
  readonly differing: number
  readonly written: number
  /** Items whose own runs do the rest. */
  readonly raised: number
}

const PAGE = 1_000
// So many prices wait in memory for one bulk job.
const BATCH = 10_000

interface Comparing {
  readonly services: EngineServices
  readonly sides: CatalogSides
  readonly parts: PriceParts
  readonly key: SeenKey
  readonly lists: readonly PriceList[]
  readonly date: string
  readonly zone: string
  readonly request: PriceCompareRequest
}

interface Found {
  readonly binding: Binding
  readonly write: PriceWrite
}

/**
 * Compares every price that a rule feeds, and sets those that differ, list by list in full batches.
 *
 * @throws {TillbridgeError} whatever the systems answer.
 */
export async function comparePrices(services: EngineServices, request: PriceCompareRequest): Promise<PriceComparison> {
  const sides = await openSides(services, request, comparingScope(request))
  const parts = pricePartsOf(sides)
  const key: SeenKey = { ...sides.key, runId: randomUUID() }
  const { feeds } = sides.integration.rules['price-lists']
  const lists: PriceList[] = []
  for (const feed of feeds) lists.push(await storeListOf(services, sides, parts, feed))
  const zone = await zoneOf(services, sides)
  const date = dateIn(zone, services.clock.now())
  const comparing: Comparing = { services, sides, parts, key, lists, date, zone, request }
  try {
    await readAll(comparing)
    const result = await compareAll(comparing)
    await keepComparison(services.pool, sides.key, 'price-lists', { ...result, dryRun: request.dryRun })
    return result
  } finally {
    await forgetSeen(services.pool, key)
  }
}

/** The store's variants with their own prices, its lists, and the target's lists. */
async function readAll(comparing: Comparing): Promise<void> {
  const { services, sides, parts, key, lists, request } = comparing
  const progress = request.onProgress?.bind(request) ?? (() => {})
  await readSide(services, sides, key, 'store', progress)
  const own = lists.map(({ externalId }) => externalId).filter((id) => id !== '')
  let done = 0
  const keep = async (side: 'store' | 'target', pages: AsyncIterable<readonly Price[]>): Promise<void> => {
    for await (const page of pages) {
      const rows = page.map((price, index): SeenRow => ({
        product: price.list,
        // A store has one price per variant and list; the target's are told apart by their place.
        id: side === 'store' ? shownId(price.list, price.item) : `price ${done + index}`,
        sku: side === 'store' ? null : price.item,
        reference: null,
        record: price,
      }))
      await keepSeen(services.pool, key, side, rows)
      done += page.length
      progress({ stage: 'prices', done, total: null })
    }
  }
  if (parts.storeLists !== null && own.length > 0)
    await keep('store', parts.storeLists.prices(sides.store.context, { lists: own }))
  const fed = [...new Set(sides.integration.rules['price-lists'].feeds.flatMap(listsOf))]
  await keep('target', parts.source.prices(sides.target.context, { lists: fed }))
  await analyzeSeen(services.pool)
}

const shownId = (list: string, variant: string): string => `price ${list} ${variant}`

async function compareAll(comparing: Comparing): Promise<PriceComparison> {
  const { services, key, request } = comparing
  let [compared, differing, written] = [0, 0, 0]
  const left = new Set<string>()
  const waiting: Found[] = []
  for (let after = ''; ;) {
    const page = await pageBindings(services.pool, key, after, PAGE)
    const found = await comparePage(comparing, page)
    compared += page.length
    differing += found.length
    if (!request.dryRun) waiting.push(...found)
    request.onProgress?.({ stage: 'compare', done: compared, total: null })
    if (page.length < PAGE || waiting.length >= BATCH) written += await writeAll(comparing, waiting.splice(0), left)
    if (page.length < PAGE) break
    after = page.at(-1)?.storeVariant ?? ''
  }
  await raise(services, comparing.sides, 'price-lists', [...left])
  return { compared, differing, written, raised: left.size }
}

async function comparePage(comparing: Comparing, page: readonly Binding[]): Promise<Found[]> {
  const { services, key, sides, lists, date, request } = comparing
  const { pool } = services
  const variants = page.map((binding) => binding.storeVariant)
  const ids = [...variants, ...lists.flatMap(({ externalId }) => variants.map((id) => shownId(externalId, id)))]
  const seen = new Map(
    (await findSeen(pool, key, 'store', { column: 'id', values: ids })).map((row) => [row.id, row.record]),
  )
  const codes = page.map((binding) => binding.targetItem)
  const prices = Map.groupBy(await findSeen(pool, key, 'target', { column: 'sku', values: codes }), (row) => row.sku)
  const known = await shownPrices(pool, key, variants)
  const found: Found[] = []
  const boundaries: Boundary[] = []
  for (const binding of page) {
    const variant = seen.get(binding.storeVariant) as SeenRecord | undefined
    if (variant === undefined || binding.state !== 'bound') continue
    const own = (prices.get(binding.targetItem) ?? []).map((row) => row.record as Price)
    const units = new Set(own.map(({ unit }) => unit))
    const outcomes = sides.integration.rules['price-lists'].feeds.flatMap((feed, index): FeedOutcome[] => {
      const storeList = lists[index]
      if (storeList === undefined) return []
      const listed = seen.get(shownId(storeList.externalId, binding.storeVariant)) as Price | undefined
      const shown =
        storeList.externalId === ''
          ? { amount: variant.price ?? null, compareAt: variant.compareAtPrice ?? null }
          : { amount: listed?.amount ?? null, compareAt: listed?.compareAt ?? null }
      const ours = known.get(binding.storeVariant)?.[storeList.externalId]
      const itemUnit = units.size === 1 ? ([...units][0] ?? null) : null
      const amounts = {
        amount: shown.amount as Price['amount'] | null,
        compareAt: shown.compareAt as Price['amount'] | null,
      }
      return [
        feedOutcome({
          feed,
          storeList,
          prices: own,
          shown: amounts,
          known: ours,
          item: binding.targetItem,
          itemUnit,
          date,
        }),
      ]
    })
    boundaries.push(nextOf(comparing, binding, outcomes))
    found.push(...outcomes.flatMap(({ write }) => (write === null ? [] : [{ binding, write }])))
  }
  if (!request.dryRun) await setBoundaries(pool, key, boundaries)
  for (const { binding, write } of found) request.onFinding?.(findingOf(binding, write))
  return found
}

function nextOf({ zone }: Comparing, { targetItem }: Binding, outcomes: readonly FeedOutcome[]): Boundary {
  const next = outcomes.flatMap(({ nextChangeOn }) => nextChangeOn ?? []).sort()[0]
  return { item: targetItem, dueAt: next === undefined ? null : startOfDay(next, zone) }
}

const findingOf = (binding: Binding, { storeList, side, shown, wanted }: PriceWrite): PriceFinding => ({
  sku: binding.sku,
  storeVariant: binding.storeVariant,
  targetItem: binding.targetItem,
  list: storeList.name,
  side,
  from: shown,
  to: wanted,
})

/** In full batches per list; what goes to the target, or was refused, is left to the item's own run. */
async function writeAll(comparing: Comparing, found: readonly Found[], left: Set<string>): Promise<number> {
  const { services, key } = comparing
  const toStore = found.filter(({ write }) => write.side === 'store')
  for (const { binding, write } of found) if (write.side === 'target') left.add(`${TARGET_PREFIX}${binding.targetItem}`)
  await logOverrides(
    services.pool,
    key,
    toStore.filter(({ write }) => write.overrides).map((entry) => overrideOf(entry, key.runId)),
  )
  let written = 0
  for (const [list, entries] of Map.groupBy(toStore, ({ write }) => write.storeList.externalId)) {
    const outcomes = list === '' ? await writeOwn(comparing, entries) : await writeList(comparing, list, entries)
    const byVariant = new Map(outcomes.map((outcome) => [outcome.externalId, outcome.outcome]))
    const done = entries.filter(({ binding }) => byVariant.get(binding.storeVariant) === 'written')
    written += done.length
    await savePrices(services.pool, key, done.flatMap(keptPrice))
    for (const { binding } of entries)
      if (byVariant.get(binding.storeVariant) !== 'written') left.add(`${TARGET_PREFIX}${binding.targetItem}`)
  }
  return written
}

function keptPrice({ binding, write: { wanted, shown, storeList } }: Found): SeenPrices[] {
  if (wanted === null) return []
  const compareAt = wanted.compareAt === undefined ? shown.compareAt : wanted.compareAt
  const price = { amount: wanted.amount, compareAt, ours: true } as const
  return [{ storeVariant: binding.storeVariant, prices: { [storeList.externalId]: price } }]
}

async function writeOwn({ sides, key }: Comparing, entries: readonly Found[]): Promise<VariantOutcome[]> {
  const { store } = sides
  const outcomes: VariantOutcome[] = []
  const changes = entries.flatMap(({ binding, write: { wanted } }) =>
    wanted === null
      ? []
      : [
          {
            productExternalId: binding.storeProduct,
            externalId: binding.storeVariant,
            changes: {
              price: wanted.amount,
              ...(wanted.compareAt === undefined ? {} : { compareAtPrice: wanted.compareAt }),
            },
          },
        ],
  )
  const [first] = changes
  if (store.target === null || first === undefined) return outcomes
  if (store.target.updateInBulk !== undefined) {
    const run = `${key.runId}/prices/${first.externalId}`
    for await (const part of store.target.updateInBulk(store.context, changes, run)) outcomes.push(...part.outcomes)
    return outcomes
  }
  for (const [product, variants] of Map.groupBy(changes, (entry) => entry.productExternalId))
    outcomes.push(...(await store.target.updateVariants(store.context, product, variants)))
  return outcomes
}

async function writeList(
  { sides, parts }: Comparing,
  list: string,
  entries: readonly Found[],
): Promise<VariantOutcome[]> {
  const outcomes: VariantOutcome[] = []
  if (parts.storeLists === null) return outcomes
  const { largestBatch } = parts.storeLists
  for (let start = 0; start < entries.length; start += largestBatch) {
    const batch = entries
      .slice(start, start + largestBatch)
      .map(({ binding, write }) => listChange(binding.storeVariant, write))
    const set = batch.flatMap((part) => part.set)
    const remove = batch.flatMap((part) => part.remove)
    outcomes.push(...(await parts.storeLists.change(sides.store.context, list, { set, remove })))
  }
  return outcomes
}

const overrideOf = ({ binding, write }: Found, runId: string) => ({
  flow: 'price-lists',
  cause: `compare/${runId}`,
  storeProduct: binding.storeProduct,
  storeVariant: binding.storeVariant,
  targetItem: binding.targetItem,
  field: write.feed.to === '' ? 'price' : `price on ${write.feed.to}`,
  side: write.side,
  lost: write.shown,
  won: write.wanted,
})
