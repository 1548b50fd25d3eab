import type { ApiIntegration, ApiMappings } from '#api/integrations'
import { policiesSchema } from '#books/policies'
import { listConnections } from '#database/connections'
import { type Integration, listFlows, listIntegrations } from '#database/integrations'
import { mappingsSchema } from '#mapping/mappings'
import { missing } from '#server/api/failures'
import { byImportance } from '#server/flow-order'
import type { ServerServices } from '#server/services'

interface Asked {
  readonly services: ServerServices
  readonly organizationId: string
}

/** The integration that a path names. */
export async function integrationOf({ services, organizationId }: Asked, key: string): Promise<Integration> {
  const found = (await listIntegrations(services.pool, organizationId)).find((each) => each.key === key)
  if (found === undefined) throw missing('integration')
  return found
}

/** All integrations as the API shows them. */
export async function shownIntegrations({ services, organizationId }: Asked): Promise<ApiIntegration[]> {
  const { pool, sealer } = services
  const [integrations, flows, connections] = await Promise.all([
    listIntegrations(pool, organizationId),
    listFlows(pool, organizationId),
    listConnections(pool, sealer, organizationId),
  ])
  const keys = new Map(connections.map(({ connectionId, key }) => [connectionId, key]))
  return integrations.map((each) => ({
    integration: each.key,
    name: each.name,
    store: keys.get(each.storeConnectionId) ?? '',
    target: keys.get(each.targetConnectionId) ?? '',
    payments: each.paymentConnectionIds.flatMap((id) => keys.get(id) ?? []),
    live: each.live,
    goLiveOn: policiesSchema.safeParse(each.policies).data?.goLiveOn ?? null,
    flows: flows
      .filter(({ integrationId }) => integrationId === each.integrationId)
      .toSorted(byImportance)
      .map(({ flow, enabled, schedule, timeZone, ownTimeZone }) => ({
        flow,
        enabled,
        schedule,
        timeZone,
        ownTimeZone,
      })),
    policies: each.policies as Record<string, unknown>,
    rules: each.rules as Record<string, unknown>,
    revision: each.revision,
  }))
}

export async function shownIntegration(asked: Asked, key: string): Promise<ApiIntegration> {
  const found = (await shownIntegrations(asked)).find(({ integration }) => integration === key)
  if (found === undefined) throw missing('integration')
  return found
}

/** The mapping tables of an integration, with every table there. */
export const mappingsShown = ({ mappings }: Integration): ApiMappings => mappingsSchema.parse(mappings)
