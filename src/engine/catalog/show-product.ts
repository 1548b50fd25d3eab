import { type Field, productValues, ruleOf, type Side, type Values, variantValues } from '#catalog/fields'
import type { Common } from '#catalog/plan-fields'
import { findProductBinding } from '#database/bindings'
import { listOverrides, type LoggedOverride } from '#database/catalog'
import { TillbridgeError } from '#lib/errors'
import type { Product } from '#model/product'
import { readingScope } from '#engine/changes'
import type { EngineServices } from '#engine/services'
import { bindVariants } from './bind.ts'
import { pairVariants } from './items-of.ts'
import { planProduct } from './plan-product.ts'
import { itemGone, variantGone } from './problems.ts'
import { type CatalogSides, openSides } from './sides.ts'

/** One field as both sides hold it now. */
export interface ShownField {
  readonly field: string
  readonly owner: Side
  readonly store: unknown
  readonly target: unknown
  /** What the next run would write, and where; `null` = in step, or not moved. */
  readonly next: { readonly side: Side; readonly value: unknown } | null
  /** Moved at all: both sides have it, and a rule moves it. */
  readonly state: 'in step' | 'differs' | 'not moved'
}

export interface ShownVariant {
  readonly variant: string
  readonly sku: string | null
  readonly item: string
  readonly fields: readonly ShownField[]
}

export interface ShownProduct {
  readonly product: string
  readonly title: string
  readonly fields: readonly ShownField[]
  readonly variants: readonly ShownVariant[]
  readonly unbound: readonly { readonly variant: string; readonly sku: string | null }[]
  readonly problems: readonly string[]
  readonly overrides: readonly LoggedOverride[]
}

/**
 * One product as both sides hold it now, field by field. Writes nothing.
 *
 * @throws {TillbridgeError} `rejected`, `PRODUCT_NOT_FOUND`; whatever the systems answer.
 */
export async function showProduct(
  services: EngineServices,
  request: { readonly organizationId: string; readonly integrationId: string; readonly name: string },
): Promise<ShownProduct> {
  const sides = await openSides(services, request, readingScope())
  const product = await find(sides, request.name)
  const bound = await bindVariants(services, sides, product)
  const paired = await pairVariants(sides, product, bound.bindings)
  const known = await findProductBinding(services.pool, sides.key, product.externalId)
  const planned = planProduct(sides, product, paired.pairs, known)
  const head = planned.head
  const { products: rules } = sides.integration.rules
  return {
    product: product.externalId,
    title: product.title,
    fields:
      head === null
        ? []
        : fieldsOf(
            sides,
            productValues(product, rules, 'store'),
            productValues(head.targetProduct, rules, 'target'),
            head.plan,
            head.plan.common,
          ),
    variants: planned.pairs.map(({ pair, plan }) => ({
      variant: pair.variant.externalId,
      sku: pair.variant.sku,
      item: pair.item.externalId,
      fields: fieldsOf(sides, variantValues(pair.variant), variantValues(pair.item), plan, plan.common),
    })),
    unbound: bound.unbound.map(({ externalId, sku }) => ({ variant: externalId, sku })),
    problems: [
      ...bound.problems.map(({ message }) => message),
      ...paired.dead.map(
        ({ state, storeVariant, targetItem }) =>
          (state === 'store-gone' ? variantGone(storeVariant, targetItem) : itemGone(storeVariant, targetItem)).message,
      ),
    ],
    overrides: await listOverrides(services.pool, sides.key, { storeProduct: product.externalId, limit: 20 }),
  }
}

async function find({ store }: CatalogSides, name: string): Promise<Product> {
  const [bySku] = await store.source.bySku(store.context, name)
  if (bySku !== undefined) return bySku
  const id = /^\d+$/.test(name) ? name : await store.source.findByName(store.context, name)
  const product = id === null ? null : await store.source.get(store.context, id)
  if (product !== null) return product
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'PRODUCT_NOT_FOUND',
    message: `The store has no product with the SKU, id or title "${name}".`,
    remedy: 'Write its SKU as it stands in the store.',
  })
}

function fieldsOf(
  { integration }: CatalogSides,
  store: Values,
  target: Values,
  plan: { readonly toStore: Values; readonly toTarget: Values },
  common: Common,
): ShownField[] {
  const { products: rules } = integration.rules
  return (Object.keys({ ...store, ...target }) as Field[]).map((field) => {
    const next =
      plan.toStore[field] !== undefined
        ? ({ side: 'store', value: plan.toStore[field] } as const)
        : plan.toTarget[field] !== undefined
          ? ({ side: 'target', value: plan.toTarget[field] } as const)
          : null
    const state = next === null ? (common[field] === undefined ? 'not moved' : 'in step') : 'differs'
    return { field, owner: ruleOf(rules, field).owner, store: store[field], target: target[field], next, state }
  })
}
