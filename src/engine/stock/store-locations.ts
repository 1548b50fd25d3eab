import type { StockFlowKey } from '#database/stock-flows'
import type { EngineServices } from '#engine/services'
import type { StockPlace } from '#model/stock'

/** The places of the store that hold stock, as it tells now; empty when the store has no stock to tell of. */
export async function storeLocations(services: EngineServices, key: StockFlowKey): Promise<readonly StockPlace[]> {
  const { row } = await services.integrations.load(key.organizationId, key.integrationId)
  const store = await services.connections.open(key.organizationId, row.storeConnectionId)
  const { signal } = new AbortController()
  const context = store.context({ signal, beforeWrite() {}, record() {}, background: false })
  return (await store.connector.writes.stock?.locations(context)) ?? []
}
