import { listReports } from '#database/drift'
import type { Handler } from '#server/api/call'
import { allIntegrations } from './comparable.ts'

export const listComparable: Handler<'ledger.integrations'> = async ({ services, organizationId }) => {
  const integrations = await allIntegrations(services, organizationId)
  const items = integrations.map(async ({ integrationId, key, name, live, timeZone, flows }) => {
    const [last] = await listReports(services.pool, organizationId, integrationId, { after: null, limit: 1 })
    return {
      integration: key,
      name,
      live,
      timeZone,
      flows: flows.flatMap(({ flow, enabled }) => (enabled ? [flow] : [])),
      lastReport: last ?? null,
    }
  })
  return { items: await Promise.all(items) }
}
