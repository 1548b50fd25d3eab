import { MATCH_KEYS, matchByKey, type MatchKey } from '#catalog/match'
import { type Binding, findBindings } from '#database/bindings'
import type { Mappings } from '#mapping/mappings'
import type { Product, Variant } from '#model/product'
import type { EngineServices } from '#engine/services'
import { ambiguous, type CatalogProblem, taken } from './problems.ts'
import type { CatalogSide, CatalogSides } from './sides.ts'

/** A product of the store with what is known of its variants' items. */
export interface BoundProduct {
  /** One per variant that has, or had, an item; those of variants that are gone too. */
  readonly bindings: readonly Binding[]
  /** Variants that no item was found for. */
  readonly unbound: readonly Variant[]
  readonly problems: readonly CatalogProblem[]
}

/** The item that a person named for a variant, or for its SKU. */
function namedItem(variant: Variant, { items }: Mappings): string | null {
  const byVariant = items.find((entry) => 'variant' in entry && entry.variant === variant.externalId)
  const entry = byVariant ?? items.find((other) => 'sku' in other && other.sku === variant.sku)
  return entry !== undefined && 'item' in entry ? entry.item : null
}

/**
 * Finds the item of each variant: by the binding that is there, by what a person named, then by its keys. New bindings are answered,
 * not stored.
 */
export async function bindVariants(
  services: EngineServices,
  sides: CatalogSides,
  product: Product,
): Promise<BoundProduct> {
  const variants = product.variants.map((variant) => variant.externalId)
  const known = await findBindings(services.pool, sides.key, {
    storeProducts: [product.externalId],
    storeVariants: variants,
  })
  const bindings: Binding[] = known.map((binding) =>
    variants.includes(binding.storeVariant)
      ? {
          ...binding,
          storeProduct: product.externalId,
          state: binding.state === 'store-gone' ? 'bound' : binding.state,
        }
      : { ...binding, state: 'store-gone' },
  )
  const unbound: Variant[] = []
  const problems: CatalogProblem[] = []
  for (const variant of product.variants) {
    if (bindings.some((binding) => binding.storeVariant === variant.externalId)) continue
    const found = await findItem(services, sides, product, variant)
    if (found === null) unbound.push(variant)
    else if ('code' in found) problems.push(found)
    else {
      bindings.push(newBinding(product, variant, found))
      replaceDead(bindings, found.item.externalId, variant.externalId)
    }
  }
  return { bindings, unbound, problems }
}

/** The variant that had the item before is gone for good: the new one takes its place. */
function replaceDead(bindings: Binding[], item: string, variant: string): void {
  const at = bindings.findIndex(
    (binding) => binding.state === 'store-gone' && binding.targetItem === item && binding.storeVariant !== variant,
  )
  if (at >= 0) bindings.splice(at, 1)
}

interface FoundItem {
  readonly product: Product
  readonly item: Variant
}

export const newBinding = (product: Product, variant: Variant, found: FoundItem): Binding => ({
  storeVariant: variant.externalId,
  storeProduct: product.externalId,
  targetItem: found.item.externalId,
  targetProduct: found.product.externalId,
  reference: found.item.reference ?? null,
  sku: variant.sku,
  state: 'bound',
  fields: {},
})

/** By what a person named, else by the keys of the rule. */
async function findItem(
  services: EngineServices,
  sides: CatalogSides,
  product: Product,
  variant: Variant,
): Promise<FoundItem | CatalogProblem | null> {
  const named = namedItem(variant, sides.integration.mappings)
  if (named !== null) return findNamed(services, sides, variant, named)
  for (const key of MATCH_KEYS[sides.integration.rules.products.matchBy]) {
    const value = variant[key]
    if (value == null || value.trim() === '') continue
    const items = (await having(sides.target, key, value)).flatMap((found) => entriesWith(found, key, value))
    const variants = await claimants(sides, product, { key, value, variant, items })
    const boundTo = await owners(services, sides, items)
    const match = matchByKey({ key: value, variants, items: items.map(({ item }) => item.externalId), boundTo })
    if (match.outcome === 'matched') return items.find(({ item }) => item.externalId === match.item) ?? null
    if (match.outcome === 'ambiguous') return ambiguous(key, value, match)
    if (match.outcome === 'taken') return taken(value, match)
  }
  return null
}

/** Products of a side that hold a variant with this key. */
export async function having(
  { source, context }: CatalogSide,
  key: MatchKey,
  value: string,
): Promise<readonly Product[]> {
  return key === 'sku' ? source.bySku(context, value) : ((await source.byBarcode?.(context, value)) ?? [])
}

const entriesWith = (product: Product, key: MatchKey, value: string): FoundItem[] =>
  product.variants.filter((item) => item[key] === value).map((item) => ({ product, item }))

/** The variants of the store that may lay claim to one of the items: those with the key, and those with the SKU of an item. */
async function claimants(
  { store, integration }: CatalogSides,
  product: Product,
  { key, value, variant, items }: { key: MatchKey; value: string; variant: Variant; items: readonly FoundItem[] },
): Promise<string[]> {
  const own = entriesWith(product, key, value).map(({ item }) => item.externalId)
  if (items.length === 0) return own
  const elsewhere = (await having(store, key, value)).flatMap((other) => entriesWith(other, key, value))
  const bySku: FoundItem[] = []
  if (key === 'barcode' && integration.rules.products.matchBy !== 'barcode') {
    for (const { item } of items)
      if (item.sku !== null && item.sku !== variant.sku)
        bySku.push(
          ...(await having(store, 'sku', item.sku)).flatMap((other) => entriesWith(other, 'sku', item.sku ?? '')),
        )
  }
  return [...own, ...[...elsewhere, ...bySku].map(({ item }) => item.externalId)]
}

async function owners(
  { pool }: EngineServices,
  { key }: CatalogSides,
  items: readonly FoundItem[],
): Promise<ReadonlyMap<string, string>> {
  const bound = await findBindings(pool, key, { targetItems: items.map(({ item }) => item.externalId) })
  return new Map(
    bound.filter(({ state }) => state !== 'store-gone').map((binding) => [binding.targetItem, binding.storeVariant]),
  )
}

async function findNamed(
  services: EngineServices,
  sides: CatalogSides,
  variant: Variant,
  named: string,
): Promise<FoundItem | CatalogProblem | null> {
  const items = (await itemNamed(sides.target, named)).flatMap((product) =>
    product.variants.filter((item) => item.externalId === named).map((item) => ({ product, item })),
  )
  const boundTo = await owners(services, sides, items)
  const [found] = items
  const by = boundTo.get(named)
  return by === undefined ? (found ?? null) : taken(variant.sku ?? named, { outcome: 'taken', item: named, by })
}

async function itemNamed(target: CatalogSides['target'], item: string): Promise<readonly Product[]> {
  const product = await target.source.get(target.context, item)
  return product === null ? [] : [product]
}
