import { add, compare, type Decimal, isPositive, minimum, subtract, sum, ZERO } from '#lib/decimal'
import type { SalesRow, StockDocument, StockRow } from '#model/documents'
import type { Fulfillment } from '#model/fulfillment'
import type { HeldDocument } from '#model/held'
import type { Refund, RefundLine } from '#model/refund'
import {
  cancel,
  create,
  dayOf,
  type Desk,
  firstReference,
  inForce,
  isOrderClosed,
  issued,
  reference,
  salesInForce,
} from './desk.ts'
import {
  deliveries,
  deliveryOf,
  later,
  type Named,
  netOf,
  openQuantity,
  stockDocument,
  underSource,
  undoOf,
} from './deliveries.ts'
import { restocked } from './restocked.ts'
import { returnStandIns } from './stand-ins.ts'

/**
 * Takes back the deliveries of shipments that were cancelled, or that turn out to hold less than is out with them. First of all,
 * since an order they stand on may be replaced then.
 */
export function undoDeliveries(desk: Desk): void {
  if (desk.policies.stock === 'none') return
  for (const fulfillment of desk.order.fulfillments) {
    const held = standing(desk, fulfillment)
    if (held === undefined) continue
    if (fulfillment.status === 'cancelled' || isBeyond(desk, held, fulfillment)) undoDelivery(desk, held, fulfillment)
  }
  for (const fulfillment of replaced(desk)) {
    const held = standing(desk, fulfillment)
    if (held !== undefined) undoDelivery(desk, held, fulfillment)
  }
}

/** Shipments that are booked, of which the store no longer tells, while it tells of others that sent the same pieces. */
function replaced(desk: Desk): Named[] {
  const { fulfillments, lines } = desk.order
  const known = new Set(fulfillments.map((fulfillment) => deliveryOf(desk, fulfillment)))
  const told = fulfillments.filter(({ status }) => status === 'success').flatMap((one) => one.lines)
  const isSentTwice = (delivery: StockDocument, row: StockRow): boolean => {
    const line = lines.find(({ externalId }) => row.id === `line:${externalId}`)
    if (line === undefined) return false
    const sent = told.filter(({ lineExternalId }) => lineExternalId === line.externalId)
    const out = add(openQuantity(desk, delivery, row), ...sent.map(({ quantity }) => quantity))
    return compare(out, line.quantity) > 0
  }
  return deliveries(desk)
    .filter((delivery) => !known.has(firstReference(delivery.reference)))
    .filter((delivery) => delivery.rows.some((row) => isSentTwice(delivery, row)))
    .map(({ reference: held }) => ({ externalId: firstReference(held).slice(reference(desk, 'delivery', '').length) }))
}

/** Whether more of a delivery is still out than its shipment holds: it was undone, and left once more with less, between two readings. */
function isBeyond(desk: Desk, { document }: HeldDocument, { status, lines }: Fulfillment): boolean {
  if (status !== 'success' || document.kind !== 'delivery') return false
  // What a person booked and we took over may have rows of its own.
  const ours = new Set(desk.order.lines.map(({ externalId }) => `line:${externalId}`))
  return document.rows.some((row) => {
    if (!ours.has(row.id)) return false
    const sent = lines.filter((line) => row.id === `line:${line.lineExternalId}`)
    return compare(openQuantity(desk, document, row), sum(sent.map(({ quantity }) => quantity))) > 0
  })
}

/** Deliveries of what left, and returns of what came back into stock. Goods move when they move, whatever the money does. */
export function correctStock(desk: Desk, rows: readonly SalesRow[]): void {
  if (desk.policies.stock === 'none') return
  const isBooked = salesInForce(desk, 'sales-order', 'invoice', 'credit-note').length > 0
  if (!isBooked && issued(desk, 'delivery').length === 0) return
  for (const fulfillment of desk.order.fulfillments) correctDelivery(desk, fulfillment, rows)
  for (const { refund, lines } of restocked(desk.order)) {
    returnGoods(desk, lines, refund)
  }
  returnStandIns(desk)
}

/** The delivery of a shipment whose goods did not all come back because the shipment was cancelled. */
const standing = (desk: Desk, fulfillment: Named): HeldDocument | undefined =>
  issued(desk, 'delivery').find(
    ({ reference: held, document }) =>
      inForce(desk).includes(document) &&
      firstReference(held) === deliveryOf(desk, fulfillment) &&
      underSource(desk, undoOf(fulfillment)).every(({ basedOn }) => basedOn !== held),
  )

function correctDelivery(desk: Desk, fulfillment: Fulfillment, rows: readonly SalesRow[]): void {
  if (fulfillment.status !== 'success' || standing(desk, fulfillment) !== undefined) return
  const stockRows = fulfillment.lines.flatMap((line) => {
    const row = rows.find((one) => one.id === `line:${line.lineExternalId}`) ?? soldRow(desk, line.lineExternalId)
    const quantity = subtract(line.quantity, cameBack(desk, fulfillment, line.lineExternalId))
    if (row === undefined || !isPositive(quantity)) return []
    return [stockRow(desk, row, quantity, fulfillment.locationExternalId ?? row.locationExternalId)]
  })
  if (stockRows.length === 0) return
  const [order] = salesInForce(desk, 'sales-order')
  const document = stockDocument(
    desk,
    'delivery',
    fulfillment.externalId,
    dayOf(desk, fulfillment.createdAt),
    stockRows,
  )
  const isOpen = order !== undefined && !isOrderClosed(desk, order.reference)
  create(desk, { ...document, basedOn: isOpen ? order.reference : null })
}

/**
 * Pieces that refunds brought back of a shipment's deliveries before those were undone. Their returns stand, so they do not leave once
 * more with the shipment.
 */
function cameBack(desk: Desk, fulfillment: Fulfillment, lineId: string): Decimal {
  const own = deliveries(desk).filter((one) => firstReference(one.reference) === deliveryOf(desk, fulfillment))
  const undone = new Set(own.map((delivery) => delivery.reference))
  const counts = restocked(desk.order).map(({ refund, lines }) => {
    const returns = underSource(desk, `r${refund.externalId}`).filter(({ basedOn }) => undone.has(basedOn ?? ''))
    const rows = returns.flatMap((one) => one.rows).filter(({ id }) => id === `line:${lineId}`)
    const wanted = lines.filter(({ lineExternalId }) => lineExternalId === lineId)
    return minimum(sum(rows.map(({ quantity }) => quantity)), sum(wanted.map(({ quantity }) => quantity)))
  })
  return sum(counts)
}

/**
 * A delivery that did not take place is cancelled, with the returns against it, which then go to the deliveries that did. Where
 * that is not possible, its goods come back.
 */
function undoDelivery(desk: Desk, held: HeldDocument, fulfillment: Named): void {
  const returns = issued(desk, 'delivery-return').filter(
    ({ document }) => document.kind === 'delivery-return' && document.basedOn === held.reference,
  )
  if (cancel(desk, ...returns, held)) return
  if (held.document.kind !== 'delivery') return
  const delivery = held.document
  const rows = delivery.rows.flatMap((row) => {
    const quantity = openQuantity(desk, delivery, row)
    return isPositive(quantity) ? [{ ...row, quantity, net: netOf(desk, row, quantity) }] : []
  })
  if (rows.length === 0) return
  const document = stockDocument(desk, 'delivery-return', undoOf(fulfillment), dayOf(desk, desk.order.updatedAt), rows)
  create(desk, { ...document, basedOn: held.reference })
}

/** Returns the goods of a refund, against the deliveries that brought them, oldest first. */
function returnGoods(desk: Desk, lines: readonly RefundLine[], { externalId, createdAt }: Refund): void {
  const source = `r${externalId}`
  const date = dayOf(desk, createdAt)
  const left = new Map(lines.map((line) => [line.externalId, line.quantity]))
  // What was taken back before it was not brought back by it, but by one of its name: an order may be called off a second time.
  const takenBack = desk.order.fulfillments.filter(
    ({ cancelledAt }) => cancelledAt != null && Date.parse(cancelledAt) < Date.parse(createdAt),
  )
  const before = new Set(takenBack.map((fulfillment) => deliveryOf(desk, fulfillment)))
  const written = underSource(desk, source).filter(({ basedOn }) => !before.has(firstReference(basedOn ?? '')))
  // A run may have broken off between two deliveries.
  for (const row of written.flatMap((document) => document.rows)) lessBy(left, lines, row)
  for (const delivery of deliveries(desk)) {
    const openRows = new Map(delivery.rows.map((row) => [row.id, openQuantity(desk, delivery, row)]))
    const rows = lines.flatMap((line) => {
      const id = `line:${line.lineExternalId}`
      const open = delivery.rows.find((row) => row.id === id)
      const quantity = minimum(left.get(line.externalId) ?? ZERO, openRows.get(id) ?? ZERO)
      if (open === undefined || !isPositive(quantity)) return []
      left.set(line.externalId, subtract(left.get(line.externalId) ?? ZERO, quantity))
      openRows.set(id, subtract(openRows.get(id) ?? ZERO, quantity))
      return [
        {
          ...open,
          quantity,
          net: netOf(desk, open, quantity),
          locationExternalId: line.locationExternalId ?? open.locationExternalId,
        },
      ]
    })
    if (rows.length === 0) continue
    const document = stockDocument(desk, 'delivery-return', source, later(date, delivery.date), mergedRows(rows))
    create(desk, { ...document, basedOn: delivery.reference })
  }
}

function lessBy(left: Map<string, Decimal>, lines: readonly RefundLine[], row: StockRow): void {
  let quantity = row.quantity
  for (const line of lines.filter((one) => `line:${one.lineExternalId}` === row.id)) {
    const part = minimum(quantity, left.get(line.externalId) ?? ZERO)
    left.set(line.externalId, subtract(left.get(line.externalId) ?? ZERO, part))
    quantity = subtract(quantity, part)
  }
}

/** Two lines of a refund may bring back the same line to one place. */
function mergedRows(rows: readonly StockRow[]): StockRow[] {
  const byPlace = new Map<string, StockRow>()
  for (const row of rows) {
    const place = `${row.id}@${row.locationExternalId ?? ''}`
    const known = byPlace.get(place)
    const quantity = add(known?.quantity ?? ZERO, row.quantity)
    byPlace.set(place, { ...row, quantity, net: add(known?.net ?? ZERO, row.net) })
  }
  return [...byPlace.values()]
}

/** A part of which nothing is sold any more was still delivered. */
function soldRow({ facts }: Desk, lineId: string): SalesRow | undefined {
  const id = `line:${lineId}`
  const part = [...facts.credits, ...facts.removals].flatMap((credit) => credit.parts).find((one) => one.id === id)
  if (part === undefined) return undefined
  const { sku, variantExternalId, title, method, role, requiresShipping, locationExternalId, amount, taxes } = part
  const row = { id, role, sku, variantExternalId, title, method, requiresShipping, locationExternalId, taxes }
  return { ...row, quantity: part.quantity, net: amount, gross: amount, listAmount: amount }
}

function stockRow(desk: Desk, row: SalesRow, quantity: Decimal, locationExternalId: string | null): StockRow {
  const { id, sku, variantExternalId, title } = row
  return { id, sku, variantExternalId, title, quantity, net: netOf(desk, row, quantity), locationExternalId }
}
