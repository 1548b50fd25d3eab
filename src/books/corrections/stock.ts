import { add, compare, type Decimal, equals, isPositive, maximum, minimum, subtract, sum, ZERO } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { SalesRow, StockDocument, StockRow } from '#model/documents'
import type { Fulfillment } from '#model/fulfillment'
import type { Order } from '#model/order'
import type { Refund, RefundLine } from '#model/refund'
import { shareOf } from '#books/shares'
import { cancel, create, dayOf, type Desk, inForce, issued, nextReference, reference, salesInForce } from './desk.ts'

/** Deliveries of what left, and returns of what came back into stock. Goods move when they move, whatever the money does. */
export function correctStock(desk: Desk, rows: readonly SalesRow[]): void {
  if (desk.policies.stock === 'none') return
  const isBooked = salesInForce(desk, 'sales-order', 'invoice', 'credit-note').length > 0
  if (!isBooked && issued(desk, 'delivery').length === 0) return
  for (const fulfillment of desk.order.fulfillments) correctDelivery(desk, fulfillment, rows)
  for (const refund of desk.order.refunds) {
    const back = refund.lines.flatMap((line) => comesBack(desk.order, refund, line))
    if (isReturned(desk, `r${refund.externalId}`)) continue
    returnGoods(desk, back, { source: `r${refund.externalId}`, date: dayOf(desk, refund.createdAt) })
  }
}

/**
 * The lines of a refund whose goods came back into stock. What is taken off an order is taken from what has not left yet, as far
 * as there is any; goods that are put back and had left come back.
 */
function comesBack(order: Order, refund: Refund, line: RefundLine): RefundLine[] {
  if (line.restock === 'return') return [line]
  if (line.restock !== 'cancel') return []
  const quantity = subtract(line.quantity, unsentBefore(order, refund, line))
  return isPositive(quantity) ? [{ ...line, quantity }] : []
}

/** How much of a line had not left when the refund took some of it. */
function unsentBefore(order: Order, refund: Refund, line: RefundLine): Decimal {
  const until = Date.parse(refund.createdAt)
  const isOf = (one: { readonly lineExternalId: string }) => one.lineExternalId === line.lineExternalId
  const events = [
    ...order.fulfillments
      .filter((one) => one.status === 'success')
      .map((one) => ({ at: Date.parse(one.createdAt), rows: one.lines.filter(isOf) })),
    ...order.refunds
      .filter((one) => one.externalId !== refund.externalId)
      .map((one) => ({
        at: Date.parse(one.createdAt),
        rows: one.lines.filter((row) => isOf(row) && row.restock !== 'return'),
      })),
  ].filter(({ at }) => at <= until)
  const ordered = order.lines.find((one) => one.externalId === line.lineExternalId)?.quantity ?? ZERO
  return events
    .sort((a, b) => a.at - b.at)
    .flatMap(({ rows }) => rows)
    .reduce((unsent, row) => maximum(ZERO, subtract(unsent, row.quantity)), ordered)
}

const isReturned = (desk: Desk, source: string): boolean => {
  const first = reference(desk, 'delivery-return', source)
  return inForce(desk).some((document) => document.reference === first || document.reference.startsWith(`${first}#`))
}

function correctDelivery(desk: Desk, fulfillment: Fulfillment, rows: readonly SalesRow[]): void {
  const first = reference(desk, 'delivery', fulfillment.externalId)
  const held = issued(desk, 'delivery').find((one) => one.reference === first)
  if (fulfillment.status === 'cancelled' && held !== undefined) return undoDelivery(desk, first, fulfillment)
  if (fulfillment.status !== 'success' || held !== undefined) return
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
  create(desk, { ...document, basedOn: order?.reference ?? null })
}

/** A delivery that did not take place is cancelled, or its goods come back where that is not possible. */
function undoDelivery(desk: Desk, delivery: string, fulfillment: Fulfillment): void {
  const held = issued(desk, 'delivery').find((one) => one.reference === delivery)
  const hasReturns = inForce(desk).some((one) => one.kind === 'delivery-return' && one.basedOn === delivery)
  if (held === undefined || (!hasReturns && cancel(desk, held))) return
  if (isReturned(desk, `f${fulfillment.externalId}`) || held.document.kind !== 'delivery') return
  const rows = held.document.rows
  const document = stockDocument(
    desk,
    'delivery-return',
    `f${fulfillment.externalId}`,
    dayOf(desk, desk.order.updatedAt),
    rows,
  )
  create(desk, { ...document, basedOn: delivery })
}

/** Returns the goods of a refund, against the deliveries that brought them, oldest first. */
function returnGoods(
  desk: Desk,
  lines: readonly RefundLine[],
  { source, date }: { readonly source: string; readonly date: string },
): void {
  const left = new Map(lines.map((line) => [line.externalId, line.quantity]))
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
    const document = stockDocument(desk, 'delivery-return', source, date, mergedRows(rows))
    create(desk, { ...document, basedOn: delivery.reference })
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
