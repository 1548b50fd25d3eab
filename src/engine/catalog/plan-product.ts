import { productValues, variantValues, type Values } from '#catalog/fields'
import { type Common, type FieldPlan, planFields } from '#catalog/plan-fields'
import type { ProductChanges, VariantChanges } from '#contract/products'
import type { ProductBinding } from '#database/bindings'
import type { Override } from '#database/catalog'
import type { Product } from '#model/product'
import type { Pair } from './items-of.ts'
import { conflicting, type CatalogProblem, nameOf } from './problems.ts'
import type { CatalogSides } from './sides.ts'

export interface PlannedPair {
  readonly pair: Pair
  readonly plan: FieldPlan
  /** Fields of the plan, and our reference where the item lacks one. */
  readonly toStore: VariantChanges
  readonly toTarget: VariantChanges
}

export interface PlannedProduct {
  readonly pairs: readonly PlannedPair[]
  /** Of the product's own fields; `null` where the two products are not one to one. */
  readonly head: { readonly plan: FieldPlan; readonly targetProduct: Product } | null
  readonly problems: readonly CatalogProblem[]
}

/** What each side has to be told of one product. */
export function planProduct(
  sides: CatalogSides,
  product: Product,
  pairs: readonly Pair[],
  known: ProductBinding | null,
): PlannedProduct {
  const planned = pairs.map((pair) => planPair(sides, pair))
  const counterpart = counterpartOf(product, pairs)
  const head =
    counterpart === null
      ? null
      : {
          targetProduct: counterpart,
          plan: plan(sides, 'product', {
            store: productValues(product, sides.integration.rules.products, 'store'),
            target: productValues(counterpart, sides.integration.rules.products, 'target'),
            common: (known?.targetProduct === counterpart.externalId ? known.fields : {}) as Common,
          }),
        }
  const problems = [
    ...planned.flatMap(({ pair, plan: made }) => made.held.map((field) => conflicting(nameOf(pair.variant), field))),
    ...(head?.plan.held.map((field) => conflicting(product.title, field)) ?? []),
  ]
  return { pairs: planned, head, problems }
}

export function planPair(sides: CatalogSides, pair: Pair): PlannedPair {
  const made = plan(sides, 'variant', {
    store: variantValues(pair.variant),
    target: variantValues(pair.item),
    common: pair.binding.fields as Common,
  })
  // Only fields of variants went into the plan.
  const [toStore, toTarget] = [made.toStore as VariantChanges, made.toTarget as VariantChanges]
  return { pair, plan: made, toStore, toTarget: { ...toTarget, ...referenceOf(sides, pair) } }
}

/** Our reference goes into the item at its first chance: by it the item is found again under another code. */
function referenceOf({ integration, target }: CatalogSides, { item, variant }: Pair): VariantChanges {
  if (item.reference !== null || target.target?.fields.variant.includes('reference') !== true) return {}
  return { reference: referenceFor(integration.row.key, variant.externalId) }
}

export const referenceFor = (integrationKey: string, variant: string): string => `${integrationKey}:variant:${variant}`

function plan(
  { integration, store, target }: CatalogSides,
  level: 'product' | 'variant',
  values: { readonly store: Values; readonly target: Values; readonly common: Common },
): FieldPlan {
  const writable = {
    store: new Set<string>(store.target?.fields[level]),
    target: new Set<string>(target.target?.fields[level]),
  }
  return planFields({ rules: integration.rules.products, ...values, writable })
}

/** The target's product that is this one: all of its variants are items of it, and nothing else is. */
function counterpartOf(product: Product, pairs: readonly Pair[]): Product | null {
  const [first] = pairs
  if (first === undefined) return null
  const { targetProduct } = first
  const isOne = pairs.every((pair) => pair.targetProduct.externalId === targetProduct.externalId)
  // One item among several variants has a name of its own, which is not that of the product.
  const isWhole = targetProduct.options.length > 0 || product.variants.length === 1
  return isOne && isWhole ? targetProduct : null
}

/** Values that give way, for the log. */
export function overridesOf(product: Product, planned: PlannedProduct, cause: string): Override[] {
  const row = { flow: 'products', cause, storeProduct: product.externalId }
  return [
    ...planned.pairs.flatMap(({ pair, plan: made }) =>
      made.lost.map((lost) => ({
        ...row,
        ...lost,
        storeVariant: pair.variant.externalId,
        targetItem: pair.item.externalId,
      })),
    ),
    ...(planned.head?.plan.lost.map((lost) => ({
      ...row,
      ...lost,
      storeVariant: null,
      targetItem: planned.head?.targetProduct.externalId ?? null,
    })) ?? []),
  ]
}

export const isEmpty = (changes: ProductChanges | VariantChanges | Values): boolean => Object.keys(changes).length === 0
