import { resolveItem } from '#mapping/items'
import type { Mappings } from '#mapping/mappings'
import { isSalesDocument, type TargetDocument } from '#model/documents'
import type { BundlePart } from '#shipments/share'

const LINE = 'line:'

/** The components of the sold lines that the mapping takes apart, by line. */
export function bundlesOf(
  documents: readonly TargetDocument[],
  mappings: Mappings,
): ReadonlyMap<string, readonly BundlePart[]> {
  const bundles = new Map<string, readonly BundlePart[]>()
  for (const document of documents) {
    if (!isSalesDocument(document)) continue
    for (const row of document.rows) {
      if (row.role !== 'item' || !row.id.startsWith(LINE)) continue
      const items = resolveItem(row, mappings)
      if ('value' in items && 'components' in items.value)
        bundles.set(row.id.slice(LINE.length), items.value.components)
    }
  }
  return bundles
}
