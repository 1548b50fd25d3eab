import type { VariantOutcome } from '#contract/products'
import type { Binding } from '#database/bindings'
import { TillbridgeError } from '#lib/errors'
import type { Variant } from '#model/product'
import type { FlowRun } from '#engine/reconcile'
import type { PriceWrite } from './price-changes.ts'
import type { PriceParts } from './price-sides.ts'
import { type CatalogProblem, refused } from './problems.ts'
import type { CatalogSides } from './sides.ts'

export interface PriceToWrite {
  readonly binding: Binding
  readonly variant: Variant
  readonly write: PriceWrite
}

/** Writes one price. Answers why not where the side refused it. */
export async function writePrice(
  { progress }: FlowRun,
  sides: CatalogSides,
  parts: PriceParts,
  price: PriceToWrite,
): Promise<CatalogProblem | null> {
  const { write, variant } = price
  const side = write.side === 'store' ? sides.store : sides.target
  progress.talkingTo = side.connection
  const [outcome] = await send(sides, parts, price)
  if (outcome?.outcome === 'refused') return refused(write.side, variant.sku ?? variant.externalId, outcome)
  if (outcome?.outcome !== 'gone') return null
  throw new TillbridgeError({
    kind: 'conflict',
    code: 'PRODUCT_CHANGED',
    message: `${variant.externalId} was deleted while its price was set. Both sides are read again.`,
  })
}

async function send(
  { store, target }: CatalogSides,
  { storeLists, targetLists }: PriceParts,
  { binding, variant, write }: PriceToWrite,
): Promise<readonly VariantOutcome[]> {
  const { wanted, storeList, feed } = write
  const { externalId } = variant
  if (write.side === 'target') {
    if (targetLists === null || wanted === null) throw notWritable(target.connection.connector.name)
    const set = [{ item: binding.targetItem, amount: wanted.amount, currency: storeList.currency, compareAt: null }]
    return targetLists.change(target.context, feed.list, { set, remove: [] })
  }
  if (storeList.externalId !== '') {
    if (storeLists === null) throw notWritable(store.connection.connector.name)
    return storeLists.change(store.context, storeList.externalId, listChange(externalId, write))
  }
  if (store.target === null || wanted === null) throw notWritable(store.connection.connector.name)
  const changes = {
    price: wanted.amount,
    ...(wanted.compareAt === undefined ? {} : { compareAtPrice: wanted.compareAt }),
  }
  return store.target.updateVariants(store.context, binding.storeProduct, [{ externalId, changes }])
}

export function listChange(item: string, { wanted, shown, storeList }: PriceWrite) {
  if (wanted === null) return { set: [], remove: [item] }
  const compareAt = wanted.compareAt === undefined ? shown.compareAt : wanted.compareAt
  return { set: [{ item, amount: wanted.amount, currency: storeList.currency, compareAt }], remove: [] }
}

const notWritable = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PRICES_NOT_OFFERED',
    message: `${name} has no prices that Tillbridge could set.`,
    remedy: 'Change the direction of the rule, or take it out.',
    subject: `connector:${name}`,
  })
