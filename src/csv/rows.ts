import { compileExpression, ExpressionError } from '#lib/expressions'
import { readCell } from './cells.ts'
import { COLUMNS, type FileKind } from './columns.ts'
import { type ColumnSource, type FileMapping, headingOf } from './mapping.ts'

/** What is wrong with one row of a file. */
export interface RowProblem {
  /** Of the file; the headings are line 1. */
  readonly line: number
  /** The heading in the file; `null` = the row as a whole. */
  readonly column: string | null
  readonly value: string | null
  readonly message: string
}

/** A row as the file has it: cells by heading. */
export interface FileRow {
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

/** The values of a row by column name, in canonical spelling; what is empty is absent. */
export interface ReadRow {
  readonly line: number
  readonly values: Readonly<Record<string, string>>
}

export type RowResult =
  | { readonly ok: true; readonly row: ReadRow }
  /** `row`: what could be read of it. */
  | { readonly ok: false; readonly row: ReadRow; readonly problems: readonly RowProblem[] }

/** What a mapping gets wrong about a file before a row is read: columns that do not exist on either side, bad expressions. */
export function mappingProblems(kind: FileKind, mapping: FileMapping, headings: readonly string[]): string[] {
  const columns = COLUMNS[kind]
  const unknown = Object.keys(mapping.columns).filter((name) => columns[name] === undefined)
  const used = Object.entries(columns).map(([name, column]) => ({
    name,
    column,
    source: mapping.columns[name] ?? name,
  }))
  return [
    ...unknown.map(
      (name) => `There is no column "${name}" in files of ${kind}; there are: ${Object.keys(columns).join(', ')}.`,
    ),
    ...used.flatMap(({ name, column, source }) => {
      if (typeof source !== 'string') return 'expression' in source ? expressionProblem(name, source.expression) : []
      const isNamed = mapping.columns[name] !== undefined
      const times = headings.filter((heading) => heading === source).length
      if (times > 1) return [`The file has the column "${source}" ${times} times.`]
      if (times === 1 || (!isNamed && column.needed !== true)) return []
      return [`The file has no column "${source}"${isNamed ? '' : ', which every row needs'}.`]
    }),
  ]
}

function expressionProblem(name: string, expression: string): string[] {
  try {
    compileExpression(expression)
    return []
  } catch (error) {
    return [`The expression of "${name}" is wrong: ${error instanceof Error ? error.message : String(error)}`]
  }
}

/** Reads one row: every problem of it, or all of its values. */
export async function readRow(kind: FileKind, mapping: FileMapping, row: FileRow): Promise<RowResult> {
  const values: Record<string, string> = {}
  const problems: RowProblem[] = []
  for (const [name, column] of Object.entries(COLUMNS[kind])) {
    const source = mapping.columns[name] ?? name
    const heading = headingOf(mapping, name)
    const problem = (value: string | null, message: string): void =>
      void problems.push({ line: row.line, column: heading, value, message })
    const raw = await rawValue(source, row).catch((error: unknown) => {
      problem(null, error instanceof ExpressionError ? error.message : String(error))
      return null
    })
    if (raw === null) continue
    if (raw.trim() === '') {
      if (column.needed === true) problem(null, 'is empty')
      continue
    }
    const read = readCell(column.type, raw, mapping)
    if (read.ok) values[name] = read.value
    else problem(raw, read.problem)
  }
  const read = { line: row.line, values }
  return problems.length === 0 ? { ok: true, row: read } : { ok: false, row: read, problems }
}

async function rawValue(source: ColumnSource, { cells }: FileRow): Promise<string> {
  // Programs that guard against formulas put an apostrophe before what looks like one.
  if (typeof source === 'string') return (cells[source] ?? '').replace(/^'(?=[=+@\t\r-])/, '')
  if ('value' in source) return source.value
  const value = await compileExpression(source.expression).evaluate(cells)
  return value === null || value === undefined ? '' : String(value)
}
