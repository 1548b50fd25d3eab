import type { PriceChange, PriceFilter, PriceSource, PriceTarget, VariantOutcome } from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import type { Price, PriceList } from '#model/product'
import { PRICE_LIST_NAMES, PRICE_NAMES, priceFrom, priceListFrom } from '#generic/price-record'
import { toldByRow } from '#generic/record-map'
import { refusalIn } from './errors.ts'
import { pagesOf } from './pages.ts'
import { changes } from './read.ts'
import type { SqlSettings } from './settings.ts'
import { type SqlContext, transaction } from './statements.ts'

type Prices = NonNullable<SqlSettings['prices']>

// More are cheaper to pick out of all than to ask for one by one.
const ASKED_ALONE = 50
const COLUMNS = { ...PRICE_NAMES, id: 'The id of the price.' }

/** The price lists that the settings describe. */
export const pricesOf = (setting: Prices): PriceSource<SqlSettings> => ({
  lists: (context) => lists(context, setting),
  prices: (context, filter) => prices(context, setting, filter),
  changes: (context, range) => changes(context, 'prices.changes', setting.changes, range),
})

export const priceTargetOf = (setting: Prices, write: NonNullable<Prices['write']>): PriceTarget<SqlSettings> => ({
  largestBatch: 50,
  lists: (context) => lists(context, setting),
  prices: (context, filter) => prices(context, setting, filter),
  change: (context, list, wanted) => change(context, write, list, wanted),
})

async function lists(context: SqlContext, setting: Prices): Promise<readonly PriceList[]> {
  const where = 'prices.lists'
  const { rows } = await transaction(context, { where, effect: 'read' }, (running) =>
    running.run(setting.lists, {}, where),
  )
  return rows.map((row) => priceListFrom(toldByRow(PRICE_LIST_NAMES, row, where), where))
}

async function* prices(
  context: SqlContext,
  setting: Prices,
  { lists: wanted, items }: PriceFilter,
): AsyncGenerator<readonly Price[]> {
  if (wanted.length === 0) return
  const where = 'prices.prices'
  const known = items === undefined ? null : new Set(items)
  const asked: readonly (string | null)[] = items === undefined || items.length > ASKED_ALONE ? [null] : items
  for (const itemId of asked) {
    for await (const rows of pagesOf(context, setting.prices, ['item', 'id'], { where, input: { itemId } })) {
      const page = rows
        .map((row) => priceFrom(toldByRow(COLUMNS, row, where), where))
        .filter((price) => wanted.includes(price.list) && (known === null || known.has(price.item)))
      if (page.length > 0) yield page
    }
  }
}

/** A transaction of its own for each price, so that one that is refused undoes no other. */
async function change(
  context: SqlContext,
  { set, remove }: NonNullable<Prices['write']>,
  list: string,
  wanted: PriceChange,
): Promise<readonly VariantOutcome[]> {
  const outcomes: VariantOutcome[] = []
  for (const { item: itemId, ...price } of wanted.set)
    outcomes.push(await carriedOut(context, set, { list, itemId, ...price }, 'prices.write.set'))
  for (const itemId of wanted.remove)
    outcomes.push(await carriedOut(context, remove, { list, itemId }, 'prices.write.remove'))
  return outcomes
}

async function carriedOut(
  context: SqlContext,
  steps: NonNullable<Prices['write']>['set'],
  input: Readonly<Record<string, unknown>> & { readonly itemId: string },
  where: string,
): Promise<VariantOutcome> {
  const externalId = input.itemId
  try {
    await transaction(context, { where, effect: 'write' }, (running) => running.steps(steps, input, where))
    return { externalId, outcome: 'written' }
  } catch (error) {
    if (error instanceof TillbridgeError && error.code === 'ITEM_UNKNOWN') return { externalId, outcome: 'gone' }
    const { code, message } = refusalIn(error)
    return { externalId, outcome: 'refused', code, message }
  }
}
