import { TillbridgeError } from '#lib/errors'
import { distinctMissing, type MissingMapping } from './missing.ts'

/**
 * Values that the mapping does not know, of one document or several, as one failure: named after the first, all of them in
 * `detail.missing`, each once.
 *
 * @throws {RangeError} when nothing is missing.
 */
export function mappingError(missing: readonly MissingMapping[]): TillbridgeError {
  const all = distinctMissing(missing)
  const [first, ...others] = all
  if (first === undefined) throw new RangeError('nothing is missing')
  const more =
    others.length === 0 ? '' : ` ${others.length} more ${others.length === 1 ? 'value is' : 'values are'} not mapped.`
  return new TillbridgeError({
    kind: 'rejected',
    code: first.code,
    message: `${first.message}${more}`,
    remedy: first.remedy,
    subject: first.subject,
    detail: { missing: all },
  })
}
