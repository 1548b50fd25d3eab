import { add, compare, type Decimal, equals, isPositive, minimum, subtract, sum, ZERO } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { SalesRow, StockDocument, StockRow } from '#model/documents'
import type { Fulfillment } from '#model/fulfillment'
import type { HeldDocument } from '#model/held'
import type { RefundLine } from '#model/refund'
import { shareOf } from '#books/shares'
import {
  cancel,
  create,
  dayOf,
  type Desk,
  firstReference,
  inForce,
  isOrderClosed,
  issued,
  nextReference,
  reference,
  salesInForce,
} from './desk.ts'
import { restocked } from './restocked.ts'

/** Takes back the deliveries of shipments that were cancelled. First of all, since an order they stand on may be replaced then. */
export function undoDeliveries(desk: Desk): void {
  if (desk.policies.stock === 'none') return
  for (const fulfillment of desk.order.fulfillments.filter((one) => one.status === 'cancelled')) {
    const held = issued(desk, 'delivery').find((one) => firstReference(one.reference) === deliveryOf(desk, fulfillment))
    if (held !== undefined) undoDelivery(desk, held, fulfillment)
  }
}

/** Deliveries of what left, and returns of what came back into stock. Goods move when they move, whatever the money does. */
export function correctStock(desk: Desk, rows: readonly SalesRow[]): void {
  if (desk.policies.stock === 'none') return
  const isBooked = salesInForce(desk, 'sales-order', 'invoice', 'credit-note').length > 0
  if (!isBooked && issued(desk, 'delivery').length === 0) return
  for (const fulfillment of desk.order.fulfillments) correctDelivery(desk, fulfillment, rows)
  for (const { refund, lines } of restocked(desk.order)) {
    returnGoods(desk, lines, { source: `r${refund.externalId}`, date: dayOf(desk, refund.createdAt) })
  }
}

const deliveryOf = (desk: Desk, { externalId }: Fulfillment): string => reference(desk, 'delivery', externalId)

function correctDelivery(desk: Desk, fulfillment: Fulfillment, rows: readonly SalesRow[]): void {
  const isHeld = issued(desk, 'delivery').some((one) => firstReference(one.reference) === deliveryOf(desk, fulfillment))
  if (fulfillment.status !== 'success' || isHeld) return
  const stockRows = fulfillment.lines.flatMap((line) => {
    const row = rows.find((one) => one.id === `line:${line.lineExternalId}`) ?? soldRow(desk, line.lineExternalId)
    if (row === undefined || !isPositive(line.quantity)) return []
    return [stockRow(desk, row, line.quantity, fulfillment.locationExternalId ?? row.locationExternalId)]
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
 * A delivery that did not take place is cancelled, with the returns against it, which then go to the deliveries that did. Where
 * that is not possible, its goods come back.
 */
function undoDelivery(desk: Desk, held: HeldDocument, fulfillment: Fulfillment): void {
  const returns = issued(desk, 'delivery-return').filter(
    ({ document }) => document.kind === 'delivery-return' && document.basedOn === held.reference,
  )
  if (cancel(desk, ...returns, held)) return
  const source = `f${fulfillment.externalId}`
  if (held.document.kind !== 'delivery' || underSource(desk, source).length > 0) return
  const delivery = held.document
  const rows = delivery.rows.flatMap((row) => {
    const quantity = openQuantity(desk, delivery, row)
    return isPositive(quantity) ? [{ ...row, quantity, net: netOf(desk, row, quantity) }] : []
  })
  if (rows.length === 0) return
  const document = stockDocument(desk, 'delivery-return', source, dayOf(desk, desk.order.updatedAt), rows)
  create(desk, { ...document, basedOn: held.reference })
}

/** Returns the goods of a refund, against the deliveries that brought them, oldest first. */
function returnGoods(
  desk: Desk,
  lines: readonly RefundLine[],
  { source, date }: { readonly source: string; readonly date: string },
): void {
  const left = new Map(lines.map((line) => [line.externalId, line.quantity]))
  // A run may have broken off between two deliveries.
  for (const row of underSource(desk, source).flatMap((document) => document.rows)) lessBy(left, lines, row)
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

/** Goods do not come back before they left. */
const later = (a: string, b: string): string => (a < b ? b : a)

/** The returns that were written for this source. */
const underSource = (desk: Desk, source: string): StockDocument[] =>
  inForce(desk).filter(
    (document): document is StockDocument =>
      document.kind === 'delivery-return' &&
      firstReference(document.reference) === reference(desk, 'delivery-return', source),
  )

function lessBy(left: Map<string, Decimal>, lines: readonly RefundLine[], row: StockRow): void {
  let quantity = row.quantity
  for (const line of lines.filter((one) => `line:${one.lineExternalId}` === row.id)) {
    const part = minimum(quantity, left.get(line.externalId) ?? ZERO)
    left.set(line.externalId, subtract(left.get(line.externalId) ?? ZERO, part))
    quantity = subtract(quantity, part)
  }
}

const deliveries = (desk: Desk): StockDocument[] =>
  inForce(desk).filter((document): document is StockDocument => document.kind === 'delivery')

/** What of a delivered row has not come back yet. */
function openQuantity(desk: Desk, delivery: StockDocument, row: StockRow): Decimal {
  const returned = inForce(desk)
    .filter((document): document is StockDocument => document.kind === 'delivery-return')
    .filter((document) => document.basedOn === delivery.reference)
    .flatMap((document) => document.rows.filter((one) => one.id === row.id))
  return subtract(row.quantity, sum(returned.map((one) => one.quantity)))
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

function stockDocument(
  desk: Desk,
  kind: StockDocument['kind'],
  source: string,
  date: string,
  rows: readonly StockRow[],
): StockDocument {
  const { order, facts, party } = desk
  return {
    kind,
    reference: nextReference(desk, kind, source),
    orderName: order.name,
    date,
    currency: facts.currency,
    party,
    rows,
    basedOn: null,
  }
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

/** The sales value of `quantity` of a row. */
function netOf(desk: Desk, row: Pick<SalesRow, 'quantity' | 'net'>, quantity: Decimal): Decimal {
  if (!isPositive(row.quantity)) return ZERO
  // More may have been delivered than is sold by now.
  const whole = compare(quantity, row.quantity) > 0 ? quantity : row.quantity
  return equals(whole, quantity) ? row.net : shareOf(row.net, quantity, whole, minorUnits(desk.facts.currency))
}
