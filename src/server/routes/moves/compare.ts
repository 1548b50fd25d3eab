import type { Handler } from '#server/api/call'
import { begin, integrationOf } from './integration.ts'

export const askCompare: Handler<'jobs.compare'> = async (call) => {
  const { body, note } = call
  const integration = await integrationOf(call)
  const dryRun = body.dryRun || !integration.live
  const job = await begin(call, 'compare', integration, { what: body.what, dryRun })
  note({ subject: `job:${job.jobId}`, after: { ...body, dryRun } })
  return job
}
