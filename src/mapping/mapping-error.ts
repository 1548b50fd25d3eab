import { TillbridgeError } from '#lib/errors'
import type { MissingMapping } from './missing.ts'

/** Values that the mapping does not know, as one failure: named after the first, all of them in `detail.missing`. */
export function mappingError(missing: readonly [MissingMapping, ...MissingMapping[]]): TillbridgeError {
  const [first, ...others] = missing
  const more =
    others.length === 0 ? '' : ` ${others.length} more ${others.length === 1 ? 'value is' : 'values are'} not mapped.`
  return new TillbridgeError({
    kind: 'rejected',
    code: first.code,
    message: `${first.message}${more}`,
    remedy: first.remedy,
    subject: first.subject,
    detail: { missing },
  })
}
