import type { Call, Handler } from '#server/api/call'
import { assertRange } from '#server/routes/jobs/ask'
import { begin, integrationOf } from './integration.ts'

export const askAdopt: Handler<'jobs.adopt'> = async (call) => {
  const { actor, body, note } = call
  const { since, until } = ordered(call)
  const integration = await integrationOf(call)
  const job = await begin(call, 'adopt', integration, {
    since,
    until,
    take: body.take,
    by: actor.email ?? actor.name,
  })
  note({ subject: `job:${job.jobId}`, after: body })
  return job
}

export const releaseAdoptions: Handler<'adoptions.release'> = async (call) => {
  const { services, organizationId, body, note } = call
  const { since, until } = ordered(call)
  const { integrationId, key } = await integrationOf(call)
  note({ subject: `integration:${key}`, after: body })
  const range = { since: new Date(since), until: new Date(until) }
  return { released: await services.engine.releaseAdoptions({ organizationId, integrationId, ...range }) }
}

function ordered({ body }: Call<'jobs.adopt' | 'adoptions.release'>): { since: string; until: string } {
  const { since, until } = body
  assertRange(since, until)
  return { since, until }
}
