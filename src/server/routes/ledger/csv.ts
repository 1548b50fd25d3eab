import type { Download } from '#api/route'
import { quoted } from '#csv/quoted'

export type CsvCell = string | number | null

/** A table for spreadsheets, line by line as it is made: commas, quotes where needed, lines that end in CR LF. */
export const csvDownload = (
  fileName: string,
  head: readonly string[],
  lines: Iterable<readonly CsvCell[]> | AsyncIterable<readonly CsvCell[]>,
): Download => ({ fileName: `${fileName}.csv`, type: 'text/csv', body: csvLines(head, lines) })

async function* csvLines(
  head: readonly string[],
  lines: Iterable<readonly CsvCell[]> | AsyncIterable<readonly CsvCell[]>,
): AsyncIterable<string> {
  yield csvLine(head)
  for await (const line of lines) yield csvLine(line)
}

const csvLine = (cells: readonly CsvCell[]): string =>
  `${cells.map((cell) => quoted(String(cell ?? ''))).join(',')}\r\n`
