import { productChanges, productValues, type Values } from '#catalog/fields'
import { type Common, confirmed } from '#catalog/plan-fields'
import type { ProductTarget, VariantChanges, VariantOutcome } from '#contract/products'
import type { Binding, ProductBinding } from '#database/bindings'
import { TillbridgeError } from '#lib/errors'
import type { Product } from '#model/product'
import type { FlowRun } from '#engine/reconcile'
import { isEmpty, type PlannedPair, type PlannedProduct } from './plan-product.ts'
import { type CatalogProblem, refused } from './problems.ts'
import type { CatalogSide, CatalogSides } from './sides.ts'

export interface WrittenProduct {
  readonly bindings: readonly Binding[]
  readonly head: ProductBinding | null
  readonly problems: readonly CatalogProblem[]
  /** How many fields were written, per side. */
  readonly written: { store: number; target: number }
}

interface Wanted {
  readonly externalId: string
  readonly changes: VariantChanges
}

/** Tells both sides what they lack, and answers what they hold now. */
export async function writeProduct(
  sides: CatalogSides,
  product: Product,
  planned: PlannedProduct,
  progress: FlowRun['progress'],
): Promise<WrittenProduct> {
  const written = { store: 0, target: 0 }
  const toStore = planned.pairs.filter((entry) => !isEmpty(entry.toStore))
  const toTarget = planned.pairs.filter((entry) => !isEmpty(entry.toTarget))
  const inStore = await writeVariants(sides.store, progress, product.externalId, toStore.map(storeChange))
  const inTarget = new Map<string, VariantOutcome>()
  for (const [targetProduct, entries] of byTargetProduct(toTarget)) {
    const outcomes = await writeVariants(sides.target, progress, targetProduct, entries.map(targetChange))
    for (const [id, outcome] of outcomes) inTarget.set(id, outcome)
  }
  const head = await writeHead(sides, product, planned, progress, written)
  const problems: CatalogProblem[] = []
  const bindings = planned.pairs.map((entry) => {
    const outcomes = {
      store: inStore.get(entry.pair.variant.externalId),
      target: inTarget.get(entry.pair.item.externalId),
    }
    for (const side of ['store', 'target'] as const) {
      const outcome = outcomes[side]
      if (outcome?.outcome === 'refused') problems.push(refused(side, outcome.externalId, outcome))
      if (outcome?.outcome === 'written')
        written[side] += Object.keys(side === 'store' ? entry.toStore : entry.toTarget).length
    }
    return boundAs(entry, outcomes)
  })
  return { bindings, head, problems, written }
}

const storeChange = ({ pair, toStore }: PlannedPair): Wanted => ({
  externalId: pair.variant.externalId,
  changes: toStore,
})
const targetChange = ({ pair, toTarget }: PlannedPair): Wanted => ({
  externalId: pair.item.externalId,
  changes: toTarget,
})

const byTargetProduct = (entries: readonly PlannedPair[]): Map<string, PlannedPair[]> =>
  Map.groupBy(entries, ({ pair }) => pair.targetProduct.externalId)

async function writeVariants(
  side: CatalogSide,
  progress: FlowRun['progress'],
  product: string,
  changes: readonly Wanted[],
): Promise<Map<string, VariantOutcome>> {
  const outcomes = new Map<string, VariantOutcome>()
  if (changes.length === 0) return outcomes
  const { largestBatch, updateVariants } = writerOf(side)
  progress.talkingTo = side.connection
  for (let start = 0; start < changes.length; start += largestBatch) {
    const batch = changes.slice(start, start + largestBatch)
    for (const outcome of await updateVariants(side.context, product, batch)) outcomes.set(outcome.externalId, outcome)
  }
  // Read anew: whoever deleted it meanwhile may have done more.
  const gone = [...outcomes.values()].find(({ outcome }) => outcome === 'gone')
  if (gone !== undefined) throw changedMeanwhile(gone.externalId)
  return outcomes
}

async function writeHead(
  { store, target, integration }: CatalogSides,
  product: Product,
  { head }: PlannedProduct,
  progress: FlowRun['progress'],
  written: { store: number; target: number },
): Promise<ProductBinding | null> {
  if (head === null) return null
  const { plan, targetProduct } = head
  let { common } = plan
  const write = async (side: CatalogSide, id: string, changes: Values, name: 'store' | 'target'): Promise<void> => {
    if (isEmpty(changes)) return
    progress.talkingTo = side.connection
    const { products: rules } = integration.rules
    const shows = await writerOf(side).update(side.context, id, productChanges(changes, rules, name))
    written[name] += Object.keys(changes).length
    if (shows !== null) common = confirmed(common, name, productValues(shows, rules, name))
  }
  await write(store, product.externalId, plan.toStore, 'store')
  await write(target, targetProduct.externalId, plan.toTarget, 'target')
  return { storeProduct: product.externalId, targetProduct: targetProduct.externalId, fields: common }
}

/** The binding after the writes: what was refused is as it was before. */
function boundAs(
  { pair, plan, toTarget }: PlannedPair,
  { store, target }: { readonly store: VariantOutcome | undefined; readonly target: VariantOutcome | undefined },
): Binding {
  const isRefused = store?.outcome === 'refused' || target?.outcome === 'refused'
  let common: Common = isRefused ? (pair.binding.fields as Common) : plan.common
  if (store?.outcome === 'written' && store.shows !== undefined)
    common = confirmed(common, 'store', store.shows as Values)
  const shows = target?.outcome === 'written' ? target.shows : undefined
  if (shows !== undefined) common = confirmed(common, 'target', shows as Values)
  const renamed = shows?.externalId ?? pair.binding.targetItem
  const isSingle = pair.binding.targetProduct === pair.binding.targetItem
  return {
    ...pair.binding,
    targetItem: renamed,
    targetProduct: isSingle ? renamed : pair.binding.targetProduct,
    reference: target?.outcome === 'written' ? (toTarget.reference ?? pair.binding.reference) : pair.binding.reference,
    fields: common,
  }
}

function writerOf({ target, connection }: CatalogSide): ProductTarget<never> {
  if (target !== null) return target
  throw new TillbridgeError({
    kind: 'bug',
    code: 'NOT_WRITABLE',
    message: `${connection.connector.name} cannot be told of products.`,
  })
}

const changedMeanwhile = (id: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'PRODUCT_CHANGED',
    message: `${id} was deleted while it was brought in step. Both sides are read again.`,
  })
