import { type AdoptionFindings, type AdoptRequest, findAdoptions, type TakenAdoptions, takeSure } from './adopt.ts'
import type { OrderRange } from './adopt-range.ts'
import { rejectPairs, type Rejection, releaseRange } from './adopt-release.ts'
import { confirmPair, type ConfirmRequest } from './adopt-take.ts'
import { type BackfillProgress, type BackfillRequest, runBackfill } from './backfill.ts'
import type { EngineServices } from './services.ts'
import { shadow, type ShadowReport, type ShadowRequest } from './shadow.ts'
import { previewUndo, undo, type UndoOptions, type UndoPreview, type UndoRequest, type UndoResult } from './undo.ts'
import type { Wake } from './wake.ts'

/** What helps to move to Tillbridge, and back. */
export interface GoLive {
  /** Brings in a range of history, behind live work. */
  backfill(request: BackfillRequest): Promise<BackfillProgress>
  /** Compares what would be written with what the target holds. Writes nothing. */
  shadow(request: ShadowRequest): Promise<ShadowReport>
  /** Sets the orders of a range aside and shows which documents the target has for them. */
  findAdoptions(request: AdoptRequest): Promise<AdoptionFindings>
  /** Links what is sure, and lets go what is decided. */
  takeSure(request: AdoptRequest & { readonly by: string }): Promise<TakenAdoptions>
  confirmAdoption(request: ConfirmRequest): Promise<{ readonly differs: string | null }>
  rejectAdoptions(request: Rejection): Promise<number>
  releaseAdoptions(request: OrderRange): Promise<number>
  /** What an undo would do. */
  previewUndo(request: UndoRequest): Promise<UndoPreview>
  /** Has the workers take back everything of a scope: some worker must run, in this process or elsewhere. */
  undo(request: UndoRequest, options: UndoOptions): Promise<UndoResult>
}

export const goLive = (services: EngineServices, wake: Wake): GoLive => ({
  backfill: (request) => runBackfill(services, wake, request),
  shadow: (request) => shadow(services, request),
  findAdoptions: (request) => findAdoptions(services, request),
  takeSure: (request) => takeSure(services, wake, request),
  confirmAdoption: (request) => confirmPair(services, wake, request),
  rejectAdoptions: (request) => rejectPairs(services, wake, request),
  releaseAdoptions: (request) => releaseRange(services, wake, request),
  previewUndo: (request) => previewUndo(services, request),
  undo: (request, options) => undo(services, wake, request, options),
})
