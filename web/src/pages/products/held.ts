import type { ApiCatalogFinding } from '#api/job-results/catalog'

/** What one side holds of what was found: the value of a field, or who it is there; `null` = nothing. */
export function held(finding: ApiCatalogFinding, on: 'store' | 'target'): unknown {
  const { kind, side, from, to, storeVariant, targetItem } = finding
  if (kind === 'write') return on === side ? from : to
  // The ERP's value stands first, since it would give way to the store's.
  if (kind === 'conflict') return on === 'target' ? from : to
  if (kind === 'gone-in-store' && on === 'store') return null
  if (kind === 'gone-in-target' && on === 'target') return null
  return on === 'store' ? storeVariant : targetItem
}
