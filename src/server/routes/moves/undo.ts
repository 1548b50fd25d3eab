import { UNDO_PREVIEW_RECORDS } from '#api/moves'
import { getBackfill } from '#database/backfills'
import type { Integration } from '#database/integrations'
import type { UndoRequest } from '#engine/undo'
import { TillbridgeError } from '#lib/errors'
import type { Call, Handler } from '#server/api/call'
import { begin, integrationOf } from './integration.ts'

type Undoing = Call<'undo.preview' | 'jobs.undo'>

export const previewRangeUndo: Handler<'undo.preview'> = async (call) => {
  const { records, leftAlone } = await call.services.engine.previewUndo(
    await requestOf(call, await integrationOf(call)),
  )
  const shown = records.slice(0, UNDO_PREVIEW_RECORDS).map(({ steps, ...record }) => ({ ...record, steps: [...steps] }))
  return { count: records.length, leftAlone, records: shown }
}

export const askUndo: Handler<'jobs.undo'> = async (call) => {
  const { services, actor, note } = call
  const integration = await integrationOf(call)
  const request = await requestOf(call, integration)
  const { records } = await services.engine.previewUndo(request)
  if (records.length === 0) throw nothing()
  const job = await begin(call, 'undo', integration, { scope: request.scope, by: actor.email ?? actor.name })
  note({ subject: `job:${job.jobId}`, after: { ...call.body, records: records.length } })
  return job
}

async function requestOf(
  { services, organizationId, body: { scope } }: Undoing,
  { integrationId }: Integration,
): Promise<UndoRequest> {
  if (scope.kind === 'import') {
    const run = await getBackfill(services.pool, organizationId, scope.backfillId)
    if (run?.integrationId !== integrationId) throw importUnknown(scope.backfillId)
  }
  return { organizationId, integrationId, scope }
}

const nothing = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'NOTHING_TO_UNDO',
    message: 'Nothing of this is left to undo.',
    remedy: 'Choose another range; what is undone already stays undone.',
  })

const importUnknown = (id: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'IMPORT_UNKNOWN',
    message: `There is no import "${id}" of this integration.`,
    remedy: 'See the imports with "tillbridge import --list".',
  })
