import type { LevelOutcome, LevelToSet, StockTarget } from '#contract/stock'
import { asList } from '#lib/expressions'
import { badSetting, evaluated } from '#generic/failure-rules'
import { type ItemAtPlace, itemsIn, levelFrom, levelsIn, outcomesFrom } from '#generic/level-answer'
import { placeFrom } from '#generic/stock-answer'
import { fieldsOf } from './answer.ts'
import { pagesOf } from './pages.ts'
import { call, type HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'

type Levels = NonNullable<HttpSettings['levels']>

/** What the store may sell, as the settings describe it. */
export const levelsOf = (levels: Levels): StockTarget<HttpSettings> => ({
  largestBatch: levels.set.batch,
  async locations(context) {
    const where = 'levels.locations'
    const places = []
    for await (const items of pagesOf(context, levels.locations, { where, input: {}, effect: 'read' })) {
      const { id, name } = levels.locations
      for (const item of items)
        places.push(placeFrom(await fieldsOf({ id, name }, item, { where, effect: 'read' }), where))
    }
    return places
  },
  items: (context, filter) => itemsIn(told(context, levels, filter), filter),
  levels: (context, filter) => levelsIn(told(context, levels, filter), filter),
  set: (context, rows, key) => set(context, levels, rows, key),
})

interface Filter {
  readonly locations: readonly string[]
  readonly stockItems?: readonly string[]
}

async function* told(context: HttpContext, levels: Levels, filter: Filter): AsyncGenerator<readonly ItemAtPlace[]> {
  const where = 'levels.items'
  const { stockItem, sku, variant, location, available, updatedAt } = levels.items
  const fields = { stockItem, sku, variant, location, available, updatedAt }
  const input = { locations: filter.locations, stockItems: filter.stockItems ?? null }
  for await (const items of pagesOf(context, levels.items, { where, input, effect: 'read' })) {
    const page: ItemAtPlace[] = []
    for (const item of items)
      page.push(levelFrom(await fieldsOf(fields, item, { where, effect: 'read', bindings: input }), where))
    yield page
  }
}

async function set(
  context: HttpContext,
  levels: Levels,
  rows: readonly LevelToSet[],
  key: string,
): Promise<readonly LevelOutcome[]> {
  const where = 'levels.set'
  const stale = levels.set.compares ? new Set<LevelToSet>() : await staleRows(context, levels, rows)
  const sent = rows.filter((row) => !stale.has(row))
  if (sent.length === 0) return rows.map(() => ({ outcome: 'stale' }))
  const input = { rows: sent, key }
  const answer = await call(context, levels.set, { where, input, effect: 'write' })
  const outcomes =
    levels.set.outcomes === undefined
      ? sent.map((): LevelOutcome => ({ outcome: 'set' }))
      : outcomesFrom(
          asList(
            await evaluated(levels.set.outcomes, answer?.body, {
              where,
              effect: 'write',
              answer: true,
              bindings: input,
            }),
          ),
          sent.length,
          `${where}.outcomes`,
        )
  const bySent = new Map(sent.map((row, index) => [row, outcomes[index]]))
  return rows.map((row) => bySent.get(row) ?? { outcome: 'stale' })
}

/** Rows that the store offers another number of by now, for stores that do not compare by themselves. */
async function staleRows(
  context: HttpContext,
  levels: Levels,
  rows: readonly LevelToSet[],
): Promise<ReadonlySet<LevelToSet>> {
  const compared = rows.filter(({ expected }) => expected !== null)
  if (compared.length === 0) return new Set()
  const filter = {
    locations: compared.map(({ location }) => location),
    stockItems: compared.map(({ stockItem }) => stockItem),
  }
  const now = new Map<string, number>()
  const at = ({ stockItem, location }: Pick<LevelToSet, 'stockItem' | 'location'>): string =>
    JSON.stringify([stockItem, location])
  for await (const page of levelsIn(told(context, levels, filter), filter))
    for (const level of page) now.set(at(level), level.available)
  const missing = compared.find((row) => !now.has(at(row)))
  if (missing !== undefined && now.size === 0)
    throw badSetting('ANSWER_PATH', 'levels.items', `it tells nothing of ${missing.stockItem}`, 'read')
  return new Set(compared.filter((row) => now.get(at(row)) !== row.expected))
}
