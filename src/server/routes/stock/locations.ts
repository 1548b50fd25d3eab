import { storeLocations } from '#engine/stock/store-locations'
import type { Handler } from '#server/api/call'
import { stockIntegration } from './integration.ts'

export const listStockLocations: Handler<'stock.locations'> = async ({ services, organizationId, query }) => {
  const { key } = await stockIntegration(services, organizationId, query.integration)
  const places = await storeLocations(services.engine.services, key)
  return { items: places.map(({ externalId, name }) => ({ location: externalId, name })) }
}
