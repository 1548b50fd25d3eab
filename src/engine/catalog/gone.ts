import { type Binding, findBindings, recordsHeldFor, saveBindings } from '#database/bindings'
import type { SettledCause } from '#database/settle'
import type { FlowRun } from '#engine/reconcile'
import type { EngineServices } from '#engine/services'
import { problemError, variantGone } from './problems.ts'
import { raise } from './raise.ts'
import type { CatalogSides } from './sides.ts'

/**
 * A product that the store no longer has: its variants' bindings are dead, and stay visible until a person parts them or another
 * variant takes their place.
 *
 * @throws {TillbridgeError} `rejected`, `VARIANT_GONE`.
 */
export async function forgetProduct({ services, run, progress }: FlowRun, sides: CatalogSides): Promise<void> {
  const { key } = sides
  const bindings = await findBindings(services.pool, key, { storeProducts: [run.claimed.recordKey] })
  await saveBindings(
    services.pool,
    key,
    bindings.map((binding) => ({ ...binding, state: 'store-gone' })),
  )
  await releaseItems(services, sides, bindings)
  const error = problemError(bindings.map(({ storeVariant, targetItem }) => variantGone(storeVariant, targetItem)))
  if (error !== null) throw error
  progress.verdict = deleted
}

const deleted: SettledCause = {
  kind: null,
  code: 'DELETED_IN_STORE',
  subject: null,
  message: 'The product no longer exists in the store, and none of its variants is joined with an item.',
  remedy: null,
}

/** Variants that waited for these items may have them now. */
export async function releaseItems(
  services: EngineServices,
  sides: CatalogSides,
  bindings: readonly Pick<Binding, 'targetItem'>[],
): Promise<void> {
  if (bindings.length === 0) return
  const subjects = bindings.map(({ targetItem }) => `item:${targetItem}`)
  const held = { flow: 'products', code: 'ITEM_TAKEN', subjects }
  await raise(services, sides, 'products', await recordsHeldFor(services.pool, sides.key, held))
}
