import { type LevelFilter, type ListedLevel, listLevels } from '#database/stock-list'
import type { StockFlowKey } from '#database/stock-flows'
import type { Handler } from '#server/api/call'
import { csvDownload, type CsvCell } from '#server/routes/ledger/csv'
import type { ServerServices } from '#server/services'
import { stockIntegration } from './integration.ts'

const COLUMNS: readonly (readonly [title: string, of: (level: ListedLevel) => CsvCell])[] = [
  ['SKU', ({ sku }) => sku],
  ['location', ({ location }) => location],
  ['in the ERP', ({ onHand }) => onHand],
  ['reserved in the ERP', ({ reserved }) => reserved],
  ['may sell', ({ wanted }) => wanted],
  ['store offers', ({ known }) => known],
  ['promised to orders', ({ committed }) => committed],
  ['state', ({ state }) => state],
  ['because', ({ cause }) => cause?.message ?? null],
  ['remedy', ({ cause }) => cause?.remedy ?? null],
  ['last told', ({ sentAt }) => sentAt],
]

export const exportStock: Handler<'stock.export'> = async ({ services, organizationId, query }) => {
  const { integration, key } = await stockIntegration(services, organizationId, query.integration)
  return csvDownload(
    `stock-${integration.key}`,
    COLUMNS.map(([title]) => title),
    lines(services, key, query),
  )
}

const AT_ONCE = 1000

/** Page by page: a hundred thousand levels are never in memory together. */
async function* lines(
  { pool }: ServerServices,
  key: StockFlowKey,
  filter: LevelFilter,
): AsyncIterable<readonly CsvCell[]> {
  let after: Parameters<typeof listLevels>[3]['after'] = null
  for (;;) {
    const levels: ListedLevel[] = await listLevels(pool, key, filter, { after, limit: AT_ONCE })
    for (const level of levels) yield COLUMNS.map(([, of]) => of(level))
    const last = levels.at(-1)
    if (last === undefined || levels.length < AT_ONCE) return
    after = { sku: last.sku ?? '', stockItem: last.stockItem, location: last.location }
  }
}
