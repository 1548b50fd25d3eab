import { heldParty, partyOf } from '#books/party'
import { type ShipmentMemory, shipmentMemory, type StoredTold } from '#database/shipments'
import { dateIn } from '#lib/clock'
import { ZERO } from '#lib/decimal'
import type { StockRow } from '#model/documents'
import type { Fulfillment } from '#model/fulfillment'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import type { LoadedIntegration } from '#engine/integrations'
import type { FlowRun } from '#engine/reconcile'
import { isMeant, knownFulfillments, openIntents, underWay } from './intents.ts'

/**
 * Takes fulfilments that came from deliveries of the target for what they are, so that none of them becomes a second delivery
 * there. They count as held documents of the order: what comes back of them is taken back to the target's own delivery.
 *
 * @throws {TillbridgeError} `transient` while it is not known whose a fulfilment is.
 */
export async function knowDeliveries(
  { services, run, progress }: FlowRun,
  { order, integration }: { readonly order: Order; readonly integration: LoadedIntegration },
): Promise<void> {
  if (integration.policies.stock !== 'deliveries' || order.fulfillments.length === 0) return
  const { organizationId, integrationId } = run.claimed
  // After the order was read: whatever it shows was written down before.
  const memory = await shipmentMemory(services.pool, { organizationId, integrationId, orderKey: order.externalId })
  if (memory.told.length === 0) return
  const known = knownFulfillments(memory)
  for (const fulfillment of order.fulfillments) {
    if (fulfillment.status === 'cancelled') continue
    if (!known.has(fulfillment.externalId)) assertNotMeant(memory, fulfillment, order)
    const told = memory.told.find(
      ({ state, fulfillment: id }) => id === fulfillment.externalId && (state === 'told' || state === 'matched'),
    )
    if (told === undefined) continue
    const delivery = deliveryOf({ order, integration, held: run.held }, memory, fulfillment, told)
    if (!progress.execution.held.has(delivery.reference)) progress.execution.held.set(delivery.reference, delivery)
  }
}

function assertNotMeant(memory: ShipmentMemory, fulfillment: Fulfillment, { name }: Order): void {
  const isOpen = openIntents(memory).some((intent) => isMeant(intent, fulfillment))
  if (isOpen) throw underWay({ orderName: name })
}

interface Known {
  readonly order: Order
  readonly integration: LoadedIntegration
  readonly held: readonly HeldDocument[]
}

function deliveryOf(
  { order, integration, held }: Known,
  { shipments }: ShipmentMemory,
  fulfillment: Fulfillment,
  { shipment }: StoredTold,
): HeldDocument {
  const brought = shipments.find((one) => one.shipment === shipment)?.rows ?? []
  const reference = `${integration.row.key}:delivery:${fulfillment.externalId}`
  return {
    kind: 'delivery',
    reference,
    externalId: shipment,
    state: 'issued',
    rowIds: Object.fromEntries(
      brought.map((row, index) => {
        const isSplit = brought.some((other, at) => at !== index && other.rowId === row.rowId)
        return [isSplit ? `${row.rowId}/${index + 1}` : row.rowId, row.externalId]
      }),
    ),
    document: {
      kind: 'delivery',
      reference,
      orderName: order.name,
      date: dateIn(order.timeZone, new Date(fulfillment.createdAt)),
      currency: order.currencies.shop,
      party: heldParty(held) ?? partyOf(order, integration.policies),
      rows: fulfillment.lines.flatMap((sent) => stockRow(order, fulfillment, sent)),
      basedOn: null,
    },
  }
}

function stockRow(order: Order, { locationExternalId }: Fulfillment, sent: Fulfillment['lines'][number]): StockRow[] {
  const line = order.lines.find(({ externalId }) => externalId === sent.lineExternalId)
  if (line === undefined) return []
  const { sku, variantExternalId, title } = line
  const { quantity } = sent
  // The target's own delivery has its prices.
  return [{ id: `line:${line.externalId}`, sku, variantExternalId, title, quantity, net: ZERO, locationExternalId }]
}
