import { listsOf } from '#catalog/prices'
import type { Change } from '#contract/source'
import { dueBoundaries } from '#database/prices'
import { type ChangesRequest, listed, readingScope } from '#engine/changes'
import type { FlowHandler } from '#engine/flows'
import type { EngineServices } from '#engine/services'
import { pricePartsOf } from './price-sides.ts'
import { TARGET_PREFIX } from './raise.ts'
import { openSides } from './sides.ts'
import { syncPrices } from './sync-prices.ts'

/** Prices, each from the list that feeds it. */
export const pricesFlow: FlowHandler = { changes, run: syncPrices }

/** Items whose prices were changed, and those whose prices become others by their dates. */
async function* changes(
  services: EngineServices,
  { organizationId, integrationId, since, until, signal }: ChangesRequest,
): AsyncGenerator<readonly Change[]> {
  const sides = await openSides(services, { organizationId, integrationId }, readingScope(signal))
  const lists = [...new Set(sides.integration.rules['price-lists'].feeds.flatMap(listsOf))]
  const { source } = pricePartsOf(sides)
  const pages = source.changes(sides.target.context, { lists, since, until })
  for await (const page of listed(services, sides.target.connection, pages))
    yield page.map((change) => ({ ...change, key: `${TARGET_PREFIX}${change.key}` }))
  const due = await dueBoundaries(services.pool, sides.key, until)
  if (due.length > 0)
    yield due.map(({ item, dueAt }) => ({
      key: `${TARGET_PREFIX}${item}`,
      name: item,
      updatedAt: dueAt,
      createdAt: null,
    }))
}
