import { addJob } from '#database/jobs'
import type { Handler } from '#server/api/call'
import { integrationOf } from '#server/routes/integrations/shown'
import { assertRange } from '#server/routes/jobs/ask'

const DAYS = 90
const DAY_MS = 86_400_000

export const askPreflight: Handler<'jobs.preflight'> = async (call) => {
  const { services, organizationId, actor, body, note } = call
  const { integrationId } = await integrationOf(call, body.integration)
  const now = services.clock.now()
  const until = body.until ?? now.toISOString()
  const since = body.since ?? new Date(Date.parse(until) - DAYS * DAY_MS).toISOString()
  assertRange(since, until)
  const { jobId } = await addJob(services.pool, {
    organizationId,
    kind: 'preflight',
    integrationId,
    input: { since, until },
    askedBy: actor.email ?? actor.name,
    askedAt: now,
  })
  note({ subject: `job:${jobId}`, after: { integration: body.integration, since, until } })
  return { jobId }
}
