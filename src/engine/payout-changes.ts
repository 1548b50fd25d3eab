import type { Change } from '#contract/source'
import { retryUnmatched } from '#database/payout-links'
import { asTillbridgeError, type TillbridgeError } from '#lib/errors'
import { type ChangesRequest, listed, readingScope } from './changes.ts'
import { payoutSources } from './payout-sources.ts'
import type { EngineServices } from './services.ts'

/**
 * Payouts of all providers of an integration that are new, or may have moved on, in `[since, until)`. Keys are those of transfers.
 * A provider that refuses its credentials is paused, and does not keep the others from being read.
 *
 * @throws {TillbridgeError} what a provider answered, after the others were read.
 */
export async function* payoutChanges(
  services: EngineServices,
  { organizationId, integrationId, since, until, signal }: ChangesRequest,
): AsyncGenerator<readonly Change[]> {
  const integration = await services.integrations.load(organizationId, integrationId)
  let failure: TillbridgeError | null = null
  for (const { open, source, prefix } of await payoutSources(services, integration)) {
    const pages = source.changes(open.context(readingScope(signal)), { since, until })
    try {
      for await (const page of listed(services, open, pages)) {
        yield page.map((change) => ({ ...change, key: `${prefix}${change.key}` }))
      }
    } catch (error) {
      failure ??= asTillbridgeError(error)
    }
  }
  await lookAgain(services, organizationId, integrationId)
  if (failure !== null) throw failure
}

const HOUR_MS = 60 * 60_000
const LOOK_AGAIN_FOR_MS = 35 * 24 * HOUR_MS
const LOOK_AGAIN_AFTER_MS = 6 * HOUR_MS

/** Orders that a payout waited for may be booked by now. What is older a person has seen often enough. */
async function lookAgain(services: EngineServices, organizationId: string, integrationId: string): Promise<void> {
  const now = services.clock.now().getTime()
  await retryUnmatched(
    services.pool,
    { organizationId, integrationId },
    { madeSince: new Date(now - LOOK_AGAIN_FOR_MS), lookedBefore: new Date(now - LOOK_AGAIN_AFTER_MS) },
  )
}
