import { type PayoutPlan, planPayout, type PayoutPlanInput } from '#books/payouts/plan-payout'
import type { PayoutReason } from '#books/payouts/reasons'
import type { SettledCause } from '#database/settle'
import { dateIn } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import type { HeldDocument } from '#model/held'
import type { Payout } from '#model/payout'
import { hasClosedMore, hasOpenedAgain } from './closed-periods.ts'
import type { OpenConnection } from './connections.ts'
import { executePlan } from './execute.ts'
import type { LoadedIntegration } from './integrations.ts'
import { type GatheredFacts, gatherFacts } from './payout-facts.ts'
import { sourceOfPayout } from './payout-sources.ts'
import type { FlowRun, Progress, RunRecord } from './reconcile.ts'
import type { EngineServices } from './services.ts'
import { assertRunning } from './assert-running.ts'
import { documentsOf } from './target-documents.ts'

/**
 * Brings one payout in step: payments that it proves and that are not booked yet, and its journal.
 *
 * @throws {TillbridgeError} what a person has to look at, also when everything else was booked; whatever the systems answer.
 */
export async function bookPayout({ services, parties, run, scope, progress }: FlowRun): Promise<void> {
  const { organizationId, integrationId, recordKey, revisions, connectionId, recovering } = run.claimed
  const integration = await services.integrations.load(organizationId, integrationId, revisions.integration)
  const { open, source, key } = await sourceOfPayout(services, integration, recordKey)
  progress.talkingTo = open
  assertRunning(open, services.clock.now())
  const payout = await source.get(open.context(scope), key)
  if (payout === null) return gone(progress, run.held)
  const owners = new Map<string, string>()
  progress.record = { ...recordOf(payout), owners }
  const target = await services.connections.open(organizationId, connectionId, revisions.target)
  const execution = { sql: services.pool, target, scope, parties, integration, recovering }
  for (;;) {
    const held = [...progress.execution.held.values()]
    const gathered = await gatherFacts(services, { payout, integration, target, scope, held })
    const input = payoutInput(services, { payout, integration, target }, gathered)
    const made = planPayout(input)
    progress.payoutInputs.push(input)
    progress.revision = integration.row.revision
    if (made.reason?.code === 'PAYOUT_LINES_UNMATCHED') assertSettled(payout, gathered)
    const plannedWith = input.closedUntil ?? null
    if (made.outcome === 'hold') {
      if (await hasOpenedAgain(services.closedPeriods, execution, made.reason, plannedWith)) continue
      throw asError(made)
    }
    if (made.outcome === 'skip' || made.outcome === 'wait') return void (progress.verdict = verdictOf(made))
    noteOwners(owners, made, gathered)
    progress.talkingTo = target
    try {
      const orders = new Map(gathered.facts.orders.map(({ order }) => [order.externalId, order]))
      const recordOf = (reference: string) => orders.get(made.owners[reference] ?? '') ?? null
      await executePlan({ ...execution, recordOf }, made, progress.execution)
    } catch (error) {
      if (await hasClosedMore(services.closedPeriods, execution, error, plannedWith)) continue
      throw error
    }
    if (made.again) continue
    if (made.reason !== null) throw asError(made)
    return
  }
}

/** An order that is on its way may explain in a moment what cannot be explained now. */
function assertSettled({ name }: Payout, { unsettled }: GatheredFacts): void {
  if (unsettled.length === 0) return
  throw new TillbridgeError({
    kind: 'transient',
    code: 'PAYOUT_WAITS_FOR_ORDERS',
    message: `${name} contains payments of orders that are still under way: ${unsettled.slice(0, 10).join(', ')}.`,
    remedy: 'Nothing, unless those orders stay under way.',
  })
}

/** What a payout is planned from. */
export function payoutInput(
  services: EngineServices,
  { payout, integration, target }: { payout: Payout; integration: LoadedIntegration; target: OpenConnection },
  { facts }: Pick<GatheredFacts, 'facts'>,
): PayoutPlanInput {
  return {
    payout,
    policies: integration.policies,
    facts,
    scope: integration.row.key,
    today: dateIn(payout.timeZone, services.clock.now()),
    capabilities: documentsOf(target).capabilities,
    closedUntil: services.closedPeriods.until(target.connection.connectionId),
  }
}

/** Payments of orders stay with their orders, so that the flow of orders knows them. */
function noteOwners(
  owners: Map<string, string>,
  { owners: planned }: PayoutPlan,
  { transferIds }: GatheredFacts,
): void {
  for (const [reference, order] of Object.entries(planned)) {
    const transferId = transferIds.get(order)
    if (transferId !== undefined) owners.set(reference, transferId)
  }
}

function gone(progress: Progress, held: readonly HeldDocument[]): void {
  const issued = held.filter((document) => document.state === 'issued')
  if (issued.length > 0) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'PAYOUT_GONE_AFTER_POSTING',
      message: `The provider no longer knows this payout, which was booked as ${issued.map((one) => one.externalId).join(', ')}.`,
      remedy: 'Look whether the connection still reads the same account.',
    })
  }
  progress.verdict = verdict('PAYOUT_GONE', 'The provider no longer knows this payout, and nothing was booked for it.')
}

const verdict = (code: string, message: string): SettledCause => ({
  kind: null,
  code,
  subject: null,
  message,
  remedy: null,
})

const verdictOf = ({ reason }: PayoutPlan): SettledCause =>
  verdict(reason?.code ?? 'SKIPPED', reason?.message ?? 'A rule says so.')

function asError({ reason, proof }: PayoutPlan): TillbridgeError {
  const told: PayoutReason = reason ?? { code: 'PAYOUT_UNBALANCED', message: 'The payout cannot be booked as it is.' }
  return new TillbridgeError({
    kind: told.code === 'PAYOUT_UNBALANCED' ? 'unbalanced' : 'rejected',
    code: told.code,
    message: told.message,
    ...(told.remedy === undefined ? {} : { remedy: told.remedy }),
    ...(told.subject === undefined ? {} : { subject: told.subject }),
    detail: { proof },
  })
}

const recordOf = (payout: Payout): RunRecord => ({
  name: payout.name,
  updatedAt: payout.updatedAt,
  createdAt: payout.createdAt,
  summary: {
    total: payout.net,
    currency: payout.currency,
    customer: null,
    channel: payout.provider,
    financialStatus: payout.status,
  },
})
