import { parse } from 'yaml'
import { type FileMapping, fileMappingSchema } from '#csv/mapping'
import { TillbridgeError } from '#lib/errors'

/**
 * The mapping that a person wrote, YAML or JSON; without one the columns have our names. Times are those of the shop unless it says
 * otherwise.
 *
 * @throws {TillbridgeError} `rejected`, `FILE_MAPPING_WRONG`.
 */
export function parseFileMapping(text: string, timeZone: string): FileMapping {
  const written = parseYaml(text)
  const result = fileMappingSchema.safeParse(typeof written === 'object' ? { timeZone, ...written } : written)
  if (result.success) return result.data
  throw mappingWrong(result.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; '))
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' }) ?? {}
  } catch (error) {
    throw mappingWrong((error instanceof Error ? error.message : String(error)).split(/:?\n/, 1)[0] ?? '')
  }
}

export const mappingWrong = (message: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'FILE_MAPPING_WRONG',
    message: `The mapping of the file is not valid: ${message}`,
    remedy: 'Correct the mapping; the guide about files shows one.',
  })
