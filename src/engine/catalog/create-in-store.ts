import type { NewProduct, NewVariant } from '#contract/products'
import { translated } from '#catalog/words'
import { saveBindings } from '#database/bindings'
import type { Product, Variant } from '#model/product'
import type { FlowRun } from '#engine/reconcile'
import { newBinding } from './bind.ts'
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

const newProduct = (
  sides: CatalogSides,
  { title, description, options }: Product,
  items: readonly Variant[],
  status: 'draft' | 'active',
): NewProduct => ({
  title,
  status,
  options,
  variants: items.map((item) => newVariant(sides, item)),
  ...(description === undefined ? {} : { description }),
})

function newVariant({ integration }: CatalogSides, item: Variant): NewVariant {
  const {
    externalId: _id,
    updatedAt: _at,
    stockItem: _stock,
    reference: _reference,
    disabled: _disabled,
    ...others
  } = item
  const { components: _components, title: _title, taxClass, unit: _unit, ...fields } = others
  const word =
    taxClass === undefined ? undefined : translated(integration.rules.products, 'taxClass', taxClass, 'target')
  return { ...fields, ...(typeof word === 'string' ? { taxClass: word } : {}) }
}
