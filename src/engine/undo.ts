import { adoptedReferences } from '#database/adoptions'
import { heldDocuments } from '#database/links'
import {
  beginUndo,
  countBefore,
  type DirectedState,
  directedStates,
  directUndo,
  finishUndo,
  type UndoCandidate,
  undoCandidates,
  type UndoScope,
} from '#database/undos'
import type { DocumentKind } from '#model/documents'
import type { EngineServices } from './services.ts'
import { documentsOf } from './target-documents.ts'
import { planUndo } from './undo-plan.ts'
import type { Wake } from './wake.ts'

export interface UndoRequest {
  readonly organizationId: string
  readonly integrationId: string
  readonly scope: UndoScope
}

/** One thing that an undo does, or one that stands in its way. */
export interface UndoStep {
  readonly action: 'cancel' | 'create' | 'impossible'
  readonly kind: DocumentKind
  /** The document that is cancelled or in the way; `null` for one that will be written. */
  readonly externalId: string | null
  readonly reference: string
  readonly why: string | null
}

export interface UndoneRecord {
  readonly transferId: string
  readonly recordName: string
  readonly flow: string
  readonly steps: readonly UndoStep[]
  /** An earlier run broke off: what it wrote is looked up first, and taken back too. */
  readonly unsettled: boolean
}

export interface UndoPreview {
  readonly records: readonly UndoneRecord[]
  /** Records of the import that had documents before it: left alone. */
  readonly leftAlone: number
}

/** What an undo would do, from what we know; the target is not asked. */
export async function previewUndo(services: EngineServices, request: UndoRequest): Promise<UndoPreview> {
  const { pool } = services
  const { organizationId, scope } = request
  const candidates = await undoCandidates(pool, request, scope)
  const integration = await services.integrations.load(organizationId, request.integrationId)
  const target = await services.connections.open(organizationId, integration.row.targetConnectionId)
  const { capabilities } = documentsOf(target)
  const today = services.clock.now().toISOString().slice(0, 10)
  const records: UndoneRecord[] = []
  for (const candidate of candidates) {
    const key = { organizationId, transferId: candidate.transferId }
    const held = (await heldDocuments(pool, [key])).get(candidate.transferId) ?? []
    const adopted = await adoptedReferences(pool, key)
    const undo = planUndo({ held: held.filter((one) => !adopted.has(one.reference)), capabilities, today })
    records.push(undoneRecord(candidate, undo))
  }
  const leftAlone = scope.kind === 'import' ? await countBefore(pool, organizationId, scope.backfillId) : 0
  return { records, leftAlone }
}

function undoneRecord(candidate: UndoCandidate, undo: ReturnType<typeof planUndo>): UndoneRecord {
  const steps = undo.writes.map((write): UndoStep => {
    if (write.action === 'create') {
      const { kind, reference } = write.document
      return { action: 'create', kind, externalId: null, reference, why: null }
    }
    const { kind, externalId, reference } = write.held
    return { action: 'cancel', kind, externalId, reference, why: null }
  })
  const obstacles = undo.obstacles.map(({ document, why }): UndoStep => {
    const { kind, externalId, reference } = document
    return { action: 'impossible', kind, externalId, reference, why }
  })
  const { transferId, flow, recordName, recordKey, unsettled } = candidate
  return { transferId, flow, recordName: recordName ?? recordKey, unsettled, steps: [...steps, ...obstacles] }
}

export interface UndoOptions {
  /** Who asked; stays with every record. */
  readonly by: string
  /** Stops behind the records that are under way. Asked again for the same scope, the undo goes on with the rest. */
  readonly signal?: AbortSignal
  onProgress?(progress: { readonly done: number; readonly all: number }): void
  /** Asked again and again while records are under way; what it throws ends the waiting, not the work. */
  check?(): Promise<void>
}

export interface UndoResult {
  readonly undone: number
  /** What the target refused, or could not be reached for; each says why, and goes on when it is retried. */
  readonly open: readonly DirectedState[]
  /** Not begun, because it was stopped. */
  readonly left: number
}

// Few enough that a stop is soon, many enough that all slots of the connection are busy.
const BATCH = 40
const LOOK_EVERY_MS = 50

/**
 * Has the workers take back everything of a scope, the newest first. The records run like any others, with leases, retries and
 * the connection's limits, so that a crash costs nothing: what was begun is brought to its end, by whichever process.
 */
export async function undo(
  services: EngineServices,
  wake: Wake,
  request: UndoRequest,
  options: UndoOptions,
): Promise<UndoResult> {
  const { pool, clock } = services
  const { organizationId, scope } = request
  const all = (await undoCandidates(pool, request, scope)).map((candidate) => candidate.transferId)
  if (all.length === 0) return { undone: 0, open: [], left: 0 }
  const undoId = await beginUndo(pool, request, { by: options.by, scope, records: all.length })
  const note = `Undone on ${clock.now().toISOString().slice(0, 10)} by ${options.by}.`
  const ended: DirectedState[] = []
  let begun = 0
  while (begun < all.length && options.signal?.aborted !== true) {
    const batch = all.slice(begun, begun + BATCH)
    await directUndo(pool, { organizationId, undoId, note }, batch)
    wake.raise()
    begun += batch.length
    const before = begun - batch.length
    const onLook = async (done: number): Promise<void> => {
      options.onProgress?.({ done: before + done, all: all.length })
      await options.check?.()
    }
    ended.push(...(await ending(services, organizationId, batch, onLook)))
  }
  if (begun === all.length) await finishUndo(pool, organizationId, undoId)
  const open = ended.filter((record) => record.causeCode !== 'UNDONE')
  return { undone: ended.length - open.length, open, left: all.length - begun }
}

/** Waits until each of them is undone, or waits for a retry or for a person. */
async function ending(
  { pool, clock }: EngineServices,
  organizationId: string,
  transferIds: readonly string[],
  onLook: (done: number) => Promise<void>,
): Promise<DirectedState[]> {
  for (;;) {
    const states = await directedStates(pool, organizationId, transferIds)
    const busy = states.filter(({ state }) => state === 'pending' || state === 'running')
    await onLook(states.length - busy.length)
    if (busy.length === 0) return states
    await clock.sleep(LOOK_EVERY_MS)
  }
}
