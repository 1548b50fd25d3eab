import { readFile } from 'node:fs/promises'
import { Argument } from 'commander'
import { FILE_KINDS } from '#csv/columns'
import type { FileMapping } from '#csv/mapping'
import { mappingWrong, parseFileMapping } from '#engine/files/mapping-text'

export const kindArgument = (): Argument => new Argument('<kind>', 'what the file holds').choices(FILE_KINDS)

/**
 * The mapping of a file that a person wrote.
 *
 * @throws {TillbridgeError} `rejected`, `FILE_MAPPING_WRONG`.
 */
export async function readMapping(path: string | undefined, timeZone: string): Promise<FileMapping> {
  const text = path === undefined ? '{}' : await readFile(path, 'utf8').catch(() => null)
  if (text === null) throw mappingWrong(`${path ?? ''} cannot be read.`)
  return parseFileMapping(text, timeZone)
}
