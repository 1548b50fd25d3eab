import {
  dropReplaced,
  findProductBinding,
  type ProductBinding,
  saveBindings,
  saveProductBinding,
} from '#database/bindings'
import type { Binding } from '#database/bindings'
import { logOverrides } from '#database/catalog'
import type { SettledCause } from '#database/settle'
import type { Product } from '#model/product'
import type { FlowRun } from '#engine/reconcile'
import { bindVariants } from './bind.ts'
import { bundleProblems } from './bundles.ts'
import { addToStore } from './create-in-store.ts'
import { createInTarget } from './create-in-target.ts'
import { forgetProduct, releaseItems } from './gone.ts'
import { pairVariants } from './items-of.ts'
import { overridesOf, planProduct } from './plan-product.ts'
import { type CatalogProblem, itemGone, problemError, variantGone } from './problems.ts'
import { raise, raisePrices } from './raise.ts'
import { openSides } from './sides.ts'
import { writeProduct } from './write-product.ts'

/**
 * Brings one product of the store in step with its items: each field from the side that owns it.
 *
 * @throws {TillbridgeError} `rejected`: what a person has to look at, after everything else of the product is in step; whatever
 *   the systems answer.
 */
export async function syncProduct(run: FlowRun): Promise<void> {
  const { services, scope, progress } = run
  const { claimed } = run.run
  const sides = await openSides(services, claimed, scope, progress)
  progress.talkingTo = sides.store.connection
  const product = await sides.store.source.get(sides.store.context, claimed.recordKey)
  if (product === null) return forgetProduct(run, sides)
  progress.record = recordOf(product)
  progress.talkingTo = sides.target.connection
  const bound = await bindVariants(services, sides, product)
  const paired = await pairVariants(sides, product, bound.bindings)
  const known = await findProductBinding(services.pool, sides.key, product.externalId)
  const planned = planProduct(sides, product, paired.pairs, known)
  // Items are joined before anything is written: a crash in between finds them joined.
  const joined = paired.pairs.map(({ binding }) => binding)
  await saveBindings(services.pool, sides.key, [...paired.dead, ...joined])
  await raise(services, sides, 'products', await dropReplaced(services.pool, sides.key, joined))
  await releaseItems(
    services,
    sides,
    paired.dead.filter(({ state }) => state === 'store-gone'),
  )
  await logOverrides(services.pool, sides.key, overridesOf(product, planned, causeOf(claimed)))
  const written = await writeProduct(sides, product, planned, progress)
  await store(run, sides.key, written.bindings, written.head)
  const created = await createInTarget(run, sides, product, bound.unbound, paired.pairs)
  const added = await addToStore(run, sides, product, planned.head?.targetProduct ?? null)
  await raisePrices(services, sides, product, written.bindings)
  progress.record = recordOf(product, { ...written.written, bound: written.bindings.length + created.made + added })
  const problems: CatalogProblem[] = [
    ...bound.problems,
    ...planned.problems,
    ...written.problems,
    ...created.problems,
    ...(await bundleProblems(services, sides, paired.pairs)),
    ...paired.dead.map(problemOf),
  ]
  const error = problemError(problems)
  if (error !== null) throw error
  if (written.bindings.length === 0 && created.made === 0) progress.verdict = notInTarget
}

const causeOf = ({ transferId, version }: FlowRun['run']['claimed']): string => `${transferId}/${version}`

const problemOf = ({ state, storeVariant, targetItem }: Binding): CatalogProblem =>
  state === 'store-gone' ? variantGone(storeVariant, targetItem) : itemGone(storeVariant, targetItem)

async function store(
  { services }: FlowRun,
  key: { readonly organizationId: string; readonly integrationId: string },
  bindings: readonly Binding[],
  head: ProductBinding | null,
): Promise<void> {
  await saveBindings(services.pool, key, bindings)
  if (head !== null) await saveProductBinding(services.pool, key, head)
}

const notInTarget: SettledCause = {
  kind: null,
  code: 'NOT_IN_TARGET',
  subject: null,
  message: 'None of its variants has an item in the target, and no rule says that one is made.',
  remedy: null,
}

const recordOf = (
  product: Product,
  figures: { readonly store: number; readonly target: number; readonly bound: number } | null = null,
) => ({
  name: product.title,
  updatedAt: product.updatedAt,
  createdAt: product.createdAt,
  summary: {
    variants: product.variants.length,
    ...(figures === null ? {} : { bound: figures.bound, toStore: figures.store, toTarget: figures.target }),
  },
  knownBy: product.variants.map(({ sku }) => sku),
})
