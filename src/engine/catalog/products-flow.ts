import type { Change } from '#contract/source'
import { type ChangesRequest, listed, readingScope } from '#engine/changes'
import type { FlowHandler } from '#engine/flows'
import type { FlowRun } from '#engine/reconcile'
import type { EngineServices } from '#engine/services'
import { TARGET_PREFIX } from './raise.ts'
import { openSides } from './sides.ts'
import { syncProduct } from './sync-product.ts'
import { followTarget } from './target-record.ts'

/** Products and their variants, each field from the side that owns it. */
export const productsFlow: FlowHandler = {
  changes,
  run: (run: FlowRun) => (run.run.claimed.recordKey.startsWith(TARGET_PREFIX) ? followTarget(run) : syncProduct(run)),
}

/** What changed on either side. */
async function* changes(
  services: EngineServices,
  { organizationId, integrationId, since, until, signal }: ChangesRequest,
): AsyncGenerator<readonly Change[]> {
  const { store, target } = await openSides(services, { organizationId, integrationId }, readingScope(signal))
  yield* listed(services, store.connection, store.source.changes(store.context, { since, until }))
  const pages = target.source.changes(target.context, { since, until })
  for await (const page of listed(services, target.connection, pages))
    yield page.map((change) => ({ ...change, key: `${TARGET_PREFIX}${change.key}` }))
}
