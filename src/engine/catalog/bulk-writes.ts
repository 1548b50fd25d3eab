import type { Values } from '#catalog/fields'
import { type Common, confirmed, type FieldPlan } from '#catalog/plan-fields'
import type { BulkVariantChange, VariantOutcome } from '#contract/products'
import { type Binding, saveBindings } from '#database/bindings'
import { logOverrides } from '#database/catalog'
import type { SeenRow } from '#database/catalog-seen'
import type { Comparing } from './compare-products.ts'
import { referenceFor } from './plan-product.ts'
import { type ReadProgress, skuOf } from './read-sides.ts'
import type { CatalogSide } from './sides.ts'

export interface PlannedVariant {
  readonly binding: Binding
  readonly variant: SeenRow
  readonly item: SeenRow
  readonly plan: FieldPlan
}

export interface BulkWriter {
  add(planned: PlannedVariant): Promise<void>
  /** Writes the rest. Answers how many variants were written. */
  end(): Promise<number>
}

// So many variants wait in memory for one bulk job.
const BATCH = 10_000
// Fewer are quicker by runs of their products, which also say more when something is refused.
const BULK_FROM = 100

/** Collects what differs, and writes it by the bulk means of both sides where there is enough of it. */
export function bulkWriter(comparing: Comparing, onProgress: (progress: ReadProgress) => void): BulkWriter {
  let waiting: PlannedVariant[] = []
  let [written, batches] = [0, 0]
  const flush = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    if (comparing.dryRun || batch.length === 0) return
    const changed = batch.filter((planned) => isChanged(comparing, planned))
    if (changed.length < BULK_FROM && batches === 0) {
      for (const { binding } of changed) comparing.raise.add(binding.storeProduct)
      await remember(
        comparing,
        batch.filter((planned) => !isChanged(comparing, planned)),
      )
      return
    }
    batches += 1
    written += await writeBatch(comparing, batch, batches, (done) =>
      onProgress({ stage: 'write', done: written + done, total: null }),
    )
  }
  return {
    async add(planned) {
      waiting.push(planned)
      if (waiting.length >= BATCH) await flush()
    },
    async end() {
      await flush()
      return written
    },
  }
}

const isChanged = (comparing: Comparing, planned: PlannedVariant): boolean =>
  Object.keys(planned.plan.toStore).length + Object.keys(targetChanges(comparing, planned)).length > 0

/** What both sides hold alike is their common state from here on. */
const remember = (comparing: Comparing, same: readonly PlannedVariant[]): Promise<void> =>
  saveBindings(
    comparing.services.pool,
    comparing.key,
    same.map(({ binding, plan, variant }) => ({ ...binding, sku: skuOf(variant), fields: plan.common })),
  )

async function writeBatch(
  comparing: Comparing,
  batch: readonly PlannedVariant[],
  number: number,
  onDone: (done: number) => void,
): Promise<number> {
  const { sides, key, services } = comparing
  await logOverrides(
    services.pool,
    key,
    batch.flatMap((planned) => overridesOf(planned, key.runId)),
  )
  const toStore = batch.flatMap(({ binding, plan }) => change(binding.storeProduct, binding.storeVariant, plan.toStore))
  const toTarget = batch.flatMap((planned) =>
    change(planned.binding.targetProduct, planned.binding.targetItem, targetChanges(comparing, planned)),
  )
  const inStore = await send(sides.store, toStore, `${key.runId}/${number}/store`, onDone)
  const inTarget = await send(sides.target, toTarget, `${key.runId}/${number}/target`, onDone)
  const after = batch.map((planned) => boundAs(comparing, planned, inStore, inTarget))
  await saveBindings(services.pool, key, after)
  return toStore.length + toTarget.length
}

const change = (productExternalId: string, externalId: string, changes: object): BulkVariantChange[] =>
  Object.keys(changes).length === 0 ? [] : [{ productExternalId, externalId, changes }]

function targetChanges({ sides }: Comparing, { plan, item, variant }: PlannedVariant): object {
  const takes = sides.target.target?.fields.variant.includes('reference') === true
  if (!takes || item.reference !== null) return plan.toTarget
  return { ...plan.toTarget, reference: referenceFor(sides.integration.row.key, variant.id) }
}

/** By the bulk means of the side; a side without them gets its changes by runs of the products. */
async function send(
  side: CatalogSide,
  changes: readonly BulkVariantChange[],
  key: string,
  onDone: (done: number) => void,
): Promise<ReadonlyMap<string, VariantOutcome>> {
  const outcomes = new Map<string, VariantOutcome>()
  const bulk = side.target?.updateInBulk
  if (changes.length === 0 || bulk === undefined) return outcomes
  for await (const part of bulk(side.context, changes, key)) {
    for (const outcome of part.outcomes) outcomes.set(outcome.externalId, outcome)
    onDone(part.done)
  }
  return outcomes
}

/** What was refused, or has no bulk means, is left to the product's own run, which says why. */
function boundAs(
  comparing: Comparing,
  planned: PlannedVariant,
  inStore: ReadonlyMap<string, VariantOutcome>,
  inTarget: ReadonlyMap<string, VariantOutcome>,
): Binding {
  const { binding, plan, variant } = planned
  const [store, target] = [inStore.get(binding.storeVariant), inTarget.get(binding.targetItem)]
  const isDone = (changes: object, outcome: VariantOutcome | undefined): boolean =>
    Object.keys(changes).length === 0 || outcome?.outcome === 'written'
  if (!isDone(plan.toStore, store) || !isDone(plan.toTarget, target)) {
    comparing.raise.add(binding.storeProduct)
    return binding
  }
  const shows = (outcome: VariantOutcome | undefined): Values =>
    outcome?.outcome === 'written' && outcome.shows !== undefined ? (outcome.shows as Values) : {}
  const common: Common = confirmed(confirmed(plan.common, 'store', shows(store)), 'target', shows(target))
  const wrote = targetChanges(comparing, planned) as { readonly reference?: string }
  const reference = target?.outcome === 'written' ? (wrote.reference ?? binding.reference) : binding.reference
  return { ...binding, sku: skuOf(variant), reference, fields: common }
}

const overridesOf = ({ binding, plan }: PlannedVariant, runId: string) =>
  plan.lost.map((lost) => ({
    ...lost,
    flow: 'products',
    cause: `compare/${runId}`,
    storeProduct: binding.storeProduct,
    storeVariant: binding.storeVariant,
    targetItem: binding.targetItem,
  }))
