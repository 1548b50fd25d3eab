import { type AuditEvent, eachAuditEvent } from '#database/audit-list'
import type { Handler } from '#server/api/call'
import { csvDownload, type CsvCell } from '#server/routes/ledger/csv'

const COLUMNS: readonly (readonly [title: string, of: (event: AuditEvent) => CsvCell])[] = [
  ['at', ({ at }) => at],
  ['event', ({ event }) => event],
  ['outcome', ({ outcome }) => outcome],
  ['who', ({ by }) => by.name],
  ['kind', ({ by }) => by.kind],
  ['address', ({ address }) => address],
  ['subject', ({ subject }) => subject],
  ['before', ({ before }) => json(before)],
  ['after', ({ after }) => json(after)],
]

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

export const exportAudit: Handler<'audit.export'> = ({ services, organizationId, query }) => {
  const { format, ...filter } = query
  const events = eachAuditEvent(services.pool, organizationId, filter)
  const name = `audit-${services.clock.now().toISOString().slice(0, 10)}`
  if (format === 'json') return { fileName: `${name}.json`, type: 'application/json', body: jsonLines(events) }
  return csvDownload(
    name,
    COLUMNS.map(([title]) => title),
    rows(events),
  )
}

async function* rows(events: AsyncIterable<AuditEvent>): AsyncIterable<readonly CsvCell[]> {
  for await (const event of events) yield COLUMNS.map(([, of]) => of(event))
}

/** One JSON array, written event by event. */
async function* jsonLines(events: AsyncIterable<AuditEvent>): AsyncIterable<string> {
  let before = '[\n'
  for await (const event of events) {
    yield `${before}${JSON.stringify(event)}`
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}
