import { variantValues, productValues, isSame, type Field, type Values } from '#catalog/fields'
import { MATCH_KEYS } from '#catalog/match'
import type { Common } from '#catalog/plan-fields'
import { type Binding, findBindings, findProductBinding, renameBoundItem, saveBindings } from '#database/bindings'
import type { SettledCause } from '#database/settle'
import type { Product, Variant } from '#model/product'
import type { FlowRun } from '#engine/reconcile'
import { having } from './bind.ts'
import { createInStore } from './create-in-store.ts'
import { raise, TARGET_PREFIX } from './raise.ts'
import { type CatalogSides, openSides } from './sides.ts'

/**
 * Something of the target changed: the products of the store that it belongs to are brought in step. All work on a product happens
 * under the store's key, so that never two runs of one product are at work.
 *
 * @throws {TillbridgeError} whatever the systems answer.
 */
export async function followTarget(run: FlowRun): Promise<void> {
  const { services, scope, progress } = run
  const sides = await openSides(services, run.run.claimed, scope, run.progress)
  const code = run.run.claimed.recordKey.slice(TARGET_PREFIX.length)
  progress.talkingTo = sides.target.connection
  const product = await sides.target.source.get(sides.target.context, code)
  if (product === null) return followGone(run, sides, code)
  const { title: name, updatedAt, createdAt, variants } = product
  progress.record = { name, updatedAt, createdAt, summary: null, knownBy: variants.map(({ sku }) => sku) }
  const bindings = await bindingsOf(run, sides, product)
  const unbound = product.variants.filter(
    (item) => !bindings.some((binding) => binding.targetItem === item.externalId && binding.state !== 'store-gone'),
  )
  const changed = bindings.length > 0 && !(await isKnown(run, sides, product, bindings))
  const holders = await holdersOf(sides, unbound)
  // A new variant of a product that the store has is added by that product's own run.
  const mayAdd = sides.integration.rules.products.create.store !== 'none' && unbound.length > 0
  const keys = [...(changed || mayAdd ? bindings.map((binding) => binding.storeProduct) : []), ...holders]
  await raise(services, sides, 'products', keys)
  if (keys.length > 0 || bindings.length > 0) return
  // A template makes its product under its own key, so that two variants do not make it twice.
  if (product.externalId !== code) return raise(services, sides, 'products', [`${TARGET_PREFIX}${product.externalId}`])
  if (!(await createInStore(run, sides, product))) progress.verdict = notInStore
}

/** By the items' ids, and by our references: an item that got another code takes its binding along. */
async function bindingsOf({ services }: FlowRun, { key }: CatalogSides, product: Product): Promise<Binding[]> {
  const references = product.variants.flatMap((item) => item.reference ?? [])
  const targetItems = product.variants.map((item) => item.externalId)
  const known = await findBindings(services.pool, key, { targetItems, references })
  for (const item of product.variants) {
    const binding = known.find(({ reference }) => reference !== null && reference === item.reference)
    if (binding === undefined || binding.reference === null) continue
    if (binding.targetItem === item.externalId && binding.targetProduct === product.externalId) continue
    const moved = { reference: binding.reference, targetItem: item.externalId, targetProduct: product.externalId }
    await renameBoundItem(services.pool, key, moved)
  }
  return findBindings(services.pool, key, { targetItems, references })
}

/** Whether the target still holds what it held when both sides were in step: then this is the echo of our own write. */
async function isKnown(
  { services }: FlowRun,
  { key, integration }: CatalogSides,
  product: Product,
  bindings: readonly Binding[],
): Promise<boolean> {
  const items = new Map(product.variants.map((item) => [item.externalId, item]))
  for (const binding of bindings) {
    const item = items.get(binding.targetItem)
    if (item === undefined || binding.state !== 'bound') return false
    if (item.reference !== undefined && item.reference !== binding.reference) return false
    if (!holdsCommon(variantValues(item), binding.fields as Common)) return false
  }
  const [first] = bindings
  const head = first === undefined ? null : await findProductBinding(services.pool, key, first.storeProduct)
  return (
    head === null ||
    head.targetProduct !== product.externalId ||
    holdsCommon(productValues(product, integration.rules.products, 'target'), head.fields as Common)
  )
}

const holdsCommon = (values: Values, common: Common): boolean =>
  (Object.keys(values) as Field[]).every((field) => {
    const known = common[field]
    return known === undefined || isSame(field, values[field], known.target)
  })

/** Products of the store that have a key of one of these items: they look for their items themselves. */
async function holdersOf({ store, integration }: CatalogSides, items: readonly Variant[]): Promise<string[]> {
  const found = new Set<string>()
  for (const key of MATCH_KEYS[integration.rules.products.matchBy]) {
    for (const value of items.map((item) => item[key]))
      if (value != null) for (const holder of await having(store, key, value)) found.add(holder.externalId)
  }
  return [...found]
}

/** The item is gone, or has another code by now. */
async function followGone({ services, progress }: FlowRun, sides: CatalogSides, code: string): Promise<void> {
  const bindings = (await findBindings(services.pool, sides.key, { targetItems: [code] })).filter(
    ({ state }) => state !== 'store-gone',
  )
  if (bindings.length === 0) {
    progress.verdict = goneInTarget
    return
  }
  await saveBindings(
    services.pool,
    sides.key,
    bindings.map((binding) => ({ ...binding, state: 'target-gone' })),
  )
  await raise(
    services,
    sides,
    'products',
    bindings.map((binding) => binding.storeProduct),
  )
}

const verdict = (code: string, message: string): SettledCause => ({
  kind: null,
  code,
  subject: null,
  message,
  remedy: null,
})
const goneInTarget = verdict(
  'DELETED_IN_TARGET',
  'The item is no longer in the target, and no variant of the store is joined with it.',
)
const notInStore = verdict('NOT_IN_STORE', 'The store has no variant with its SKU, and no rule says that one is made.')
