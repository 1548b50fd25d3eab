import { constants, createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'

import { type CsvError, parse } from 'csv-parse'
import type { FileKind } from '#csv/columns'
import type { FileMapping } from '#csv/mapping'
import { mappingProblems, type ReadRow, readRow, type RowProblem } from '#csv/rows'
import { TillbridgeError } from '#lib/errors'

export interface FileToRead {
  readonly path: string
  /** What people call it. Default: its path. */
  readonly name?: string
  readonly kind: FileKind
  readonly mapping: FileMapping
}

export type RowRead =
  | { readonly ok: true; readonly row: ReadRow }
  /** `row`: what could be read of it; `null` where not even its cells could be told apart. */
  | { readonly ok: false; readonly row: ReadRow | null; readonly problems: readonly RowProblem[] }

// What no spreadsheet writes: a quote that is never closed would otherwise take the rest of the file for one cell.
const LONGEST_ROW_CHARACTERS = 1_000_000

/**
 * The rows of a file, one after the other, however long it is. A row that cannot be read is told and passed over.
 *
 * @throws {TillbridgeError} `rejected`: `FILE_UNREADABLE`, `FILE_MAPPING_WRONG` before the first row.
 */
export async function* readFile({ path, name = path, kind, mapping }: FileToRead): AsyncGenerator<RowRead> {
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw unreadable(name, cause)
  })
  const broken: RowProblem[] = []
  let headings: readonly string[] = []
  const parser = parse({
    delimiter: mapping.delimiter,
    // A file that two programs wrote ends its lines in two ways.
    record_delimiter: ['\r\n', '\n', '\r'],
    bom: true,
    info: true,
    columns(names: string[]) {
      headings = names.map((heading) => heading.trim())
      return headings as string[]
    },
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: LONGEST_ROW_CHARACTERS,
    on_skip: (error) => void (error === undefined ? undefined : broken.push(brokenRow(error))),
  })
  const source = createReadStream(path, { encoding: ENCODINGS[mapping.encoding] })
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let isChecked = false
  try {
    for await (const record of parser as AsyncIterable<Parsed>) {
      if (!isChecked) assertFits(name, mappingProblems(kind, mapping, headings))
      isChecked = true
      yield* told(broken)
      yield await readRow(kind, mapping, { line: record.info.lines, cells: record.record })
    }
    if (!isChecked) assertFits(name, mappingProblems(kind, mapping, headings))
    yield* told(broken)
  } catch (error) {
    throw error instanceof TillbridgeError ? error : unreadable(name, error)
  } finally {
    source.destroy()
  }
}

interface Parsed {
  readonly record: Readonly<Record<string, string>>
  readonly info: { readonly lines: number }
}

const ENCODINGS = { 'utf-8': 'utf8', latin1: 'latin1', 'utf-16le': 'utf16le' } as const

function* told(broken: RowProblem[]): Generator<RowRead> {
  for (const problem of broken.splice(0)) yield { ok: false, row: null, problems: [problem] }
}

function brokenRow(error: CsvError): RowProblem {
  const lines = (error as { lines?: unknown }).lines
  return {
    line: typeof lines === 'number' ? lines : 0,
    column: null,
    value: null,
    message: BROKEN[error.code] ?? 'is no row of a CSV file',
  }
}

const BROKEN: Readonly<Record<string, string>> = {
  CSV_RECORD_INCONSISTENT_COLUMNS: 'has another number of cells than there are headings',
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'has another number of cells than there are headings',
  CSV_QUOTE_NOT_CLOSED: 'has a quote that is never closed',
  INVALID_OPENING_QUOTE: 'has a quote in the middle of a cell',
  CSV_INVALID_CLOSING_QUOTE: 'has text behind a closing quote',
  CSV_MAX_RECORD_SIZE: 'is too long: a quote above may never be closed',
}

function assertFits(name: string, problems: readonly string[]): void {
  if (problems.length === 0) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'FILE_MAPPING_WRONG',
    message: `${name} cannot be read with this mapping: ${problems.join(' ')}`,
    remedy:
      'Say in the mapping which column is which. What there is stands under Settings, Files, and in "tillbridge files columns".',
    detail: { problems },
  })
}

const unreadable = (name: string, cause: unknown): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'FILE_UNREADABLE',
    message: `${name} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Name a CSV file that exists and that you may read.',
    cause,
  })
