import type { Binding } from '#database/bindings'
import type { Product, Variant } from '#model/product'
import type { CatalogSides } from './sides.ts'

export interface Pair {
  readonly binding: Binding
  readonly variant: Variant
  readonly item: Variant
  readonly targetProduct: Product
}

export interface PairedProduct {
  readonly pairs: readonly Pair[]
  /** Bindings without a pair, with their state. */
  readonly dead: readonly Binding[]
}

/** Reads the items of a product's variants, each product of the target once. An item that has another code now is found by our reference. */
export async function pairVariants(
  sides: CatalogSides,
  product: Product,
  bindings: readonly Binding[],
): Promise<PairedProduct> {
  const read = new Map<string, Promise<Product | null>>()
  const productOf = (key: string): Promise<Product | null> => {
    const known = read.get(key) ?? sides.target.source.get(sides.target.context, key)
    read.set(key, known)
    return known
  }
  const pairs: Pair[] = []
  const dead: Binding[] = []
  for (const binding of bindings) {
    const variant = product.variants.find((entry) => entry.externalId === binding.storeVariant)
    if (variant === undefined) {
      dead.push({ ...binding, state: 'store-gone' })
      continue
    }
    const found = await itemOf(sides, binding, productOf)
    if (found === null) dead.push({ ...binding, sku: variant.sku, state: 'target-gone' })
    else pairs.push(pairOf(binding, variant, found))
  }
  return { pairs, dead }
}

interface Found {
  readonly product: Product
  readonly item: Variant
}

const pairOf = (binding: Binding, variant: Variant, { product, item }: Found): Pair => ({
  binding: {
    ...binding,
    state: 'bound',
    sku: variant.sku,
    targetItem: item.externalId,
    targetProduct: product.externalId,
    reference: item.reference ?? binding.reference,
  },
  variant,
  item,
  targetProduct: product,
})

async function itemOf(
  { target }: CatalogSides,
  binding: Binding,
  productOf: (key: string) => Promise<Product | null>,
): Promise<Found | null> {
  const { reference } = binding
  const isIt = (item: Variant): boolean =>
    reference === null || item.reference === undefined
      ? item.externalId === binding.targetItem
      : item.reference === reference || (item.reference === null && item.externalId === binding.targetItem)
  const known = await productOf(binding.targetProduct)
  const direct = known?.variants.find(isIt)
  if (known !== null && direct !== undefined) return { product: known, item: direct }
  // Moved to another template, or made one of its own.
  const moved = await productOf(binding.targetItem)
  const there = moved?.variants.find(isIt)
  if (moved !== null && there !== undefined) return { product: moved, item: there }
  const renamed = reference === null ? null : ((await target.target?.find(target.context, reference)) ?? null)
  const item = renamed?.variants.find((entry) => entry.reference === reference)
  return renamed === null || item === undefined ? null : { product: renamed, item }
}
