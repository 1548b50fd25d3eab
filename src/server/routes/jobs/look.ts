import { askToStop, type Job, listJobs, showJob } from '#database/jobs'
import { TillbridgeError } from '#lib/errors'
import type { ApiJob } from '#api/jobs'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { integrationKeys } from '#server/routes/transfers/filter'

export const listJobsRoute: Handler<'jobs.list'> = async ({ services, organizationId, query }) => {
  const keys = await integrationKeys(services, organizationId)
  const jobs = await listJobs(services.pool, organizationId, { kind: query.kind ?? null, limit: query.limit })
  return { items: jobs.map((job) => shown(job, keys)) }
}

export const showJobRoute: Handler<'jobs.show'> = async ({ services, organizationId, params }) => {
  const job = await showJob(services.pool, { organizationId, jobId: params.jobId })
  if (job === null) throw missing('job')
  return { ...shown(job, await integrationKeys(services, organizationId)), result: job.result }
}

export const stopJob: Handler<'jobs.stop'> = async ({ services, organizationId, params, note }) => {
  const key = { organizationId, jobId: params.jobId }
  note({ subject: `job:${params.jobId}` })
  if (await askToStop(services.pool, key, services.clock.now())) return
  if ((await showJob(services.pool, key)) === null) throw missing('job')
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'JOB_ENDED',
    message: 'This job has ended already.',
    remedy: 'Look at what came of it.',
  })
}

const shown = (job: Job, keys: ReadonlyMap<string, string>): ApiJob => ({
  jobId: job.jobId,
  kind: job.kind,
  integration: job.integrationId === null ? null : (keys.get(job.integrationId) ?? null),
  state: job.state,
  done: job.done,
  total: job.total,
  doing: job.doing,
  askedBy: job.askedBy,
  askedAt: job.askedAt,
  startedAt: job.startedAt,
  finishedAt: job.finishedAt,
  failure: job.failure,
})
