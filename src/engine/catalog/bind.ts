import { matchBySku } from '#catalog/match'
import { type Binding, findBindings } from '#database/bindings'
import type { Mappings } from '#mapping/mappings'
import type { Product, Variant } from '#model/product'
import type { EngineServices } from '#engine/services'
import { ambiguous, type CatalogProblem, taken } from './problems.ts'
import type { CatalogSides } from './sides.ts'

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
 * Finds the item of each variant: by the binding that is there, by what a person named, then by the SKU. New bindings are answered,
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

async function findItem(
  { pool }: EngineServices,
  { integration, key, store, target }: CatalogSides,
  product: Product,
  variant: Variant,
): Promise<FoundItem | CatalogProblem | null> {
  const named = namedItem(variant, integration.mappings)
  const { sku } = variant
  if (named === null && sku === null) return null
  const candidates =
    named === null ? await target.source.bySku(target.context, sku ?? '') : await itemNamed(target, named)
  const items = candidates.flatMap((candidate) =>
    candidate.variants
      .filter((item) => (named === null ? item.sku === sku : item.externalId === named))
      .map((item) => ({ product: candidate, item })),
  )
  const ids = items.map(({ item }) => item.externalId)
  const others = await findBindings(pool, key, { targetItems: ids })
  const boundTo = new Map(
    others.filter(({ state }) => state !== 'store-gone').map((binding) => [binding.targetItem, binding.storeVariant]),
  )
  const own = product.variants.filter((other) => other.sku === sku).map((other) => other.externalId)
  const elsewhere = items.length === 0 || named !== null ? [] : await store.source.bySku(store.context, sku ?? '')
  const holders = elsewhere.flatMap((other) => other.variants.filter((entry) => entry.sku === sku))
  const variants = named === null ? [...own, ...holders.map((entry) => entry.externalId)] : [variant.externalId]
  const match = matchBySku({ sku: sku ?? named, variants, items: ids, boundTo })
  if (match.outcome === 'matched') return items.find(({ item }) => item.externalId === match.item) ?? null
  if (match.outcome === 'ambiguous') return ambiguous(sku ?? '', match)
  return match.outcome === 'taken' ? taken(sku ?? '', match) : null
}

async function itemNamed(target: CatalogSides['target'], item: string): Promise<readonly Product[]> {
  const product = await target.source.get(target.context, item)
  return product === null ? [] : [product]
}
