import type { Difference } from '#drift/difference'
import type { Handler } from '#server/api/call'
import { csvDownload, type CsvCell } from '#server/routes/ledger/csv'
import { reportOf } from './report.ts'

const COLUMNS: readonly (readonly [title: string, of: (one: Difference) => CsvCell])[] = [
  ['area', ({ area }) => area],
  ['subject', ({ subject }) => subject],
  ['what', ({ what }) => what],
  ['day', ({ day }) => day],
  ['currency', ({ currency }) => currency],
  ['tax account', ({ account }) => account],
  ['rate %', ({ rate }) => rate],
  ['SKU', ({ sku }) => sku],
  ['location', ({ location }) => location],
  ['store', ({ store }) => store],
  ['ERP', ({ target }) => target],
  ['wrong side', ({ wrong }) => (wrong === 'target' ? 'ERP' : wrong)],
  ['state', ({ state }) => state],
  ['because', ({ because }) => because],
  ['remedy', ({ remedy }) => remedy],
  ['document', ({ externalId }) => externalId],
]

export const exportDriftReport: Handler<'drift.export'> = async ({ services, organizationId, params, query }) => {
  const { shown, found } = await reportOf(services, organizationId, params.reportId)
  const name = `comparison-${shown.integration}-${shown.madeAt.slice(0, 10)}`
  if (query.format === 'json') {
    return {
      fileName: `${name}.json`,
      type: 'application/json',
      body: once(JSON.stringify({ ...shown, ...found }, null, 2)),
    }
  }
  return csvDownload(
    name,
    COLUMNS.map(([title]) => title),
    found.differences.map((one) => COLUMNS.map(([, of]) => of(one))),
  )
}

async function* once(text: string): AsyncIterable<string> {
  yield text
}
