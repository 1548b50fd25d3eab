/**
 * Whether a record was read in an older state than the one its documents were planned from last. States of the same instant are
 * not older: stamps may count whole seconds.
 *
 * @param plannedUpdatedAt - the stamp of the state that was planned last, ISO 8601; `null` = none was.
 */
export const isOlderThan = (record: { readonly updatedAt: string }, plannedUpdatedAt: string | null): boolean =>
  plannedUpdatedAt !== null && Date.parse(record.updatedAt) < Date.parse(plannedUpdatedAt)
