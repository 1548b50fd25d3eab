import { addJob } from '#database/jobs'
import type { Handler } from '#server/api/call'
import { integrationOf } from '#server/routes/integrations/shown'
import { causeAbout } from './about.ts'

export const resolveCause: Handler<'attention.resolve'> = async (call) => {
  const { services, organizationId, actor, body, note } = call
  const { integrationId, key } = await integrationOf(call, body.integration)
  const { cause: code, subject, expected } = body
  note({ subject: causeAbout({ integration: key, code, subject }), after: body })
  const { jobId } = await addJob(services.pool, {
    organizationId,
    kind: 'release',
    integrationId,
    input: { code, subject, expected },
    askedBy: actor.email ?? actor.name,
    askedAt: services.clock.now(),
  })
  return { jobId }
}
