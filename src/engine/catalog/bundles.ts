import { findBindings } from '#database/bindings'
import type { EngineServices } from '#engine/services'
import type { Pair } from './items-of.ts'
import { bundleDiffers, type CatalogProblem } from './problems.ts'
import type { CatalogSides } from './sides.ts'

type Part = NonNullable<Pair['item']['components']>[number]

/** Bundles whose parts are not the same on both sides. Parts are told of, never written. */
export async function bundleProblems(
  { pool }: EngineServices,
  { key }: CatalogSides,
  pairs: readonly Pair[],
): Promise<CatalogProblem[]> {
  const both = pairs.flatMap(({ variant, item }) => {
    const [store, target] = [variant.components ?? [], item.components ?? []]
    return store.length === 0 || target.length === 0 ? [] : [{ variant, item, store, target }]
  })
  if (both.length === 0) return []
  const storeVariants = both.flatMap(({ store }) => store.map((part) => part.item))
  const itemOf = new Map(
    (await findBindings(pool, key, { storeVariants })).map((binding) => [binding.storeVariant, binding.targetItem]),
  )
  return both.flatMap(({ variant, item, store, target }) => {
    const inItems = store.map((part) => ({ ...part, item: itemOf.get(part.item) ?? `variant ${part.item}` }))
    const [left, right] = [partsText(inItems), partsText(target)]
    return left === right ? [] : [bundleDiffers(variant, item, left, right)]
  })
}

const partsText = (parts: readonly Part[]): string =>
  parts
    .map(({ item, quantity }) => `${quantity} × ${item}`)
    .sort()
    .join(', ')
