import { fileLines, writtenEncoding } from '#csv/lines'
import type { FileMapping } from '#csv/mapping'
import { TillbridgeError } from '#lib/errors'
import type { Call, Handler } from '#server/api/call'
import { integrationNamed } from '#server/routes/moves/integration'
import { mappingOf } from './mapping.ts'

const USUAL_MS = 30 * 24 * 60 * 60_000

export const exportFileRoute: Handler<'files.export'> = async (call) => {
  const { services, organizationId, query, signal } = call
  const { integrationId, key } = await integrationNamed(call, query.integration)
  const mapping = await mappingOf(services, { organizationId, integrationId }, query.mapping)
  const { kind, side } = query
  const range = rangeOf(call)
  const { exportRows } = await import('#engine/files/export')
  const rows = await exportRows(services.engine.services, {
    organizationId,
    integrationId,
    kind,
    from: side,
    signal,
    ...range,
  })
  const lines = rows[Symbol.asyncIterator]()
  // What the system refuses is told as an answer, not by a file that breaks off.
  const first = await lines.next()
  return {
    fileName: `${kind}-${key}-${range.until.toISOString().slice(0, 10)}.csv`,
    type: 'text/csv',
    body: written({ first, lines }, kind, mapping),
  }
}

type Rows = AsyncIterator<Readonly<Record<string, string>>>

async function* written(
  { first, lines }: { readonly first: Awaited<ReturnType<Rows['next']>>; readonly lines: Rows },
  kind: Parameters<typeof fileLines>[0],
  mapping: FileMapping,
): AsyncIterable<Buffer> {
  const { head, line } = fileLines(kind, mapping)
  const encoding = writtenEncoding(mapping)
  yield Buffer.from(head, encoding)
  try {
    for (let row = first; row.done !== true; row = await lines.next()) yield Buffer.from(line(row.value), encoding)
  } finally {
    await lines.return?.()
  }
}

function rangeOf({ services, query }: Call<'files.export'>): { readonly since: Date; readonly until: Date } {
  const until = query.until === undefined ? services.clock.now() : new Date(query.until)
  const since = query.since === undefined ? new Date(until.getTime() - USUAL_MS) : new Date(query.since)
  if (since < until) return { since, until }
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'RANGE_EMPTY',
    message: 'The range ends before it begins.',
    remedy: 'Choose an end that is later than the beginning.',
  })
}
