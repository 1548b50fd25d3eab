import type { Context } from '#contract/context'
import type { PriceTarget, VariantOutcome } from '#contract/products'
import type { ReadRow } from '#csv/rows'
import { writingScope } from '#engine/changes'
import { type Decimal, equals } from '#lib/decimal'
import type { PriceList } from '#model/product'
import { goodRows } from './groups.ts'
import type { Importing } from './import.ts'
import { refuseRow, type Unfit } from './refuse-row.ts'
import { impossible, type KnownVariant, openSide, productsOf, variantsBySku } from './sides.ts'

interface Wanted {
  readonly row: ReadRow
  readonly known: KnownVariant
  readonly amount: Decimal
  readonly compareAt: Decimal | null
}

interface Bench {
  readonly importing: Importing
  readonly context: Context<never>
  readonly sink: PriceTarget<never> | undefined
  readonly products: ReturnType<typeof productsOf>
}

/**
 * Sets prices of the store to what a file says: those of the variants themselves, and those of price lists.
 *
 * @throws {TillbridgeError} `rejected`, `FILE_IMPORT_IMPOSSIBLE`; whatever the store answers.
 */
export async function importPrices(importing: Importing): Promise<void> {
  const { request, counts } = importing
  const store = await openSide(importing, 'store')
  const context = store.context(writingScope(request.signal))
  const products = productsOf(store)
  const bench = { importing, context, products, sink: store.connector.writes.prices as PriceTarget<never> | undefined }
  const variants = await variantsBySku(context, products.source)
  const lists = await listsByName(bench)
  const waiting = new Map<string, Wanted[]>()
  for await (const row of goodRows(importing)) {
    const wanted = priceOf(row, variants, lists)
    if ('message' in wanted) {
      refuseRow(importing, row, wanted)
      continue
    }
    counts.records += 1
    const list = lists.get(row.values['list'] ?? '')?.externalId ?? ''
    const batch = waiting.get(list) ?? []
    waiting.set(list, batch)
    batch.push(wanted)
    if (batch.length >= largest(bench, list)) await set(bench, list, batch.splice(0))
  }
  for (const [list, batch] of waiting) if (batch.length > 0) await set(bench, list, batch)
}

const largest = ({ sink, products }: Bench, list: string): number =>
  list === '' ? products.sink.largestBatch : (sink?.largestBatch ?? 1)

async function listsByName({ sink, context }: Bench): Promise<Map<string, PriceList>> {
  const all = sink === undefined ? [] : (await sink.lists(context)).filter(({ externalId }) => externalId !== '')
  return new Map(all.flatMap((list) => [[list.name, list] as const, [list.externalId, list] as const]))
}

function priceOf(
  row: ReadRow,
  variants: Awaited<ReturnType<typeof variantsBySku>>,
  lists: ReadonlyMap<string, PriceList>,
): Wanted | Unfit {
  const { sku = '', list, amount, currency, 'compare-at': compareAt } = row.values
  const known = variants.get(sku)
  if (known === undefined) return { column: 'sku', message: `no variant of the store has the SKU ${sku}` }
  if (known === 'several') return { column: 'sku', message: `several variants of the store have the SKU ${sku}` }
  const dated = ['valid-from', 'valid-until'].find((column) => row.values[column] !== undefined)
  if (dated !== undefined) {
    return { column: dated, message: 'the store keeps no dates for prices: leave valid-from and valid-until empty' }
  }
  const found = list === undefined ? undefined : lists.get(list)
  if (list !== undefined && found === undefined)
    return { column: 'list', message: `the store has no price list ${list}` }
  if (found !== undefined && currency !== undefined && currency !== found.currency) {
    return { column: 'currency', message: `the price list ${found.name} is in ${found.currency}` }
  }
  return { row, known, amount: amount as Decimal, compareAt: (compareAt ?? null) as Decimal | null }
}

async function set(bench: Bench, list: string, batch: readonly Wanted[]): Promise<void> {
  if (list === '') await setOwn(bench, batch)
  else await setListed(bench, list, batch)
}

/** Prices of the variants themselves, a call per product. */
async function setOwn({ importing, context, products }: Bench, batch: readonly Wanted[]): Promise<void> {
  const changed = batch.filter(({ known, amount, compareAt, row }) => {
    const { price, compareAtPrice } = known.variant
    const isCompared = row.values['compare-at'] === undefined || isSame(compareAtPrice ?? null, compareAt)
    return !isSame(price ?? null, amount) || !isCompared
  })
  importing.counts.unchanged += batch.length - changed.length
  for (const [productId, own] of Map.groupBy(changed, ({ known }) => known.product.externalId)) {
    const variants = own.map(({ known, amount, compareAt }) => ({
      externalId: known.variant.externalId,
      changes: { price: amount, ...(compareAt === null ? {} : { compareAtPrice: compareAt }) },
    }))
    const outcomes = importing.request.dryRun
      ? variants.map(({ externalId }) => ({ externalId, outcome: 'written' as const }))
      : await products.sink.updateVariants(context, productId, variants)
    tell(importing, own, outcomes)
  }
}

async function setListed({ importing, context, sink }: Bench, list: string, batch: readonly Wanted[]): Promise<void> {
  if (sink === undefined) throw impossible('The store has no price lists.')
  const items = batch.map(({ known }) => known.variant.externalId)
  const present = new Map<string, Decimal>()
  let currency = ''
  for await (const page of sink.prices(context, { lists: [list], items })) {
    for (const price of page) present.set(price.item, price.amount)
  }
  for (const one of await sink.lists(context)) if (one.externalId === list) currency = one.currency
  const changed = batch.filter(({ known, amount }) => !isSame(present.get(known.variant.externalId) ?? null, amount))
  importing.counts.unchanged += batch.length - changed.length
  if (changed.length === 0) return
  const change = {
    set: changed.map(({ known, amount, compareAt }) => ({
      item: known.variant.externalId,
      amount,
      currency,
      compareAt,
    })),
    remove: [],
  }
  const outcomes = importing.request.dryRun
    ? change.set.map(({ item }) => ({ externalId: item, outcome: 'written' as const }))
    : await sink.change(context, list, change)
  tell(importing, changed, outcomes)
}

const isSame = (a: Decimal | null, b: Decimal | null): boolean => (a === null || b === null ? a === b : equals(a, b))

function tell({ request, refuse, counts }: Importing, batch: readonly Wanted[], all: readonly VariantOutcome[]): void {
  const outcomes = new Map(all.map((one) => [one.externalId, one]))
  for (const { row, known, amount } of batch) {
    const outcome = outcomes.get(known.variant.externalId)
    const subject = row.values['sku'] ?? ''
    if (outcome?.outcome === 'written') {
      counts.written += 1
      const before = row.values['list'] === undefined ? (known.variant.price ?? null) : null
      request.onChange?.({ line: row.line, subject, what: row.values['list'] ?? 'price', before, after: amount })
    } else {
      const message = outcome?.outcome === 'refused' ? outcome.message : 'is no longer in the store'
      refuse([{ line: row.line, column: null, value: subject, message }])
    }
  }
}
