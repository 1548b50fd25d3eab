import { writeCell } from './cells.ts'
import { COLUMNS, type FileKind } from './columns.ts'
import type { FileMapping } from './mapping.ts'
import { quoted } from './quoted.ts'

/** Lines of a file that is written, each with its end. */
export interface FileLines {
  /** The headings of the kind, as the mapping names them. */
  readonly head: string
  /** Values by column name, in canonical spelling. */
  line(values: Readonly<Record<string, string>>): string
}

export function fileLines(kind: FileKind, mapping: FileMapping): FileLines {
  const columns = Object.entries(COLUMNS[kind]).map(([name, { type }]) => {
    const source = mapping.columns[name]
    return { name, type, heading: typeof source === 'string' ? source : name }
  })
  const { delimiter } = mapping
  const joined = (cells: readonly string[]): string =>
    `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`
  return {
    head: joined(columns.map(({ heading }) => heading)),
    line: (values) => joined(columns.map(({ name, type }) => writeCell(type, values[name] ?? '', mapping))),
  }
}

/** How the text of a written file becomes bytes. */
export const writtenEncoding = ({ encoding }: FileMapping): 'latin1' | 'utf8' =>
  encoding === 'latin1' ? 'latin1' : 'utf8'
