import type { Snapshot, Source } from '#contract/source'
import type { ClaimedTransfer } from '#database/transfer-queue'
import type { NewEvidence } from '#database/evidence'
import type { SettledCause, Settlement } from '#database/settle'
import type { PayoutPlanInput } from '#books/payouts/plan-payout'
import type { Plan, PlanInput } from '#books/plan'
import { isDatabaseTrouble } from '#database/faults'
import { asTillbridgeError, TillbridgeError } from '#lib/errors'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { assertRunning } from './assert-running.ts'
import { bookOrder } from './book-order.ts'
import { bookPayout, type PayoutEnd, payoutSummary } from './book-payout.ts'
import type { OpenConnection, RunScope } from './connections.ts'
import { orderEvidence, payoutEvidence, undoEvidence } from './evidence.ts'
import type { Exchange } from './exchanges.ts'
import { type ExecutionResult, newExecution } from './execute.ts'
import type { UndoInput } from './undo-plan.ts'
import { followDirective } from './undo-run.ts'
import { decide } from './outcomes.ts'
import type { Parties } from './parties.ts'
import type { EngineServices } from './services.ts'

/** One run of one transfer, from the newest state of its record to the documents that the target should hold. */
export interface Run {
  readonly claimed: ClaimedTransfer
  readonly held: readonly HeldDocument[]
  readonly signal: AbortSignal
  /** Throws when the lease is lost: another process may be at work on this record. */
  beforeWrite(): void
}

export interface RunResult {
  readonly settlement: Settlement
  /** The connection that refused its credentials. */
  readonly pause: { readonly connection: OpenConnection; readonly error: TillbridgeError } | null
  readonly hold: { readonly connectionId: string; readonly seconds: number } | null
}

interface Progress {
  order: Order | null
  /** In the flow of payouts, in place of `order`. */
  payout: PayoutEnd | null
  plan: Plan | null
  /** What its plans were made from, kept as evidence of what they wrote. */
  readonly inputs: PlanInput[]
  readonly payoutInputs: PayoutPlanInput[]
  readonly undoInputs: UndoInput[]
  /** Of the integration whose rules were used; 0 = none yet. */
  revision: number
  /** How a record ended about which a person decided otherwise. */
  verdict: SettledCause | null
  /** The connection that is being talked to, to be blamed when it refuses. */
  talkingTo: OpenConnection | null
  readonly execution: ExecutionResult
}

/** Brings one record in step. Never throws: whatever happens becomes a settlement. */
export async function reconcile(services: EngineServices, parties: Parties, run: Run): Promise<RunResult> {
  const startedAt = services.clock.now()
  const exchanges: Exchange[] = []
  const scope: RunScope = {
    signal: run.signal,
    record: (exchange) => exchanges.push(exchange),
    beforeWrite: run.beforeWrite,
  }
  const progress: Progress = {
    order: null,
    payout: null,
    plan: null,
    inputs: [],
    payoutInputs: [],
    undoInputs: [],
    revision: 0,
    verdict: null,
    talkingTo: null,
    execution: newExecution(run.held),
  }
  let failure: TillbridgeError | null = null
  try {
    await bringInStep(services, parties, run, scope, progress)
  } catch (error) {
    failure = isDatabaseTrouble(error) ? databaseAway(error) : asTillbridgeError(error)
  }
  const settlement = settle(services, run, progress, failure, exchanges, startedAt)
  const blamed =
    failure !== null && progress.talkingTo !== null ? { connection: progress.talkingTo, error: failure } : null
  const hold = failure === null ? null : decide(failure, run.claimed.failures, services.random).holdConnectionSeconds
  return {
    settlement,
    pause: failure?.kind === 'unauthorized' ? blamed : null,
    hold:
      blamed === null || hold === null
        ? null
        : { connectionId: blamed.connection.connection.connectionId, seconds: hold },
  }
}

async function bringInStep(
  services: EngineServices,
  parties: Parties,
  run: Run,
  scope: RunScope,
  progress: Progress,
): Promise<void> {
  const { claimed, held } = run
  const { organizationId, revisions } = claimed
  if (claimed.directive !== null) return followDirective(claimed.directive, { services, parties, run, scope, progress })
  if (claimed.flow === 'payouts') return bookPayout({ services, parties, run, scope, progress })
  const integration = await services.integrations.load(organizationId, claimed.integrationId, revisions.integration)
  const store = await services.connections.open(organizationId, integration.row.storeConnectionId, revisions.store)
  progress.talkingTo = store
  assertRunning(store, services.clock.now())
  progress.order = await readOrder(store, scope, claimed)
  if (progress.order === null) return assertNothingHeld(held)
  const target = await services.connections.open(organizationId, claimed.connectionId, revisions.target)
  await bookOrder(services, {
    order: progress.order,
    result: progress.execution,
    sql: services.pool,
    target,
    scope,
    parties,
    integration,
    recovering: claimed.recovering,
    onPlan: (made, input) => {
      progress.plan = made
      progress.inputs.push(input)
      progress.revision = integration.row.revision
    },
    onWrite: () => (progress.talkingTo = target),
  })
}

// Our own database; what the run wrote outside is in its settlement, which waits until the database is back.
const databaseAway = (cause: unknown): TillbridgeError =>
  new TillbridgeError({
    kind: 'transient',
    code: 'DATABASE_AWAY',
    message: 'Our own database did not answer during this run.',
    remedy: 'Nothing to do if it passes; otherwise look at the database server.',
    detail: { error: String(cause) },
    cause,
  })

async function readOrder(store: OpenConnection, scope: RunScope, claimed: ClaimedTransfer): Promise<Order | null> {
  const source = store.connector.reads.orders as Source<never, Order> | undefined
  if (source === undefined) throw notReadable(store.connector.name)
  const snapshot: Snapshot | undefined =
    claimed.snapshot === null ? undefined : { ...claimed.snapshot, body: JSON.parse(claimed.snapshot.body) as unknown }
  return source.get(store.context(scope), claimed.recordKey, snapshot)
}

const notReadable = (connector: string): TillbridgeError =>
  new TillbridgeError({ kind: 'bug', code: 'NOT_READABLE', message: `${connector} cannot read orders.` })

function assertNothingHeld(held: readonly HeldDocument[]): void {
  const issued = held.filter((document) => document.state === 'issued')
  if (issued.length === 0) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'DELETED_AFTER_POSTING',
    message: `The order was deleted in the store after ${issued.map((document) => document.externalId).join(', ')} had been booked.`,
    remedy: 'Decide whether the documents stay; cancel or credit them in the target if not, then skip this transfer.',
  })
}

/** The state, cause and summary that a run ends with. */
function settle(
  services: EngineServices,
  { claimed, held }: Run,
  progress: Progress,
  failure: TillbridgeError | null,
  exchanges: readonly Exchange[],
  startedAt: Date,
): Settlement {
  const { order, payout } = progress
  const record = payout?.payout ?? order
  const decision = failure === null ? null : decide(failure, claimed.failures, services.random)
  const skipped = failure === null ? (progress.verdict ?? (payout === null ? skipReason(progress) : null)) : null
  return {
    organizationId: claimed.organizationId,
    transferId: claimed.transferId,
    connectionId: claimed.connectionId,
    version: claimed.version,
    state: decision?.state ?? (skipped === null ? 'synced' : 'skipped'),
    runInSeconds: decision?.runInSeconds ?? 0,
    // After a failure an earlier run's doubt stays until a run has looked everything up.
    unsettled: decision !== null && (decision.lookUp || (claimed.recovering && !progress.execution.finished)),
    failures: decision?.failures ?? 0,
    recordName: record?.name ?? null,
    sourceUpdatedAt: record?.updatedAt ?? null,
    sourceCreatedAt: payout?.payout.createdAt ?? order?.placedAt ?? null,
    summary: payout === null ? (order === null ? null : summaryOf(order)) : payoutSummary(payout),
    cause: failure === null ? skipped : causeOf(failure),
    links: [...progress.execution.written.values()].map((link, index) => ({
      ...link,
      position: held.length + index,
      ...ownerOf(payout, link.reference),
    })),
    evidence: evidenceOf(claimed, progress),
    attempt: {
      startedAt,
      finishedAt: services.clock.now(),
      detail: failure === null ? null : failure.detail,
      exchanges,
    },
  }
}

/** A payment that a payout booked belongs to its order. */
function ownerOf(payout: PayoutEnd | null, reference: string): { transferId?: string } {
  const transferId = payout?.owners.get(reference)
  return transferId === undefined ? {} : { transferId }
}

function evidenceOf({ integrationId }: ClaimedTransfer, progress: Progress): NewEvidence | null {
  const { execution, revision, inputs, payoutInputs, undoInputs } = progress
  if (execution.written.size === 0) return null
  const owner = { integrationId, revision }
  return orderEvidence(owner, inputs) ?? payoutEvidence(owner, payoutInputs) ?? undoEvidence(owner, undoInputs)
}

function skipReason({ order, plan: made }: Progress): SettledCause | null {
  const cause = (code: string, message: string): SettledCause => ({
    kind: null,
    code,
    subject: null,
    message,
    remedy: null,
  })
  if (order === null)
    return cause('DELETED_IN_STORE', 'The order no longer exists in the store, and nothing was booked for it.')
  if (made?.outcome !== 'skip' && made?.outcome !== 'wait') return null
  return cause(made.reason?.code ?? 'SKIPPED', made.reason?.message ?? 'A rule says so.')
}

const causeOf = (failure: TillbridgeError): SettledCause => ({
  kind: failure.kind,
  code: failure.code,
  subject: failure.subject,
  message: failure.message,
  remedy: failure.remedy,
})

const summaryOf = (order: Order): Record<string, unknown> => ({
  total: order.totals.currentTotal.shop,
  currency: order.currencies.shop,
  customer:
    order.customer === null ? null : `${order.customer.firstName ?? ''} ${order.customer.lastName ?? ''}`.trim(),
  channel: order.channel.name,
  financialStatus: order.financialStatus,
})
