import { type Decimal, isPositive, minimum, subtract, sum, ZERO } from '#lib/decimal'
import type { StockDocument, StockRow } from '#model/documents'
import type { Fulfillment } from '#model/fulfillment'
import {
  deliveries,
  deliveryOf,
  later,
  netOf,
  openQuantity,
  returns,
  stockDocument,
  underSource,
  undoOf,
} from './deliveries.ts'
import { create, dayOf, type Desk, firstReference } from './desk.ts'
import { restocked } from './restocked.ts'

/**
 * Where the delivery of a cancelled shipment cannot be cancelled, what refunds brought back of it stays booked as its goods. They were
 * goods of other shipments, since it sent none: as many pieces of those come back where its own came from. Only of shipments of which
 * the store says when they were cancelled; others may be sent once more.
 */
export function returnStandIns(desk: Desk): void {
  for (const fulfillment of desk.order.fulfillments) {
    if (fulfillment.status !== 'cancelled' || fulfillment.cancelledAt == null) continue
    const own = deliveries(desk).filter(({ reference }) => firstReference(reference) === deliveryOf(desk, fulfillment))
    for (const row of own.flatMap(({ rows }) => rows)) returnOthers(desk, fulfillment, own, row)
  }
}

/** Brings back of other deliveries what came back of a row of this shipment's own, as far as more of it is out than the store says. */
function returnOthers(desk: Desk, shipment: Fulfillment, own: readonly StockDocument[], row: StockRow): void {
  const others = deliveries(desk).flatMap((delivery) =>
    own.includes(delivery) ? [] : delivery.rows.filter(({ id }) => id === row.id).map((other) => ({ delivery, other })),
  )
  const out = sum(others.map(({ delivery, other }) => openQuantity(desk, delivery, other)))
  let left = minimum(standingFor(desk, shipment, own, row), subtract(out, stillOut(desk, row)))
  for (const { delivery, other } of others) {
    const quantity = minimum(left, openQuantity(desk, delivery, other))
    if (!isPositive(quantity)) continue
    left = subtract(left, quantity)
    const date = later(dayOf(desk, desk.order.updatedAt), delivery.date)
    const back = { ...other, quantity, net: netOf(desk, other, quantity), locationExternalId: row.locationExternalId }
    const document = stockDocument(desk, 'delivery-return', undoOf(shipment), date, [back])
    create(desk, { ...document, basedOn: delivery.reference })
  }
}

/** Pieces of the row that came back otherwise than by undoing the shipment, and that others have not come back for yet. */
function standingFor(desk: Desk, shipment: Fulfillment, own: readonly StockDocument[], { id }: StockRow): Decimal {
  const ofOwn = new Set<string | null>(own.map(({ reference }) => reference))
  const undone = underSource(desk, undoOf(shipment))
  const count = (documents: readonly StockDocument[]): Decimal =>
    sum(documents.flatMap(({ rows }) => rows.filter((row) => row.id === id)).map(({ quantity }) => quantity))
  const [brought, settled] = [
    returns(desk).filter((one) => ofOwn.has(one.basedOn) && !undone.includes(one)),
    undone.filter(({ basedOn }) => !ofOwn.has(basedOn)),
  ]
  return subtract(count(brought), count(settled))
}

/** Pieces that the store says left and did not come back into stock. */
function stillOut({ order }: Desk, { id }: StockRow): Decimal {
  const count = (rows: Fulfillment['lines']): Decimal =>
    sum(rows.filter(({ lineExternalId }) => id === `line:${lineExternalId}`).map(({ quantity }) => quantity))
  const sent = order.fulfillments.filter(({ status }) => status === 'success').flatMap(({ lines }) => lines)
  const left = subtract(count(sent), count(restocked(order).flatMap(({ lines }) => lines)))
  return isPositive(left) ? left : ZERO
}
