/** How a variant of the store finds its item: by one strong key, exactly. */
export type Match =
  | { readonly outcome: 'matched'; readonly item: string }
  /** The other side has none. */
  | { readonly outcome: 'none' }
  /** It has no key to be found by. */
  | { readonly outcome: 'no-key' }
  /** Several on one side have the key: nobody may guess which is meant. */
  | { readonly outcome: 'ambiguous'; readonly side: 'store' | 'target'; readonly ids: readonly string[] }
  /** The item that has the key belongs to another variant already. */
  | { readonly outcome: 'taken'; readonly item: string; readonly by: string }

/** What a variant and its item may be known by. */
export type MatchKey = 'sku' | 'barcode'
export type MatchBy = MatchKey | 'sku-then-barcode'

/** The keys that are tried, in their order; a further one only where those before it find nothing. */
export const MATCH_KEYS: Readonly<Record<MatchBy, readonly MatchKey[]>> = {
  sku: ['sku'],
  barcode: ['barcode'],
  'sku-then-barcode': ['sku', 'barcode'],
}

export interface MatchFacts {
  /** The variant's own. */
  readonly key: string | null
  /** The variants of the store with this key, itself too, and those with a stronger claim to one of the items. */
  readonly variants: readonly string[]
  /** The items of the target with this key. */
  readonly items: readonly string[]
  /** The variant that an item is bound to, by item. */
  readonly boundTo: ReadonlyMap<string, string>
}

/** Never by a name, and never the first of several. */
export function matchByKey({ key, variants, items, boundTo }: MatchFacts): Match {
  if (key === null || key.trim() === '') return { outcome: 'no-key' }
  const [item, ...others] = [...new Set(items)]
  const holders = [...new Set(variants)]
  if (item === undefined && holders.length <= 1) return { outcome: 'none' }
  if (others.length > 0) return { outcome: 'ambiguous', side: 'target', ids: [...new Set(items)].sort() }
  if (holders.length > 1) return { outcome: 'ambiguous', side: 'store', ids: holders.sort() }
  if (item === undefined) return { outcome: 'none' }
  const by = boundTo.get(item)
  return by === undefined ? { outcome: 'matched', item } : { outcome: 'taken', item, by }
}
