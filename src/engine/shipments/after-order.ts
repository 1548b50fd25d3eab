import { isFlowEnabled, stuckShipments } from '#database/shipments'
import { isPositive, subtract, sum } from '#lib/decimal'
import type { Order, OrderLine } from '#model/order'
import type { LoadedIntegration } from '#engine/integrations'
import type { FlowRun } from '#engine/reconcile'
import { raiseDigital, raiseShipments } from './keys.ts'

/** Has deliveries looked at again that the order, as it was, stood in the way of: a hold, a line that was missing. */
export async function noticeStuck({ services, run }: FlowRun, { externalId }: Order): Promise<void> {
  const { organizationId, integrationId } = run.claimed
  const stuck = await stuckShipments(services.pool, { organizationId, integrationId, orderKey: externalId })
  if (stuck.length > 0) await raiseShipments(services.pool, run.claimed, stuck)
}

/** Has lines of which nothing is shipped marked as sent as soon as the order shows that they are due. */
export async function noticeDigital(
  { services, run }: FlowRun,
  { order, integration }: { readonly order: Order; readonly integration: LoadedIntegration },
): Promise<void> {
  if (!isDigitalDue(order, integration.rules.fulfillments.digital)) return
  if (!(await isFlowEnabled(services.pool, run.claimed, 'fulfillments'))) return
  await raiseDigital(services.pool, run.claimed, order.externalId, order.name)
}

/** Whether an order has lines that are due and not marked as sent; the store itself is asked before anything is told. */
export function isDigitalDue(order: Order, rule: 'with-goods' | 'when-paid' | 'leave'): boolean {
  if (rule === 'leave' || order.cancelledAt !== null) return false
  const goods = order.lines.filter((line) => line.requiresShipping && line.kind !== 'tip')
  const others = order.lines.filter((line) => !line.requiresShipping && line.kind !== 'tip')
  if (!others.some((line) => isUnsent(order, line))) return false
  const isPaid = ['paid', 'partially-refunded', 'refunded'].includes(order.financialStatus)
  return rule === 'when-paid' || goods.length === 0 ? isPaid : !goods.some((line) => isUnsent(order, line))
}

function isUnsent({ fulfillments }: Order, { externalId, currentQuantity }: OrderLine): boolean {
  const sent = fulfillments
    .filter(({ status }) => status === 'success' || status === 'pending')
    .flatMap(({ lines }) => lines.filter(({ lineExternalId }) => lineExternalId === externalId))
  return isPositive(subtract(currentQuantity, sum(sent.map(({ quantity }) => quantity))))
}
