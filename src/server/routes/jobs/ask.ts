import { addJob } from '#database/jobs'
import { type Integration, listFlows, listIntegrations } from '#database/integrations'
import type { JobKind } from '#engine/jobs/kinds'
import { TillbridgeError } from '#lib/errors'
import type { Call, Handler } from '#server/api/call'
import { missing } from '#server/api/failures'

type Asking = 'jobs.import' | 'jobs.shadow' | 'jobs.drift' | 'jobs.sweep'

export const askImport: Handler<'jobs.import'> = async (call) => ask(call, 'import', await integrationOf(call))
export const askShadow: Handler<'jobs.shadow'> = async (call) => ask(call, 'shadow', await integrationOf(call))
export const askSweep: Handler<'jobs.sweep'> = async (call) => ask(call, 'sweep', await integrationOf(call))

export const askDrift: Handler<'jobs.drift'> = async (call) => {
  const integration = await integrationOf(call)
  const flows = await listFlows(call.services.pool, call.organizationId)
  const orders = flows.find((flow) => flow.integrationId === integration.integrationId && flow.flow === 'orders')
  return ask(call, 'drift', integration, { timeZone: orders?.timeZone ?? 'UTC' })
}

async function integrationOf({ services, organizationId, body }: Call<Asking>): Promise<Integration> {
  const integrations = await listIntegrations(services.pool, organizationId)
  const found = integrations.find(({ key }) => key === body.integration)
  if (found === undefined) throw missing(`integration "${body.integration}"`)
  return found
}

async function ask(
  { services, organizationId, actor, body, note }: Call<Asking>,
  kind: JobKind,
  { integrationId }: Integration,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ jobId: string }> {
  const { since, until } = body
  if (since !== undefined && until !== undefined) assertRange(since, until)
  const { integration: _key, ...input } = body
  const { jobId } = await addJob(services.pool, {
    organizationId,
    kind,
    integrationId,
    input: { ...input, ...more },
    askedBy: actor.email ?? actor.name,
    askedAt: services.clock.now(),
  })
  note({ subject: `job:${jobId}`, after: body })
  return { jobId }
}

/** @throws {TillbridgeError} `RANGE_EMPTY`. */
export function assertRange(since: string, until: string): void {
  if (new Date(since) < new Date(until)) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'RANGE_EMPTY',
    message: 'The range ends before it begins.',
    remedy: 'Choose an end that is later than the beginning.',
  })
}
