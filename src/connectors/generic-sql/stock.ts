import type { StockFilter, StockSource } from '#contract/stock'
import type { StockFact } from '#model/stock'
import { factFrom, placeFrom } from '#generic/stock-answer'
import { pagesOf } from './pages.ts'
import type { SqlSettings, StockStatements } from './settings.ts'
import { type SqlContext, transaction } from './statements.ts'

/** The stock that the settings describe. */
export const stockOf = (stock: StockStatements): StockSource<SqlSettings> => ({
  async places(context) {
    const where = 'stock.places'
    const { rows } = await transaction(context, { where, effect: 'read' }, (running) =>
      running.run(stock.places, {}, where),
    )
    return rows.map((row) => placeFrom(row, where))
  },
  facts: (context, filter) => facts(context, stock, filter),
})

async function* facts(
  context: SqlContext,
  stock: StockStatements,
  filter: StockFilter,
): AsyncGenerator<readonly StockFact[]> {
  const where = 'stock.facts'
  const input = { changedSince: filter.changedSince ?? null }
  const wanted = filter.items === undefined ? null : new Set(filter.items)
  for await (const rows of pagesOf(context, stock.facts, ['item', 'place'], { where, input })) {
    const page = rows
      .map((row) => factFrom({ ...row, ...optional(row) }, where))
      .filter((fact) => filter.places.includes(fact.place) && (wanted === null || wanted.has(fact.item)))
    if (page.length > 0) yield page
  }
}

/** A column that is null tells nothing, as one that is not there. */
const optional = (row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  reserved: row['reserved'] ?? undefined,
  incoming: row['incoming'] ?? undefined,
})
