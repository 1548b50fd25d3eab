import type { Binding } from '#database/bindings'
import { listFlows } from '#database/integrations'
import { shownPrices } from '#database/prices'
import { raiseTransfers } from '#database/raise'
import type { Product } from '#model/product'
import type { EngineServices } from '#engine/services'
import type { CatalogSides } from './sides.ts'

/** Records of the target have this before their key: ids of the two sides may be equal. */
export const TARGET_PREFIX = 'target/'

/** Has records of a flow brought in step, whatever we heard of them. */
export async function raise(
  { pool }: EngineServices,
  { key }: Pick<CatalogSides, 'key'>,
  flow: 'products' | 'price-lists',
  recordKeys: readonly string[],
): Promise<void> {
  if (recordKeys.length === 0) return
  const records = [...new Set(recordKeys)].map((recordKey) => ({
    recordKey,
    recordName: null,
    updatedAt: null,
    createdAt: null,
  }))
  await raiseTransfers(pool, { ...key, flow, foundBy: 'sweep', lane: 0, force: true }, records)
}

/**
 * A price that somebody changed in the store is not told of as a price: whatever differs from what we wrote last is looked at by the
 * flow of prices. What it never wrote it does not know yet.
 */
export async function raisePrices(
  services: EngineServices,
  sides: CatalogSides,
  product: Product,
  bindings: readonly Binding[],
): Promise<void> {
  const feed = sides.integration.rules['price-lists'].feeds.find(({ to }) => to === '')
  if (feed === undefined || bindings.length === 0) return
  const known = await shownPrices(
    services.pool,
    sides.key,
    bindings.map((binding) => binding.storeVariant),
  )
  const changed = bindings.filter(({ storeVariant }) => {
    const variant = product.variants.find((entry) => entry.externalId === storeVariant)
    const price = known.get(storeVariant)?.['']
    if (variant?.price == null) return false
    const isStruckOut = feed.compareAt !== 'leave' && (price?.compareAt ?? null) !== (variant.compareAtPrice ?? null)
    return price === undefined || price.amount !== variant.price || isStruckOut
  })
  if (changed.length > 0 && (await isEnabled(services, sides, 'price-lists')))
    await raise(
      services,
      sides,
      'price-lists',
      changed.map((binding) => `${TARGET_PREFIX}${binding.targetItem}`),
    )
}

/** Feeds may be written down long before anybody wants them. */
async function isEnabled({ pool }: EngineServices, { key }: CatalogSides, name: string): Promise<boolean> {
  const flows = await listFlows(pool, key.organizationId)
  return flows.some(
    ({ integrationId, flow, enabled }) => integrationId === key.integrationId && flow === name && enabled,
  )
}
