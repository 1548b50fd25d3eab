import { lastComparison } from '#database/catalog'
import { countStates } from '#database/transfers'
import type { Handler } from '#server/api/call'
import { integrationNamed } from '#server/routes/moves/integration'

const FLOW = 'price-lists'

export const showPrices: Handler<'prices.show'> = async (call) => {
  const { services, organizationId, query } = call
  const { integrationId } = await integrationNamed(call, query.integration)
  const { rules } = await services.engine.services.integrations.load(organizationId, integrationId)
  const [transfers, last] = await Promise.all([
    countStates(services.queries, organizationId, { integrationId, flow: FLOW }),
    lastComparison(services.pool, { organizationId, integrationId }, FLOW),
  ])
  return { feeds: [...rules[FLOW].feeds], transfers, last }
}
