import { addJob } from '#database/jobs'
import type { UndoRequest } from '#engine/undo'
import { TillbridgeError } from '#lib/errors'
import type { Call, Handler } from '#server/api/call'
import { nameOf, transferOf } from './one.ts'

type Undoing = 'transfers.undo-preview' | 'transfers.undo'

const requestOf = ({ organizationId, params }: Call<Undoing>, integrationId: string): UndoRequest => ({
  organizationId,
  integrationId,
  scope: { kind: 'record', transferId: params.transferId },
})

export const previewUndoRoute: Handler<'transfers.undo-preview'> = async (call) => {
  const { transfer } = await transferOf(call)
  const { records } = await call.services.engine.previewUndo(requestOf(call, transfer.integrationId))
  const [record] = records
  return { steps: [...(record?.steps ?? [])], unsettled: record?.unsettled ?? false, possible: record !== undefined }
}

export const undoTransfer: Handler<'transfers.undo'> = async (call) => {
  const { services, organizationId, params, actor, note } = call
  const { transfer } = await transferOf(call)
  const request = requestOf(call, transfer.integrationId)
  note({ subject: `transfer:${params.transferId}`, before: { state: transfer.state } })
  const { records } = await services.engine.previewUndo(request)
  if (records.length === 0) throw nothing(nameOf(transfer))
  const { jobId } = await addJob(services.pool, {
    organizationId,
    kind: 'undo',
    integrationId: transfer.integrationId,
    input: { scope: request.scope, by: actor.email ?? actor.name },
    askedBy: actor.email ?? actor.name,
    askedAt: services.clock.now(),
  })
  note({ after: { steps: records.flatMap(({ steps }) => steps) } })
  return { jobId }
}

const nothing = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'NOTHING_TO_UNDO',
    message: `Nothing of ${name} is left to undo.`,
    remedy: 'Look at its documents: all of them are taken back already, or none was written.',
  })
