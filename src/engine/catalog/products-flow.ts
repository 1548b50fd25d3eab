import type { Change } from '#contract/source'
import type { ChangesRequest } from '#engine/changes'
import { readingScope } from '#engine/changes'
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
  const sides = await openSides(services, { organizationId, integrationId }, readingScope(signal))
  yield* sides.store.source.changes(sides.store.context, { since, until })
  for await (const page of sides.target.source.changes(sides.target.context, { since, until }))
    yield page.map((change) => ({ ...change, key: `${TARGET_PREFIX}${change.key}` }))
}
