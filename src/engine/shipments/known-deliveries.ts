import { heldParty, partyOf } from '#books/party'
import type { Sql } from '#database/pool'
import { type ShipmentMemory, shipmentMemory, type StoredShipment, type StoredTold } from '#database/shipments'
import { dateIn } from '#lib/clock'
import { ZERO } from '#lib/decimal'
import type { StockRow } from '#model/documents'
import type { Fulfillment } from '#model/fulfillment'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import type { LoadedIntegration } from '#engine/integrations'
import type { FlowRun } from '#engine/reconcile'
import { isMeant, knownFulfillments, openIntents, underWay } from './intents.ts'
import { coveredBy } from './untold.ts'

interface Known {
  readonly order: Order
  readonly integration: LoadedIntegration
  /** What we wrote of the order. */
  readonly held: readonly HeldDocument[]
}

/**
 * Takes fulfilments that came from deliveries of the target for what they are, so that none of them becomes a second delivery
 * there. They count as held documents of the order: what comes back of them is taken back to the target's own delivery.
 *
 * @throws {TillbridgeError} `transient` while it is not known whose a fulfilment is.
 */
export async function knowDeliveries(
  { services, run, progress }: FlowRun,
  { order, integration }: Pick<Known, 'order' | 'integration'>,
): Promise<void> {
  const known = { order, integration, held: run.held }
  if (!moves(known)) return
  // After the order was read: whatever it shows was written down before.
  const memory = await memoryOf(services.pool, known)
  const settled = knownFulfillments(memory)
  for (const fulfillment of order.fulfillments) {
    if (fulfillment.status !== 'cancelled' && !settled.has(fulfillment.externalId))
      assertNotMeant(memory, fulfillment, order, services.clock.now())
  }
  for (const delivery of deliveriesIn(memory, known)) {
    if (!progress.execution.held.has(delivery.reference)) progress.execution.held.set(delivery.reference, delivery)
  }
}

/**
 * What the order's run would know to be held: what we wrote, and the deliveries that the target's people made. For whoever plans
 * an order without running it.
 */
export async function heldWithDeliveries(sql: Sql, known: Known): Promise<readonly HeldDocument[]> {
  if (!moves(known)) return known.held
  const own = new Set(known.held.map(({ reference }) => reference))
  const deliveries = deliveriesIn(await memoryOf(sql, known), known)
  return [...known.held, ...deliveries.filter(({ reference }) => !own.has(reference))]
}

/** Whether deliveries are documents of ours at all: else what left is no concern of the books. */
const moves = ({ order, integration }: Known): boolean =>
  integration.policies.stock === 'deliveries' && order.fulfillments.length > 0

const memoryOf = (sql: Sql, { order, integration: { row } }: Known): Promise<ShipmentMemory> =>
  shipmentMemory(sql, {
    organizationId: row.organizationId,
    integrationId: row.integrationId,
    orderKey: order.externalId,
  })

function assertNotMeant(memory: ShipmentMemory, fulfillment: Fulfillment, { name }: Order, now: Date): void {
  const open = openIntents(memory).find((intent) => isMeant(intent, fulfillment))
  if (open !== undefined) throw underWay({ orderName: name }, now.getTime() - Date.parse(open.askedAt))
}

/** The order's fulfilments that tell of the target's own deliveries, as documents that it holds. */
function deliveriesIn(memory: ShipmentMemory, known: Known): HeldDocument[] {
  if (memory.shipments.length === 0) return []
  const strangers: Fulfillment[] = []
  const found: HeldDocument[] = []
  for (const fulfillment of known.order.fulfillments) {
    if (fulfillment.status === 'cancelled') continue
    const told = memory.told.find((one) => tells(one, fulfillment))
    if (told === undefined) strangers.push(fulfillment)
    else found.push(deliveryOf(known, memory, fulfillment, told.shipment))
  }
  const booked = new Set(known.held.flatMap(({ state, reference }) => (state === 'issued' ? reference : [])))
  const open = strangers.filter((one) => !booked.has(referenceOf(known, one)))
  for (const [fulfillment, shipment] of coveredBy(memory, open, known))
    found.push(deliveryOf(known, memory, fulfillment, shipment))
  return found
}

/** Made by us or found to tell the same; or meant by a call of which nobody knows the end yet. */
const tells = (told: StoredTold, fulfillment: Fulfillment): boolean =>
  told.state === 'told' || told.state === 'matched'
    ? told.fulfillment === fulfillment.externalId
    : told.state !== 'gone' && isMeant(told, fulfillment)

const referenceOf = ({ integration }: Known, { externalId }: Fulfillment): string =>
  `${integration.row.key}:delivery:${externalId}`

function deliveryOf(
  known: Known,
  { shipments }: ShipmentMemory,
  fulfillment: Fulfillment,
  shipment: StoredShipment['shipment'],
): HeldDocument {
  const { order, integration, held } = known
  const brought = shipments.find((one) => one.shipment === shipment)?.rows ?? []
  const reference = referenceOf(known, fulfillment)
  return {
    kind: 'delivery',
    reference,
    externalId: shipment,
    state: 'issued',
    byTarget: true,
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
