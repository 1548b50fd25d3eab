import { type Integration, listIntegrations } from '#database/integrations'
import { addJob } from '#database/jobs'
import type { JobKind } from '#engine/jobs/kinds'
import type { Actor } from '#server/api/actor'
import { missing } from '#server/api/failures'
import type { ServerServices } from '#server/services'

interface Asked {
  readonly services: ServerServices
  readonly organizationId: string
  readonly actor: Actor
  readonly body: { readonly integration: string }
}

/** The integration that a body names. */
export const integrationOf = (asked: Asked): Promise<Integration> => integrationNamed(asked, asked.body.integration)

/** The integration with this key. */
export async function integrationNamed(
  { services, organizationId }: Pick<Asked, 'services' | 'organizationId'>,
  named: string,
): Promise<Integration> {
  const found = (await listIntegrations(services.pool, organizationId)).find(({ key }) => key === named)
  if (found === undefined) throw missing(`integration "${named}"`)
  return found
}

/** Asks for long work; it runs wherever a worker does. */
export async function begin(
  { services, organizationId, actor }: Asked,
  kind: JobKind,
  { integrationId }: Integration,
  input: Readonly<Record<string, unknown>>,
): Promise<{ jobId: string }> {
  const askedBy = actor.email ?? actor.name
  const job = { organizationId, kind, integrationId, input, askedBy, askedAt: services.clock.now() }
  const { jobId } = await addJob(services.pool, job)
  return { jobId }
}
