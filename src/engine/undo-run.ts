import { dateIn } from '#lib/clock'
import type { Write } from '#books/plan'
import { adoptedReferences } from '#database/adoptions'
import type { Directive } from '#database/directives'
import { listFlows } from '#database/integrations'
import { TillbridgeError } from '#lib/errors'
import { mappingError } from '#mapping/mapping-error'
import { resolve } from '#mapping/resolve'
import type { HeldDocument } from '#model/held'
import { planOrder } from './book-order.ts'
import { boundMappings } from './catalog/bound-mappings.ts'
import { executePlan, type Execution, type ExecutionResult } from './execute.ts'
import { readOrder } from './order-records.ts'
import type { FlowRun, Run } from './reconcile.ts'
import type { EngineServices } from './services.ts'
import { heldWithDeliveries } from './shipments/known-deliveries.ts'
import { documentsOf } from './target-documents.ts'
import { type Obstacle, planUndo, type UndoPlan } from './undo-plan.ts'

/**
 * Does what a person decided about a record instead of bringing it in step.
 *
 * @throws {TillbridgeError} `rejected` for what waits for a person; whatever the target answers.
 */
export async function followDirective(directive: Directive, directed: FlowRun): Promise<void> {
  if (directive.kind === 'adopt') throw undecided(directive.note)
  if (directive.kind === 'differs') throw differs(directive.note)
  await undoRecord(directed)
  directed.progress.verdict = {
    kind: null,
    code: 'UNDONE',
    subject: null,
    message: directive.note,
    remedy: 'To book it again: tillbridge transfers retry, with its name.',
  }
}

const undecided = (note: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ADOPTION_OPEN',
    message: note,
    remedy: 'See what was found with "tillbridge adopt", and confirm or reject it.',
  })

const differs = (note: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ADOPTED_WITH_DIFFERENCE',
    message: note,
    remedy: 'Correct it in the target and skip this transfer; or let it be corrected here: tillbridge transfers retry.',
  })

async function undoRecord({ services, parties, run, scope, progress }: FlowRun): Promise<void> {
  const { claimed } = run
  const { organizationId, integrationId, revisions } = claimed
  const integration = await services.integrations.load(organizationId, integrationId, revisions.integration)
  const target = await services.connections.open(organizationId, claimed.connectionId, revisions.target)
  progress.talkingTo = target
  const adopted = await adoptedReferences(services.pool, claimed)
  // Always as after a crash: each document is looked up before it is written, and an undo is too rare to save a read.
  const execution: Execution = { sql: services.pool, target, scope, parties, integration, recovering: true }
  const own = (): HeldDocument[] => [...progress.execution.held.values()].filter((held) => !adopted.has(held.reference))
  if (claimed.recovering) await findUnlinked(services, run, execution, progress.execution)
  for (const held of own()) await lookUp(execution, held, progress.execution)
  const flow = (await listFlows(services.pool, organizationId)).find((one) => one.integrationId === integrationId)
  const today = dateIn(flow?.timeZone ?? 'UTC', services.clock.now())
  const { capabilities } = documentsOf(target)
  const uncancellable = new Set<string>()
  for (;;) {
    const input = { held: own(), capabilities, today, uncancellable: new Set(uncancellable) }
    const undo = planUndo(input)
    progress.undoInputs.push(input)
    progress.revision = integration.row.revision
    const refused = await carryOut(execution, undo, progress.execution)
    if (refused === null) return close(undo, progress.execution)
    uncancellable.add(refused.reference)
  }
}

/** Documents that a run wrote which ended before it could say so: found by the references that it would have given. */
async function findUnlinked(
  services: EngineServices,
  { claimed, held }: Run,
  { target, scope, integration }: Execution,
  result: ExecutionResult,
): Promise<void> {
  const store = await services.connections.open(claimed.organizationId, integration.row.storeConnectionId)
  const order = claimed.flow === 'orders' ? await readOrder(services, store, scope, claimed) : null
  if (order === null) return
  const documents = documentsOf(target)
  const known = await heldWithDeliveries(services.pool, { order, integration, held })
  const { writes } = planOrder(services, { order, integration, target, held: known })
  for (const write of writes) {
    if (write.action !== 'create') continue
    const { document } = write
    const found = await documents.find(target.context(scope), document.kind, document.reference)
    if (found !== null)
      note(result, { ...found, kind: document.kind, reference: document.reference, document, state: 'issued' })
  }
}

/** What became of a document since it was written. Drafts and what somebody took back are out of the way afterwards. */
async function lookUp({ target, scope }: Execution, held: HeldDocument, result: ExecutionResult): Promise<void> {
  if (held.state === 'cancelled') return
  const documents = documentsOf(target)
  const context = target.context(scope)
  const found = await documents.find(context, held.kind, held.reference)
  if (found?.state === 'issued') return
  if (found?.state === 'draft') {
    if (documents.discard === undefined) throw draftStays(found.externalId)
    await documents.discard(context, held.kind, found.externalId)
  }
  note(result, { ...held, state: 'cancelled', url: null })
}

const note = (
  result: ExecutionResult,
  { url = null, ...document }: HeldDocument & { readonly url?: string | null },
): void => {
  const { kind, reference, externalId, state, rowIds } = document
  const held = { kind, reference, externalId, state, document: document.document, rowIds }
  result.held.set(reference, held)
  result.written.set(reference, { ...held, url })
}

/** Makes the writes. Answers the document that the target refused to cancel because its period is closed, or `null`. */
async function carryOut(execution: Execution, undo: UndoPlan, result: ExecutionResult): Promise<HeldDocument | null> {
  const [obstacle] = undo.obstacles
  if (obstacle !== undefined) throw impossible(obstacle)
  const creates = undo.writes.filter((write) => write.action === 'create')
  await assertMapped(creates, execution)
  for (const write of undo.writes) {
    if (write.action !== 'cancel') continue
    try {
      await executePlan(execution, { writes: [write] }, result)
    } catch (error) {
      if (error instanceof TillbridgeError && error.code === 'PERIOD_CLOSED') return write.held
      throw error
    }
  }
  await executePlan(execution, { writes: creates }, result)
  return null
}

/** Before the first write: nothing is half taken back because its last document lacks a code. */
async function assertMapped(writes: readonly Write[], { sql, integration }: Execution): Promise<void> {
  const documents = writes.flatMap((write) => (write.action === 'create' ? [write.document] : []))
  const mappings = await boundMappings(sql, integration, documents)
  const missing = documents.flatMap((document) => {
    const resolved = resolve(document, mappings)
    return resolved.ok ? [] : resolved.missing
  })
  const [first, ...others] = missing
  if (first !== undefined) throw mappingError([first, ...others])
}

/** In our books both a reversed document and the one that reverses it are without effect from now on. */
function close({ closes }: UndoPlan, result: ExecutionResult): void {
  for (const reference of closes) {
    const held = result.held.get(reference)
    if (held?.state === 'issued') note(result, { ...held, state: 'cancelled' })
  }
  result.finished = true
}

const impossible = ({ document, why }: Obstacle): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'UNDO_IMPOSSIBLE',
    message: `${document.externalId} cannot be taken back: ${why}`,
    remedy: 'Take it back in the target by hand, then retry.',
    subject: `document:${document.externalId}`,
  })

const draftStays = (externalId: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'DRAFT_STAYS',
    message: `The target holds ${externalId} as a draft, which cannot be deleted from here.`,
    remedy: `Delete ${externalId} in the target, then retry.`,
    subject: `document:${externalId}`,
  })
