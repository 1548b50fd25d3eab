import { shipmentMemory } from '#database/shipments'
import { digitalSteps } from '#shipments/digital'
import { assertRunning } from '#engine/assert-running'
import type { OpenConnection } from '#engine/connections'
import type { LoadedIntegration } from '#engine/integrations'
import type { FlowRun } from '#engine/reconcile'
import { underWay } from './intents.ts'
import { fulfillmentTarget } from './tell-order.ts'

interface Sides {
  readonly integration: LoadedIntegration
  readonly store: OpenConnection
}

/**
 * Marks lines of which nothing is shipped as sent, when the rule says that they are due. Nobody is written to, and what remains is
 * asked for first: repeating it sends nothing again.
 */
export async function sendDigital(
  { services, scope, run, progress }: FlowRun,
  sides: Sides,
  orderKey: string,
): Promise<void> {
  const { integration, store } = sides
  progress.talkingTo = store
  assertRunning(store, services.clock.now())
  const target = fulfillmentTarget(store)
  const context = store.context(scope)
  const state = await target.state(context, orderKey)
  if (state === null) return
  progress.record = { name: state.orderName, updatedAt: null, createdAt: null, summary: null }
  const { organizationId, integrationId } = run.claimed
  const { told } = await shipmentMemory(services.pool, { organizationId, integrationId, orderKey })
  const open = told.find((one) => one.state === 'intended')
  if (open !== undefined) throw underWay(state, services.clock.now().getTime() - Date.parse(open.askedAt))
  for (const { parts, parcels, notify } of digitalSteps(state, integration.rules.fulfillments, new Map())) {
    await target.ship(context, { orderExternalId: orderKey, parts, parcels, notify })
  }
}
