import type { Plan } from '#books/plan'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { comparable, type Planned } from './adopt-planned.ts'
import { planOrder } from './book-order.ts'
import { boundMappings } from './catalog/bound-mappings.ts'
import type { OpenConnection } from './connections.ts'
import type { LoadedIntegration } from './integrations.ts'
import type { EngineServices } from './services.ts'
import { heldWithDeliveries } from './shipments/known-deliveries.ts'

/** An order with what the target should hold for it, and what we know that it holds. */
export interface PlannedOrder {
  readonly order: Order
  /** What we wrote, and the deliveries that the target's people made. */
  readonly held: readonly HeldDocument[]
  readonly plan: Plan
  readonly planned: readonly Planned[]
}

interface Ends {
  readonly integration: LoadedIntegration
  readonly target: OpenConnection
}

/** Plans and maps an order just as its run would, from the documents that are linked to it. Writes nothing. */
export async function plannedOrder(
  services: EngineServices,
  { integration, target }: Ends,
  { order, links }: { readonly order: Order; readonly links: readonly HeldDocument[] },
): Promise<PlannedOrder> {
  const held = await heldWithDeliveries(services.pool, { order, integration, held: links })
  const plan = planOrder(services, { order, integration, target, held })
  const mappings = await boundMappings(services.pool, integration, plan.targets)
  const planned = plan.targets.flatMap((document) => comparable(document, order.externalId, mappings) ?? [])
  return { order, held, plan, planned }
}
