import type { Change } from '#contract/source'
import type { ChangesRequest } from '#engine/changes'
import { listed, readingScope } from '#engine/changes'
import type { FlowHandler } from '#engine/flows'
import type { EngineServices } from '#engine/services'
import { TARGET_KEY } from './keys.ts'
import { runShipment, shipmentSource } from './run-shipment.ts'

/** Deliveries of the target are told to the store. */
export const fulfillmentsFlow: FlowHandler = { changes: shipmentChanges, run: runShipment }

async function* shipmentChanges(
  services: EngineServices,
  { organizationId, integrationId, since, until, signal }: ChangesRequest,
): AsyncGenerator<readonly Change[]> {
  const { row } = await services.integrations.load(organizationId, integrationId)
  const target = await services.connections.open(organizationId, row.targetConnectionId)
  const pages = shipmentSource(target).changes(target.context(readingScope(signal)), { since, until })
  for await (const page of listed(services, target, pages))
    yield page.map((change) => ({ ...change, key: `${TARGET_KEY}${change.key}` }))
}
