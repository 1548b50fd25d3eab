import type { NewProduct, NewVariant } from '#contract/products'
import { type Field, isNothing, productChanges, productValues } from '#catalog/fields'
import { MATCH_KEYS } from '#catalog/match'
import { translated } from '#catalog/words'
import { findBindings, saveBindings } from '#database/bindings'
import type { Product, Variant } from '#model/product'
import type { FlowRun } from '#engine/reconcile'
import { having, newBinding } from './bind.ts'
import { raise } from './raise.ts'
import type { CatalogSides } from './sides.ts'

/** Makes a product of the target in the store, where the rules say so. Found by our reference, none is made twice. */
export async function createInStore(run: FlowRun, sides: CatalogSides, product: Product): Promise<boolean> {
  const { integration, store } = sides
  const { create } = integration.rules.products
  const offered = product.variants.filter((item) => item.disabled !== true && item.sku !== null)
  if (create.store === 'none' || store.target === null || offered.length === 0) return false
  if (product.status !== 'active') return false
  run.progress.talkingTo = store.connection
  const reference = `${integration.row.key}:item:${product.externalId}`
  const wanted = newProduct(sides, product, offered, create.store)
  const made =
    (await store.target.find(store.context, reference)) ?? (await store.target.create(store.context, wanted, reference))
  const bindings = made.variants.flatMap((variant) => {
    const item = offered.find((entry) => entry.sku === variant.sku)
    return item === undefined ? [] : [newBinding(made, variant, { product, item })]
  })
  await saveBindings(run.services.pool, sides.key, bindings)
  // Its own run writes what the creation could not take along.
  await raise(run.services, sides, 'products', [made.externalId])
  return true
}

/** Everything that the target tells goes along: a new product has nothing that could give way. */
function newProduct(
  sides: CatalogSides,
  product: Product,
  items: readonly Variant[],
  status: 'draft' | 'active',
): NewProduct {
  const { products: rules } = sides.integration.rules
  const { title: _title, status: _status, ...told } = productValues(product, rules, 'target')
  const values = Object.entries(told).flatMap(([field, value]) => {
    const inStore = translated(rules, field as Field, value, 'target')
    return isNothing(inStore) ? [] : [[field, inStore] as const]
  })
  return {
    ...productChanges(Object.fromEntries(values), rules, 'store'),
    title: product.title,
    status,
    options: product.options,
    variants: items.map((item) => newVariant(sides, item)),
  }
}

function newVariant({ integration }: CatalogSides, item: Variant): NewVariant {
  const {
    externalId: _id,
    updatedAt: _at,
    stockItem: _stock,
    reference: _reference,
    disabled: _disabled,
    ...others
  } = item
  const { components = [], title: _title, taxClass, unit: _unit, ...fields } = others
  const word =
    taxClass === undefined ? undefined : translated(integration.rules.products, 'taxClass', taxClass, 'target')
  return {
    ...fields,
    ...(typeof word === 'string' ? { taxClass: word } : {}),
    // The target does not stock a bundle, and a store sells without end what is not counted.
    ...(components.length === 0 ? {} : { tracked: true }),
  }
}

/** Adds variants that the target made of a product which the store has already. Answers how many. */
export async function addToStore(
  run: FlowRun,
  sides: CatalogSides,
  product: Product,
  counterpart: Product | null,
): Promise<number> {
  const { integration, store, key } = sides
  if (integration.rules.products.create.store === 'none' || store.target === null) return 0
  if (counterpart === null || counterpart.options.length === 0 || product.options.length === 0) return 0
  const targetItems = counterpart.variants.map((item) => item.externalId)
  const bound = new Set(
    (await findBindings(run.services.pool, key, { targetItems })).map((binding) => binding.targetItem),
  )
  const missing: Variant[] = []
  for (const item of counterpart.variants) {
    if (bound.has(item.externalId) || item.sku === null || item.disabled === true) continue
    let isKnown = false
    for (const key of MATCH_KEYS[integration.rules.products.matchBy])
      isKnown ||= item[key] != null && (await having(store, key, item[key])).length > 0
    if (!isKnown) missing.push(item)
  }
  if (missing.length === 0) return 0
  run.progress.talkingTo = store.connection
  const wanted = missing.map((item) => newVariant(sides, item))
  const made = await store.target.addVariants(store.context, product.externalId, wanted)
  const bindings = made.flatMap((variant) => {
    const item = missing.find((entry) => entry.sku === variant.sku)
    return item === undefined ? [] : [newBinding(product, variant, { product: counterpart, item })]
  })
  await saveBindings(run.services.pool, key, bindings)
  return bindings.length
}
