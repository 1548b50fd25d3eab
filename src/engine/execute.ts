import type { DocumentTarget, FoundParty, WriteContext } from '#contract/target'
import type { Plan } from '#books/plan'
import type { Sql } from '#database/pool'
import { TillbridgeError } from '#lib/errors'
import { mappingError } from '#mapping/mapping-error'
import type { Mappings } from '#mapping/mappings'
import type { MissingMapping } from '#mapping/missing'
import { resolve } from '#mapping/resolve'
import type { MappedDocument, Party, TargetDocument } from '#model/documents'
import type { BookedDocument, HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { bookedDifferences } from './balance.ts'
import { boundMappings } from './catalog/bound-mappings.ts'
import type { OpenConnection, RunScope } from './connections.ts'
import { withExtraFields } from './extra-fields.ts'
import type { LoadedIntegration } from './integrations.ts'
import { findNamed, namedParties } from './named.ts'
import type { Parties } from './parties.ts'
import { documentsOf } from './target-documents.ts'

export type WrittenDocument = HeldDocument & { readonly url: string | null }

/** What an execution did so far. Filled as it goes, so that a failure half-way still settles what was written. */
export interface ExecutionResult {
  /** The documents the target holds of this order, those just written included. */
  readonly held: Map<string, HeldDocument>
  /** What was written or cancelled just now, by reference: of a document that was taken back at once, its end. */
  readonly written: Map<string, WrittenDocument>
  /** Customers that this run looked up, by their first key. */
  readonly parties: Map<string, Promise<FoundParty>>
  /** The items that variants were bound to when their documents were mapped, by variant. */
  readonly bound: Map<string, string>
  /** Every write was made or looked up. */
  finished: boolean
}

export const newExecution = (held: readonly HeldDocument[]): ExecutionResult => ({
  held: new Map(held.map((document) => [document.reference, document])),
  written: new Map(),
  parties: new Map(),
  bound: new Map(),
  finished: false,
})

export interface Execution {
  /** Where documents of other records are looked up, e.g. the invoices that a payout settles. */
  readonly sql: Sql
  readonly target: OpenConnection
  readonly scope: RunScope
  readonly parties: Parties
  readonly integration: LoadedIntegration
  /** Look each document up by reference before it is written. */
  readonly recovering: boolean
  /** The order that a document is about, for the fields that expressions fill; absent or `null` = they are not filled. */
  readonly recordOf?: (reference: string) => Order | null
}

/** Makes the writes of a plan, in order. */
export async function executePlan(
  execution: Execution,
  plan: Pick<Plan, 'writes'>,
  result: ExecutionResult,
): Promise<void> {
  // All mappings are resolved before the first write: an order is not half booked because its last document lacks a code.
  const created = plan.writes.flatMap((write) => (write.action === 'create' ? [write.document] : []))
  const mappings = await boundMappings(execution.sql, execution.integration, created)
  const mapped = await mapAll(created, mappings, execution)
  for (const [variant, item] of mappings.bound ?? []) result.bound.set(variant, item)
  for (const write of plan.writes) {
    if (write.action === 'cancel') await cancel(execution, write.held, result)
    else if (write.action === 'close') await close(execution, write.reference, result)
    else await create(execution, write.document, mapped.get(write.document.reference) as MappedDocument, result)
  }
  result.finished = true
}

async function mapAll(
  documents: readonly TargetDocument[],
  mappings: Mappings,
  { integration, recordOf = () => null }: Execution,
): Promise<Map<string, MappedDocument>> {
  const mapped: MappedDocument[] = []
  const missing: MissingMapping[] = []
  for (const document of documents) {
    const resolved = resolve(document, mappings)
    if (resolved.ok) mapped.push(resolved.document)
    else missing.push(...resolved.missing)
  }
  const [first, ...others] = missing
  if (first !== undefined) throw mappingError([first, ...others])
  const complete = await withExtraFields(mapped, recordOf, { row: integration.row, entries: mappings.fields })
  return new Map(complete.map((document) => [document.reference, document]))
}

async function create(
  execution: Execution,
  planned: TargetDocument,
  document: MappedDocument,
  result: ExecutionResult,
): Promise<void> {
  const { target, scope, recovering } = execution
  const documents = documentsOf(target)
  const context = target.context(scope)
  const earlier = recovering ? await documents.find(context, document.kind, document.reference) : null
  if (earlier?.state === 'draft') throw draftExists(document, earlier)
  const booked = earlier ?? (await write(execution, documents, document, result))
  const state = booked.state === 'cancelled' ? 'cancelled' : 'issued'
  const held = {
    kind: document.kind,
    reference: document.reference,
    externalId: booked.externalId,
    state,
    document: document.fields === undefined ? planned : { ...planned, fields: document.fields },
    rowIds: booked.rowIds,
    url: booked.url,
  } as const
  result.held.set(document.reference, held)
  result.written.set(held.reference, held)
  if (state === 'cancelled') throw foundCancelled(booked)
  await assertBalanced(execution, document, booked, result)
  assertTaken(document, booked)
}

/** A field that the target does not have is told once: the document is written, and nothing is wrong with its figures. */
function assertTaken({ orderName }: MappedDocument, { externalId, ignoredFields = [] }: BookedDocument): void {
  const [field] = ignoredFields
  if (field === undefined) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'FIELD_NOT_TAKEN',
    message: `${externalId} of ${orderName} was written, but the target has no field ${ignoredFields.join(', ')} there, and left out what it should say.`,
    remedy:
      'Add the field in the target or take it out of the field overrides, then retry: the document stays as it is.',
    subject: `field:${field}`,
  })
}

/** Writes the document; once more when a customer that we remembered is gone from the target. */
async function write(
  execution: Execution,
  documents: DocumentTarget<never>,
  document: MappedDocument,
  result: ExecutionResult,
): Promise<BookedDocument> {
  const { target, scope, parties } = execution
  const context = await writeContext(execution, document, result)
  try {
    return await documents.create(target.context(scope), document, context)
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.code !== 'CUSTOMER_UNKNOWN') throw error
    // Deleted or merged there since. It is found or made again; a second refusal is for a person to look at.
    for (const { externalId } of Object.values(context.parties)) await parties.forget(target, externalId)
    result.parties.clear()
    return documents.create(target.context(scope), document, await writeContext(execution, document, result))
  }
}

/** Everything that the document names, in the target's terms. */
async function writeContext(
  execution: Execution,
  document: MappedDocument,
  result: ExecutionResult,
): Promise<WriteContext> {
  const found: [string, FoundParty][] = []
  for (const party of namedParties(document)) found.push([party.keys[0], await partyOf(execution, party, result)])
  const documents = await findNamed(execution.sql, execution.target.connection, document, result.held)
  return { parties: Object.fromEntries(found), documents }
}

/** The target's customer; looked up once per run, however many documents name it. */
function partyOf(execution: Execution, party: Party, result: ExecutionResult): Promise<FoundParty> {
  const { target, scope, parties, integration } = execution
  const [key] = party.keys
  const known = result.parties.get(key)
  if (known !== undefined) return known
  const found = parties.ensure(target, target.context(scope), party, integration.row.storeConnectionId)
  result.parties.set(key, found)
  return found
}

const draftExists = (document: MappedDocument, draft: BookedDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'DRAFT_EXISTS',
    message: `The target holds ${draft.externalId} for ${document.orderName} as a draft that was never issued.`,
    remedy: `Issue or delete ${draft.externalId} in the target, then retry.`,
    subject: `document:${draft.externalId}`,
  })

// A person cancelled it between our write and our answer: the next run plans anew, knowing that.
const foundCancelled = (booked: BookedDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'FOUND_CANCELLED',
    message: `${booked.externalId} was cancelled in the target meanwhile.`,
  })

async function cancel({ target, scope }: Execution, held: HeldDocument, result: ExecutionResult): Promise<void> {
  await documentsOf(target).cancel(target.context(scope), held.kind, held.externalId)
  const cancelled = { ...held, state: 'cancelled', url: null } as const
  result.held.set(held.reference, cancelled)
  result.written.set(held.reference, cancelled)
}

/** Closes an order that the target holds, or that this run wrote. Where nobody knows whether it was closed, it is asked again. */
async function close({ target, scope }: Execution, reference: string, result: ExecutionResult): Promise<void> {
  const held = result.held.get(reference)
  if (held === undefined) throw new TillbridgeError(notHeld(reference))
  await documentsOf(target).close?.(target.context(scope), held.kind, held.externalId)
  const closed = { ...held, closed: true } as const
  result.held.set(reference, closed)
  result.written.set(reference, { ...closed, url: result.written.get(reference)?.url ?? null })
}

const notHeld = (reference: string) =>
  ({ kind: 'bug', code: 'ORDER_NOT_HELD', message: `${reference} is to be closed and is not held.` }) as const

/** The target's own sums must equal ours. A document that does not is taken back at once and the order is held. */
async function assertBalanced(
  execution: Execution,
  document: MappedDocument,
  booked: BookedDocument,
  result: ExecutionResult,
): Promise<void> {
  const differences = bookedDifferences(document, booked)
  if (differences.length === 0) return
  const held = result.held.get(document.reference)
  const takenBack = held !== undefined && (await tryCancel(execution, held, result))
  // Linked, it would count as booked. Unlinked, the next run finds it by its reference and judges it anew.
  if (!takenBack) {
    result.held.delete(document.reference)
    result.written.delete(document.reference)
  }
  const figures = differences
    .map(({ what, expected: ours, actual }) => `${what}: store ${ours}, target ${actual}`)
    .join('; ')
  throw new TillbridgeError({
    kind: 'unbalanced',
    code: 'TARGET_UNBALANCED',
    message: `${booked.externalId} came out with other sums than the store's (${figures}). ${takenBack ? 'It was cancelled at once.' : 'It could not be cancelled.'}`,
    remedy: takenBack
      ? 'Look for rules in the target that change prices or taxes (pricing rules, tax templates), then retry.'
      : `Cancel ${booked.externalId} in the target, remove the rule that changed it, then retry.`,
    detail: { differences, document: booked.externalId },
  })
}

async function tryCancel(execution: Execution, held: HeldDocument, result: ExecutionResult): Promise<boolean> {
  try {
    await cancel(execution, held, result)
    return true
  } catch {
    // The caller says so in the cause.
    return false
  }
}
