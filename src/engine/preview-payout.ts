import type { PayoutPlan } from '#books/payouts/plan-payout'
import { planPayout } from '#books/payouts/plan-payout'
import { heldDocuments } from '#database/links'
import { listTransfers } from '#database/transfers'
import { queriesOf } from '#database/tables'
import { TillbridgeError } from '#lib/errors'
import type { MissingMapping } from '#mapping/missing'
import { resolve } from '#mapping/resolve'
import type { MappedDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Payout } from '#model/payout'
import { payoutInput } from './book-payout.ts'
import { readingScope } from './changes.ts'
import { gatherFacts } from './payout-facts.ts'
import { payoutSources } from './payout-sources.ts'
import type { EngineServices } from './services.ts'

export interface PayoutPreviewRequest {
  readonly organizationId: string
  readonly integrationId: string
  /** What people call the payout, or its id. */
  readonly name: string
}

/** What a run would do with a payout now, without a write. */
export interface PayoutPreview {
  readonly payout: Payout
  readonly plan: PayoutPlan
  /** The documents that would be written, with the target's codes. */
  readonly documents: readonly MappedDocument[]
  readonly missing: readonly MissingMapping[]
  /** What the target holds of the payout already. */
  readonly held: readonly HeldDocument[]
}

/** @throws {TillbridgeError} `rejected`, `PAYOUT_NOT_FOUND`; whatever the providers answer. */
export async function previewPayout(services: EngineServices, request: PayoutPreviewRequest): Promise<PayoutPreview> {
  const { organizationId, integrationId } = request
  const integration = await services.integrations.load(organizationId, integrationId)
  const target = await services.connections.open(organizationId, integration.row.targetConnectionId)
  const scope = readingScope()
  for (const { open, source, prefix } of await payoutSources(services, integration)) {
    const context = open.context(scope)
    const key = await source.findByName(context, request.name)
    const payout = key === null ? null : await source.get(context, key)
    if (payout === null) continue
    const held = await heldOf(services, request, `${prefix}${payout.externalId}`)
    const gathered = await gatherFacts(services, { payout, integration, target, scope, held })
    const plan = planPayout(payoutInput(services, { payout, integration, target }, gathered))
    const resolved = plan.writes.map((write) => resolve(write.document, integration.mappings))
    return {
      payout,
      plan,
      held,
      documents: resolved.flatMap((result) => (result.ok ? [result.document] : [])),
      missing: resolved.flatMap((result) => (result.ok ? [] : result.missing)),
    }
  }
  throw notFound(request.name)
}

async function heldOf(
  { pool }: EngineServices,
  { organizationId, integrationId }: PayoutPreviewRequest,
  record: string,
): Promise<readonly HeldDocument[]> {
  const filter = { integrationId, flow: 'payouts', record }
  const [transfer] = await listTransfers(queriesOf(pool), organizationId, filter, { limit: 1 })
  if (transfer === undefined) return []
  const key = { organizationId, transferId: transfer.transferId }
  return (await heldDocuments(pool, [key])).get(key.transferId) ?? []
}

const notFound = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PAYOUT_NOT_FOUND',
    message: `No provider of this integration knows a payout "${name}".`,
    remedy: 'Give its id as the provider shows it, e.g. po_1Pgc79 or 9900.',
    subject: `payout:${name}`,
  })
