import type { ReadRow } from '#csv/rows'
import type { Importing } from './import.ts'
import { readFile } from './read-file.ts'

/** The good rows of the file, counted; what is wrong with the others is told. */
export async function* goodRows({ request, counts, refuse }: Importing): AsyncGenerator<ReadRow> {
  for await (const read of readFile(request)) {
    if (request.signal?.aborted === true) return
    counts.rows += 1
    if (counts.rows % PROGRESS_EVERY === 0) request.onProgress?.(counts)
    if (read.ok) yield read.row
    else refuse(read.problems)
  }
}

/**
 * Rows that stand together and have the same value in `column`: an order, a product. A bad row spoils its group, for half an order is
 * none; where nobody can tell which group a broken row belongs to, it spoils the ones before and after it.
 */
export async function* groupedRows(
  importing: Importing,
  column: string,
): AsyncGenerator<readonly [ReadRow, ...ReadRow[]]> {
  const { request, counts, refuse } = importing
  let group: Group = { key: null, rows: [], isSpoilt: false }
  for await (const read of readFile(request)) {
    if (request.signal?.aborted === true) return
    counts.rows += 1
    if (counts.rows % PROGRESS_EVERY === 0) request.onProgress?.(counts)
    if (!read.ok) refuse(read.problems)
    const key = read.row?.values[column] ?? null
    if (key !== null && group.key !== null && key !== group.key) {
      yield* whole(group, refuse)
      group = { key, rows: [], isSpoilt: group.endsBroken === true }
    }
    group = {
      key: key ?? group.key,
      rows: read.ok ? [...group.rows, read.row] : group.rows,
      isSpoilt: group.isSpoilt || !read.ok,
      endsBroken: key === null,
    }
  }
  yield* whole(group, refuse)
}

const PROGRESS_EVERY = 1_000

interface Group {
  /** `null` = only broken rows so far. */
  readonly key: string | null
  readonly rows: readonly ReadRow[]
  readonly isSpoilt: boolean
  /** Its last row may as well be the first of the next one. */
  readonly endsBroken?: boolean
}

function* whole(
  { key, rows, isSpoilt }: Group,
  refuse: Importing['refuse'],
): Generator<readonly [ReadRow, ...ReadRow[]]> {
  const [first, ...others] = rows
  if (first === undefined) return
  if (!isSpoilt) return yield [first, ...others]
  const message = `belongs to ${key ?? ''}, of which another row is wrong`
  refuse(rows.map(({ line }) => ({ line, column: null, value: null, message })))
}
