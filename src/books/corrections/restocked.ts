import { add, type Decimal, isPositive, maximum, minimum, negate, subtract, ZERO } from '#lib/decimal'
import type { Fulfillment } from '#model/fulfillment'
import type { Order } from '#model/order'
import type { Refund, RefundLine } from '#model/refund'

/** What a refund put back into stock of what had left. */
interface Restocked {
  readonly refund: Refund
  readonly lines: readonly RefundLine[]
}

/** Where the pieces of a line are while an order lives. */
interface Pieces {
  /** Left and not taken back; below zero while what came back had left with a shipment that was cancelled afterwards. */
  out: Decimal
  /** Left with shipments that were cancelled since, where nobody says when. */
  cancelled: Decimal
  /** Ordered and not taken off. */
  current: Decimal
}

/**
 * The goods that came back, refund by refund. What is returned had left; what is only taken off the order is taken from what has
 * not left yet, as far as there is any.
 */
export const restocked = (order: Order): Restocked[] => followed(order).restocked

/** Pieces that left and did not come back, by the id of their line. */
export const piecesOut = (order: Order): ReadonlyMap<string, Decimal> =>
  new Map([...followed(order).pieces].map(([id, { out }]) => [id, out]))

function followed(order: Order): { readonly restocked: Restocked[]; readonly pieces: ReadonlyMap<string, Pieces> } {
  const pieces = new Map<string, Pieces>(
    order.lines.map((line) => [line.externalId, { out: ZERO, cancelled: ZERO, current: line.quantity }]),
  )
  const refunds = order.refunds.map((refund): Happening => ({ at: Date.parse(refund.createdAt), refund }))
  const happenings = [...order.fulfillments.flatMap(movesOf), ...refunds].sort((a, b) => a.at - b.at)
  const back = happenings.flatMap((happening): Restocked[] => {
    if ('refund' in happening) {
      const { refund } = happening
      const lines = refund.lines.flatMap((line) => takenBack(refund, line, pieces))
      return lines.length === 0 ? [] : [{ refund, lines }]
    }
    for (const { lineExternalId, quantity } of happening.rows) {
      const line = pieces.get(lineExternalId)
      if (line !== undefined) line[happening.counts] = add(line[happening.counts], happening.sign(quantity))
    }
    return []
  })
  return { restocked: back, pieces }
}

type Happening =
  | { readonly at: number; readonly refund: Refund }
  | {
      readonly at: number
      readonly rows: Fulfillment['lines']
      readonly counts: 'out' | 'cancelled'
      readonly sign: (quantity: Decimal) => Decimal
    }

const asItIs = (quantity: Decimal): Decimal => quantity

/** Goods leave with a shipment, and are here again from the moment that it is cancelled. */
function movesOf({ status, createdAt, cancelledAt, lines: rows }: Fulfillment): Happening[] {
  const left = { at: Date.parse(createdAt), rows, counts: 'out', sign: asItIs } as const
  if (status === 'success') return [left]
  if (status !== 'cancelled') return []
  if (cancelledAt == null) return [{ ...left, counts: 'cancelled' }]
  return [left, { ...left, at: Date.parse(cancelledAt), sign: negate }]
}

function takenBack(refund: Refund, row: RefundLine, pieces: ReadonlyMap<string, Pieces>): RefundLine[] {
  const line = pieces.get(row.lineExternalId)
  if (line === undefined) return []
  const isReturned = row.restock === 'return' || refund.returnExternalId !== null
  const unsent = maximum(ZERO, subtract(line.current, line.out))
  const wanted = isReturned ? row.quantity : maximum(ZERO, subtract(row.quantity, unsent))
  // What came back had left, if need be with a shipment that was cancelled later.
  const most = isReturned ? add(line.out, line.cancelled) : line.out
  const sent = maximum(ZERO, minimum(wanted, most))
  line.out = subtract(line.out, sent)
  line.current = subtract(line.current, row.quantity)
  const isBack = row.restock === 'return' || row.restock === 'cancel'
  return isBack && isPositive(sent) ? [{ ...row, quantity: sent }] : []
}
