import { listBackfills } from '#database/backfills'
import { listIntegrations } from '#database/integrations'
import type { Handler } from '#server/api/call'

export const listImports: Handler<'imports.list'> = async ({ services, organizationId, query }) => {
  const all = await listIntegrations(services.pool, organizationId)
  const chosen = all.filter(({ key }) => query.integration === undefined || key === query.integration)
  const items = await Promise.all(
    chosen.map(async ({ key, integrationId }) =>
      (await listBackfills(services.pool, organizationId, integrationId)).map(
        ({ backfillId, flow, since, until, found, raised, startedAt, finishedAt }) => ({
          backfillId,
          integration: key,
          flow,
          since,
          until,
          found,
          raised,
          startedAt,
          finishedAt,
        }),
      ),
    ),
  )
  return { items: items.flat().toSorted((a, b) => b.startedAt.localeCompare(a.startedAt)) }
}
