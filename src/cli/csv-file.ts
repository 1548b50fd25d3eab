import { writeFile } from 'node:fs/promises'
import { quoted } from '#csv/quoted'
import { TillbridgeError } from '#lib/errors'

export type CsvCell = string | null | undefined

/**
 * Writes a table for spreadsheets: commas, quotes where needed, lines that end in CR LF.
 *
 * @throws {TillbridgeError} `rejected`, `FILE_UNWRITABLE`.
 */
export async function writeCsv(
  file: string,
  head: readonly string[],
  lines: readonly (readonly CsvCell[])[],
): Promise<void> {
  try {
    await writeFile(
      file,
      [head, ...lines].map((line) => `${line.map((cell) => quoted(cell ?? '')).join(',')}\r\n`).join(''),
    )
  } catch (cause) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'FILE_UNWRITABLE',
      message: `${file} cannot be written.`,
      remedy: 'Name a file in a folder that exists and that you may write to.',
      cause,
    })
  }
}
