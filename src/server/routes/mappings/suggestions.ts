import { preflightReport } from '#api/preflight'
import { listJobs, showJob } from '#database/jobs'
import type { Handler } from '#server/api/call'
import { integrationOf } from '#server/routes/integrations/shown'

const LOOKED_AT = 50

export const listSuggestions: Handler<'mappings.suggestions'> = async (call) => {
  const { services, organizationId, params } = call
  const { integrationId } = await integrationOf(call, params.integration)
  const jobs = await listJobs(services.pool, organizationId, { kind: 'preflight', limit: LOOKED_AT })
  const last = jobs.find((job) => job.integrationId === integrationId && job.state === 'done')
  if (last === undefined) return { at: null, values: [] }
  const job = await showJob(services.pool, last)
  const { values } = preflightReport.parse(job?.result)
  const missing = values.filter(({ state, message }) => state === 'missing' || message !== null)
  return {
    at: last.finishedAt,
    values: missing.map((value) => ({ ...value, certain: value.suggestions.length === 1 })),
  }
}
