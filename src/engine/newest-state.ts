const SECOND_MS = 1000

/**
 * Whether a record was read in an older state than the one its documents were planned from last. Stamps may count whole seconds:
 * states of the same second are not older.
 *
 * @param plannedUpdatedAt - the stamp of the state that was planned last, ISO 8601; `null` = none was.
 */
export function isOlderThan(record: { readonly updatedAt: string }, plannedUpdatedAt: string | null): boolean {
  if (plannedUpdatedAt === null) return false
  const planned = Date.parse(plannedUpdatedAt)
  return Date.parse(record.updatedAt) < planned - (planned % SECOND_MS)
}
