import { TillbridgeError } from '#lib/errors'
import type { AccountErrors } from './accounts-queries.ts'

/** @throws {TillbridgeError} when there are errors; what exists already is a `conflict` unless that is no use. */
export function assertTaken(errors: AccountErrors, name: string, taken: 'conflict' | 'rejected' = 'conflict'): void {
  if (errors.length > 0) throw refused(errors, name, taken)
}

export function refused(
  errors: AccountErrors,
  name: string,
  taken: 'conflict' | 'rejected' = 'conflict',
): TillbridgeError {
  const message = errors.map((error) => error.message).join(' ')
  const isTaken = errors.some(({ code, message: text }) => code === 'TAKEN' || /has already been taken/i.test(text))
  const exists = isTaken && taken === 'conflict'
  return new TillbridgeError({
    kind: exists ? 'conflict' : 'rejected',
    code: exists ? 'ACCOUNT_EXISTS' : 'SHOPIFY_REFUSED_ACCOUNT',
    message: `Shopify refuses what it is told of ${name}: ${message}`,
    remedy: 'Correct the account on the side that owns the field, then retry.',
    detail: { errors },
  })
}
