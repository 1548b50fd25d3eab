import { type Binding, findBindings, saveBindings } from '#database/bindings'
import { logOverrides } from '#database/catalog'
import { type KnownPrice, savePrices, setBoundaries, shownPrices } from '#database/prices'
import type { SettledCause } from '#database/settle'
import type { ShownPrice } from '#catalog/prices'
import { listsOf } from '#catalog/prices'
import { dateIn, startOfDay } from '#lib/clock'
import type { Price, Variant } from '#model/product'
import type { FlowRun } from '#engine/reconcile'
import { bindVariants } from './bind.ts'
import { type FeedOutcome, feedOutcome, type PriceWrite } from './price-changes.ts'
import { type PriceParts, pricePartsOf, storeListOf, zoneOf } from './price-sides.ts'
import { type CatalogProblem, problemError } from './problems.ts'
import { TARGET_PREFIX } from './raise.ts'
import { type CatalogSides, openSides } from './sides.ts'
import { writePrice } from './write-price.ts'

/**
 * Brings the prices of one item in step: each price that a rule feeds, and no other.
 *
 * @throws {TillbridgeError} `rejected`: what a person has to look at, after all other prices are in step; whatever the systems answer.
 */
export async function syncPrices(run: FlowRun): Promise<void> {
  const { services, scope, progress } = run
  const { claimed } = run.run
  const sides = await openSides(services, claimed, scope, progress)
  const { feeds } = sides.integration.rules['price-lists']
  const item = claimed.recordKey.slice(TARGET_PREFIX.length)
  progress.record = { name: item, updatedAt: null, createdAt: null, summary: null }
  if (feeds.length === 0) return void (progress.verdict = noFeed)
  const parts = pricePartsOf(sides)
  progress.talkingTo = sides.target.connection
  const binding = await bindingOf(run, sides, item)
  if (binding === null) return void (progress.verdict = notBound)
  const prices = await collect(
    parts.source.prices(sides.target.context, { lists: feeds.flatMap(listsOf), items: [item] }),
  )
  const updatedAt =
    prices
      .flatMap((price) => price.updatedAt ?? [])
      .sort()
      .at(-1) ?? null
  progress.record = { name: item, updatedAt, createdAt: null, summary: null }
  progress.talkingTo = sides.store.connection
  const product = await sides.store.source.get(sides.store.context, binding.storeProduct)
  const variant = product?.variants.find(({ externalId }) => externalId === binding.storeVariant)
  if (product === null || variant === undefined) return void (progress.verdict = notBound)
  const outcomes = await outcomesOf(run, sides, parts, { binding, variant, prices })
  const problems = await writeAll(run, sides, parts, { binding, variant, outcomes })
  const written = outcomes.filter(({ write }) => write !== null).length
  progress.record = { name: variant.sku ?? item, updatedAt, createdAt: null, summary: { feeds: feeds.length, written } }
  const error = problemError([...outcomes.flatMap(({ problem }) => problem ?? []), ...problems])
  if (error !== null) throw error
}

interface Subject {
  readonly binding: Binding
  readonly variant: Variant
}

async function outcomesOf(
  { services }: FlowRun,
  sides: CatalogSides,
  parts: PriceParts,
  { binding, variant, prices }: Subject & { readonly prices: readonly Price[] },
): Promise<FeedOutcome[]> {
  const zone = await zoneOf(services, sides)
  const date = dateIn(zone, services.clock.now())
  const known = (await shownPrices(services.pool, sides.key, [variant.externalId])).get(variant.externalId) ?? {}
  const itemUnit = await unitOf(sides, binding, prices)
  const outcomes: FeedOutcome[] = []
  for (const feed of sides.integration.rules['price-lists'].feeds) {
    const storeList = await storeListOf(services, sides, parts, feed)
    const shown = await shownOn(sides, parts, storeList.externalId, variant)
    const ours = known[storeList.externalId]
    outcomes.push(
      feedOutcome({ feed, storeList, prices, shown, known: ours, item: binding.targetItem, itemUnit, date }),
    )
  }
  const next = outcomes.flatMap(({ nextChangeOn }) => nextChangeOn ?? []).sort()[0]
  const dueAt = next === undefined ? null : startOfDay(next, zone)
  await setBoundaries(services.pool, sides.key, [{ item: binding.targetItem, dueAt }])
  return outcomes
}

/** Only where prices are in several units does it matter which one the item has. */
async function unitOf({ target }: CatalogSides, binding: Binding, prices: readonly Price[]): Promise<string | null> {
  const units = new Set(prices.map(({ unit }) => unit))
  if (units.size <= 1) return [...units][0] ?? null
  const product = await target.source.get(target.context, binding.targetProduct)
  return product?.variants.find(({ externalId }) => externalId === binding.targetItem)?.unit ?? null
}

async function shownOn(
  { store }: CatalogSides,
  { storeLists }: PriceParts,
  list: string,
  variant: Variant,
): Promise<ShownPrice> {
  if (list === '') return { amount: variant.price ?? null, compareAt: variant.compareAtPrice ?? null }
  if (storeLists === null) return { amount: null, compareAt: null }
  const [price] = await collect(storeLists.prices(store.context, { lists: [list], items: [variant.externalId] }))
  return { amount: price?.amount ?? null, compareAt: price?.compareAt ?? null }
}

async function writeAll(
  run: FlowRun,
  sides: CatalogSides,
  parts: PriceParts,
  { binding, variant, outcomes }: Subject & { readonly outcomes: readonly FeedOutcome[] },
): Promise<CatalogProblem[]> {
  const { services } = run
  const { transferId, version } = run.run.claimed
  const writes = outcomes.flatMap(({ write }) => write ?? [])
  const cause = `${transferId}/${version}`
  const lost = writes.filter(({ overrides }) => overrides).map((write) => overrideOf(write, binding, cause))
  await logOverrides(services.pool, sides.key, lost)
  const problems: CatalogProblem[] = []
  const known: Record<string, KnownPrice> = {}
  for (const write of writes) {
    const problem = await writePrice(run, sides, parts, { binding, variant, write })
    if (problem !== null) problems.push(problem)
    else if (write.side === 'store' && write.wanted !== null) known[write.storeList.externalId] = knownAfter(write)
  }
  for (const [list, shown] of pricesSeen(outcomes, variant)) known[list] ??= shown
  await savePrices(services.pool, sides.key, [{ storeVariant: variant.externalId, prices: known }])
  return problems
}

const knownAfter = ({ wanted, shown }: PriceWrite): KnownPrice => ({
  amount: wanted?.amount ?? '0',
  compareAt: wanted?.compareAt === undefined ? shown.compareAt : wanted.compareAt,
  ours: true,
})

/** What the store shows without our doing: the variant's own price, so that a change of it is seen, and what is right already. */
const pricesSeen = (outcomes: readonly FeedOutcome[], { price, compareAtPrice }: Variant): [string, KnownPrice][] => [
  ...outcomes.flatMap(({ isInStep, shown, storeList }): [string, KnownPrice][] =>
    isInStep && shown.amount !== null
      ? [[storeList.externalId, { amount: shown.amount, compareAt: shown.compareAt, ours: true }]]
      : [],
  ),
  ...(price == null ? [] : [['', { amount: price, compareAt: compareAtPrice ?? null }] satisfies [string, KnownPrice]]),
]

const overrideOf = ({ side, shown, wanted, feed }: PriceWrite, binding: Binding, cause: string) => ({
  flow: 'price-lists',
  cause,
  storeProduct: binding.storeProduct,
  storeVariant: binding.storeVariant,
  targetItem: binding.targetItem,
  field: feed.to === '' ? 'price' : `price on ${feed.to}`,
  side,
  lost: shown,
  won: wanted,
})

/** The binding of an item; where products are not kept in step it is made here, by the same strong key. */
async function bindingOf({ services }: FlowRun, sides: CatalogSides, item: string): Promise<Binding | null> {
  const find = async (): Promise<Binding | null> =>
    (await findBindings(services.pool, sides.key, { targetItems: [item] })).find(({ state }) => state === 'bound') ??
    null
  const known = await find()
  if (known !== null) return known
  const product = await sides.target.source.get(sides.target.context, item)
  const sku = product?.variants.find(({ externalId }) => externalId === item)?.sku ?? null
  if (sku === null) return null
  for (const holder of await sides.store.source.bySku(sides.store.context, sku)) {
    const { bindings } = await bindVariants(services, sides, holder)
    await saveBindings(
      services.pool,
      sides.key,
      bindings.filter(({ state }) => state === 'bound'),
    )
  }
  return find()
}

async function collect(pages: AsyncIterable<readonly Price[]>): Promise<Price[]> {
  const found: Price[] = []
  for await (const page of pages) found.push(...page)
  return found
}

const verdict = (code: string, message: string): SettledCause => ({
  kind: null,
  code,
  subject: null,
  message,
  remedy: null,
})
const noFeed = verdict('NO_PRICE_FEED', 'No rule says which price list feeds the store.')
const notBound = verdict('NOT_IN_STORE', 'No variant of the store is joined with this item.')
