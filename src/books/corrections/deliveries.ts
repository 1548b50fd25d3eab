import { compare, type Decimal, equals, isPositive, subtract, sum, ZERO } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { SalesRow, StockDocument, StockRow } from '#model/documents'
import type { Fulfillment } from '#model/fulfillment'
import { shareOf } from '#books/shares'
import { type Desk, firstReference, inForce, nextReference, reference } from './desk.ts'

/** A shipment by its name alone: of some that are booked the store tells no more. */
export type Named = Pick<Fulfillment, 'externalId'>

/** What ends the references of the returns that undo a shipment. */
export const undoOf = ({ externalId }: Named): string => `f${externalId}`

export const deliveryOf = (desk: Desk, { externalId }: Named): string => reference(desk, 'delivery', externalId)

export const deliveries = (desk: Desk): StockDocument[] =>
  inForce(desk).filter((document): document is StockDocument => document.kind === 'delivery')

export const returns = (desk: Desk): StockDocument[] =>
  inForce(desk).filter((document): document is StockDocument => document.kind === 'delivery-return')

/** What of a delivered row has not come back yet. */
export function openQuantity(desk: Desk, delivery: StockDocument, row: StockRow): Decimal {
  const own = returns(desk).filter(({ basedOn }) => basedOn === delivery.reference)
  const rows = own.flatMap((document) => document.rows.filter((one) => one.id === row.id))
  return subtract(row.quantity, sum(rows.map(({ quantity }) => quantity)))
}

/** The returns that were written for this source. */
export const underSource = (desk: Desk, source: string): StockDocument[] =>
  returns(desk).filter(({ reference: own }) => firstReference(own) === reference(desk, 'delivery-return', source))

export function stockDocument(
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

/** Goods do not come back before they left. */
export const later = (a: string, b: string): string => (a < b ? b : a)

/** The sales value of `quantity` of a row. */
export function netOf(desk: Desk, row: Pick<SalesRow, 'quantity' | 'net'>, quantity: Decimal): Decimal {
  if (!isPositive(row.quantity)) return ZERO
  // More may have been delivered than is sold by now.
  const whole = compare(quantity, row.quantity) > 0 ? quantity : row.quantity
  return equals(whole, quantity) ? row.net : shareOf(row.net, quantity, whole, minorUnits(desk.facts.currency))
}
