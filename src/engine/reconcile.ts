import type { ClaimedTransfer } from '#database/transfer-queue'
import type { NewEvidence } from '#database/evidence'
import { documentTexts, type SettledCause, type Settlement } from '#database/settle'
import type { PayoutPlanInput } from '#books/payouts/plan-payout'
import type { PlanInput } from '#books/plan'
import { isDatabaseTrouble } from '#database/faults'
import { asTillbridgeError, TillbridgeError } from '#lib/errors'
import { amountText } from '#lib/search-words'
import type { HeldDocument } from '#model/held'
import type { OpenConnection, RunScope } from './connections.ts'
import { orderEvidence, payoutEvidence, undoEvidence } from './evidence.ts'
import type { Exchange } from './exchanges.ts'
import { type ExecutionResult, newExecution } from './execute.ts'
import { flowOf } from './flows.ts'
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

/** What a record is called and what lists show of it. */
export interface RunRecord {
  readonly name: string | null
  /** UTC, ISO 8601, the stamp of the system that it was read from. */
  readonly updatedAt: string | null
  readonly createdAt: string | null
  /** Figures for lists. */
  readonly summary: Readonly<Record<string, unknown>> | null
  /** What else people look for it by: names, mailboxes, SKUs. Its name, key and documents are known anyway. */
  readonly knownBy?: readonly (string | null | undefined)[]
  /** The transfers that own documents which this run writes for others, by reference. */
  readonly owners?: ReadonlyMap<string, string>
}

/** What a run came to so far. Filled as it goes, so that a failure half-way still settles what was written. */
export interface Progress {
  /** As soon as it is read. */
  record: RunRecord | null
  /** What the plans of its documents were made from, kept as evidence of what they wrote. */
  readonly inputs: PlanInput[]
  readonly payoutInputs: PayoutPlanInput[]
  readonly undoInputs: UndoInput[]
  /** The stamp of the state that documents were planned from; `null` = none were. */
  plannedUpdatedAt: string | null
  /** Of the integration whose rules were used; 0 = none yet. */
  revision: number
  /** Why nothing is done for the record although nothing failed; `null` = it is in step. */
  verdict: SettledCause | null
  /** The connection that is being talked to, to be blamed when it refuses. */
  talkingTo: OpenConnection | null
  readonly execution: ExecutionResult
}

/** What a flow is given to bring one record in step. */
export interface FlowRun {
  readonly services: EngineServices
  readonly parties: Parties
  readonly run: Run
  readonly scope: RunScope
  readonly progress: Progress
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
    record: null,
    inputs: [],
    payoutInputs: [],
    undoInputs: [],
    plannedUpdatedAt: null,
    revision: 0,
    verdict: null,
    talkingTo: null,
    execution: newExecution(run.held),
  }
  let failure: TillbridgeError | null = null
  try {
    await bringInStep({ services, parties, run, scope, progress })
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

async function bringInStep(run: FlowRun): Promise<void> {
  const { directive, flow } = run.run.claimed
  if (directive !== null) return followDirective(directive, run)
  return flowOf(flow).run(run)
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

/** The state, cause and summary that a run ends with. */
function settle(
  services: EngineServices,
  { claimed, held }: Run,
  progress: Progress,
  failure: TillbridgeError | null,
  exchanges: readonly Exchange[],
  startedAt: Date,
): Settlement {
  const { record } = progress
  const decision = failure === null ? null : decide(failure, claimed.failures, services.random)
  const skipped = failure === null ? progress.verdict : null
  return {
    organizationId: claimed.organizationId,
    transferId: claimed.transferId,
    connectionId: claimed.connectionId,
    version: claimed.version,
    state: decision?.state ?? (skipped === null ? 'synced' : 'skipped'),
    runInSeconds: decision?.runInSeconds ?? 0,
    refusedBy: failure?.kind === 'unauthorized' ? refuserOf(progress) : null,
    // After a failure an earlier run's doubt stays until a run has looked everything up.
    unsettled: decision !== null && (decision.lookUp || (claimed.recovering && !progress.execution.finished)),
    failures: decision?.failures ?? 0,
    recordName: record?.name ?? null,
    sourceUpdatedAt: record?.updatedAt ?? null,
    sourceCreatedAt: record?.createdAt ?? null,
    plannedUpdatedAt: progress.plannedUpdatedAt,
    summary: record?.summary ?? null,
    knownBy: record === null ? null : knownBy(claimed, record, progress.execution),
    cause: failure === null ? skipped : causeOf(failure),
    links: [...progress.execution.written.values()].map((link, index) => ({
      ...link,
      position: held.length + index,
      ...ownerOf(record, link.reference),
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

/** Without its settings, which hold secrets. */
const refuserOf = ({ talkingTo }: Progress): Exclude<Settlement['refusedBy'], undefined> =>
  talkingTo && { connectionId: talkingTo.connection.connectionId, revision: talkingTo.connection.revision }

/** All that a transfer is found by. */
function knownBy(
  { recordKey }: ClaimedTransfer,
  { name, summary, knownBy: more = [] }: RunRecord,
  { held }: ExecutionResult,
) {
  const total = summary?.['total']
  const amount = typeof total === 'string' ? amountText(total) : null
  return [name, recordKey.replace(/^target\//, ''), amount, ...[...held.values()].flatMap(documentTexts), ...more]
}

/** A payment that a payout booked belongs to its order. */
function ownerOf(record: RunRecord | null, reference: string): { transferId?: string } {
  const transferId = record?.owners?.get(reference)
  return transferId === undefined ? {} : { transferId }
}

function evidenceOf({ integrationId }: ClaimedTransfer, progress: Progress): NewEvidence | null {
  const { execution, revision, inputs, payoutInputs, undoInputs } = progress
  if (execution.written.size === 0) return null
  const owner = { integrationId, revision, bound: execution.bound }
  return orderEvidence(owner, inputs) ?? payoutEvidence(owner, payoutInputs) ?? undoEvidence(owner, undoInputs)
}

const causeOf = (failure: TillbridgeError): SettledCause => ({
  kind: failure.kind,
  code: failure.code,
  subject: failure.subject,
  message: failure.message,
  remedy: failure.remedy,
})
