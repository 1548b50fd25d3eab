import { readFile } from 'node:fs/promises'
import { Argument } from 'commander'
import { parse } from 'yaml'
import { FILE_KINDS } from '#csv/columns'
import { type FileMapping, fileMappingSchema } from '#csv/mapping'
import { TillbridgeError } from '#lib/errors'

export const kindArgument = (): Argument => new Argument('<kind>', 'what the file holds').choices(FILE_KINDS)

/**
 * The mapping that a person wrote, YAML or JSON; without one the columns have our names. Times are those of the shop unless it says
 * otherwise.
 *
 * @throws {TillbridgeError} `rejected`, `FILE_MAPPING_WRONG`.
 */
export async function readMapping(path: string | undefined, timeZone: string): Promise<FileMapping> {
  const text = path === undefined ? '{}' : await readFile(path, 'utf8').catch(() => null)
  if (text === null) throw wrong(`${path ?? ''} cannot be read.`)
  const written = parseYaml(text)
  const result = fileMappingSchema.safeParse(typeof written === 'object' ? { timeZone, ...written } : written)
  if (result.success) return result.data
  throw wrong(result.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; '))
}

function parseYaml(text: string): unknown {
  try {
    return parse(text) ?? {}
  } catch (error) {
    throw wrong(String(error))
  }
}

const wrong = (message: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'FILE_MAPPING_WRONG',
    message: `The mapping of the file is not valid: ${message}`,
    remedy: 'Correct the mapping; the guide about files shows one.',
  })
