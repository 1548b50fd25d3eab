/** One value that a change touched. */
export interface Difference {
  /** Where it stands, e.g. `rules.customer`. */
  readonly field: string
  /** JSON text or plain text; `null` = there was or is none. */
  readonly before: unknown
  readonly after: unknown
}

/** What differs between two values, field by field; of lists the whole list. What is the same is left out. */
export function differences(before: unknown, after: unknown, field = ''): Difference[] {
  if (isSame(before, after)) return []
  if (!isRecord(before ?? {}) || !isRecord(after ?? {}) || (isNothing(before) && isNothing(after))) {
    return [{ field, before: before ?? null, after: after ?? null }]
  }
  const [old, now] = [(before ?? {}) as Fields, (after ?? {}) as Fields]
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return names.flatMap((name) => differences(old[name], now[name], field === '' ? name : `${field}.${name}`))
}

type Fields = Readonly<Record<string, unknown>>

const isNothing = (value: unknown): boolean => value === null || value === undefined
const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
const isSame = (one: unknown, two: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(two ?? null)
