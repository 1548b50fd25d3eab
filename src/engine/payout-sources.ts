import type { Source } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Payout } from '#model/payout'
import type { OpenConnection } from './connections.ts'
import type { LoadedIntegration } from './integrations.ts'
import type { EngineServices } from './services.ts'

/** Where payouts of an integration are read. */
export interface PayoutSource {
  readonly open: OpenConnection
  readonly source: Source<never, Payout>
  /** What stands before the provider's own key in a transfer's key: two providers may count alike. Empty for the store itself. */
  readonly prefix: string
}

/** Every provider whose payouts the integration books: those that it names, else the store itself. */
export async function payoutSources(
  services: EngineServices,
  { row }: LoadedIntegration,
): Promise<readonly PayoutSource[]> {
  const { organizationId, storeConnectionId, paymentConnectionIds } = row
  const ids = paymentConnectionIds.length === 0 ? [storeConnectionId] : paymentConnectionIds
  const sources: PayoutSource[] = []
  for (const id of ids) {
    const open = await services.connections.open(organizationId, id)
    const prefix = id === storeConnectionId ? '' : `${open.connection.key}/`
    sources.push({ open, source: sourceOf(open), prefix })
  }
  return sources
}

/** The source of one payout, and the provider's own key of it. */
export async function sourceOfPayout(
  services: EngineServices,
  integration: LoadedIntegration,
  recordKey: string,
): Promise<PayoutSource & { readonly key: string }> {
  const sources = await payoutSources(services, integration)
  const found = sources.find(({ prefix }) => prefix !== '' && recordKey.startsWith(prefix))
  const own = found ?? sources.find(({ prefix }) => prefix === '' && !recordKey.includes('/'))
  if (own !== undefined) return { ...own, key: recordKey.slice(own.prefix.length) }
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'PAYOUT_SOURCE_GONE',
    message: `The integration no longer names the provider of the payout ${recordKey}.`,
    remedy: 'Name its connection again (payments: …), or skip this transfer.',
    subject: `payout-source:${recordKey.split('/')[0] ?? ''}`,
  })
}

function sourceOf({ connector }: OpenConnection): Source<never, Payout> {
  const source = connector.reads.payouts as Source<never, Payout> | undefined
  if (source !== undefined) return source
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'NO_PAYOUTS',
    message: `${connector.name} has no payouts to read.`,
    remedy: 'Name the connection of the provider that pays out (payments: …), or switch the flow of payouts off.',
    subject: `connector:${connector.id}`,
  })
}
