import type { Change } from '#contract/source'
import { retryTransfers } from '#database/transfers'
import { queriesOf } from '#database/tables'
import { asTillbridgeError, TillbridgeError } from '#lib/errors'
import { type ChangesRequest, readingScope } from './changes.ts'
import { pauseRefused } from './pause.ts'
import { type PayoutSource, payoutSources } from './payout-sources.ts'
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
    if (open.connection.pausedAt !== null) {
      failure ??= paused(open.connection.key)
      continue
    }
    try {
      for await (const page of source.changes(open.context(readingScope(signal)), { since, until })) {
        yield page.map((change) => ({ ...change, key: `${prefix}${change.key}` }))
      }
    } catch (error) {
      failure ??= await refused(services, open, asTillbridgeError(error))
    }
  }
  await lookAgain(services, organizationId, integrationId)
  if (failure !== null) throw failure
}

async function refused(
  services: EngineServices,
  { connection }: PayoutSource['open'],
  error: TillbridgeError,
): Promise<TillbridgeError> {
  if (error.kind !== 'unauthorized') return error
  await pauseRefused(services, connection, error)
  return paused(connection.key)
}

const paused = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STORE_PAUSED',
    message: `The connection "${key}" is paused.`,
    remedy: 'Mend its credentials and apply the configuration, or run the check of the connection.',
    subject: `connection:${key}`,
  })

const DAY_MS = 24 * 60 * 60_000
const LOOK_AGAIN_DAYS = 35

/** Orders that a payout waited for may be booked by now. What is older than this a person has seen often enough. */
async function lookAgain(services: EngineServices, organizationId: string, integrationId: string): Promise<void> {
  const createdSince = new Date(services.clock.now().getTime() - LOOK_AGAIN_DAYS * DAY_MS)
  const causeCode = 'PAYOUT_LINES_UNMATCHED'
  await retryTransfers(queriesOf(services.pool), organizationId, {
    integrationId,
    flow: 'payouts',
    state: 'attention',
    causeCode,
    createdSince,
  })
}
