import { createHash } from 'node:crypto'

/** JSON text with sorted keys, so that equal values have equal text. `undefined` properties count as absent. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  })
}

/** A short hash (128 bit, hex) of a JSON value that does not depend on key order. */
export const contentHash = (value: unknown): string =>
  createHash('sha256').update(stableJson(value)).digest('hex').slice(0, 32)
