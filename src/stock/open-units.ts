import { add, compare, type Decimal, isPositive, subtract, ZERO } from '#lib/decimal'
import type { Order, OrderLine } from '#model/order'

/** What an order takes of one product: all that was not taken back, and what of it has not left yet. */
export interface OpenLine {
  readonly sku: string | null
  readonly variantExternalId: string | null
  readonly title: string
  readonly locationExternalId: string | null
  /** Pieces ordered, less those that were removed, refunded or returned. */
  readonly pieces: Decimal
  /** Those of them that the store still has to send. */
  readonly openPieces: Decimal
}

/** The goods that an order takes; nothing once it is cancelled. One entry per product and location. */
export function openUnits(order: Order): readonly OpenLine[] {
  if (order.cancelledAt !== null) return []
  const sent = sentByLine(order)
  const lines = order.lines
    .filter((line) => (line.kind === 'product' || line.kind === 'custom') && isPositive(line.currentQuantity))
    .map((line) => openLine(line, sent.get(line.externalId) ?? ZERO))
  return [...Map.groupBy(lines, keyOf).values()].map(together)
}

function openLine(line: OrderLine, sent: Decimal): OpenLine {
  // What was sent and came back is in neither figure: the returned pieces are taken off the line itself.
  const left = subtract(line.currentQuantity, sent)
  return {
    sku: line.sku,
    variantExternalId: line.variantExternalId,
    title: line.title,
    locationExternalId: line.locationExternalId,
    pieces: line.currentQuantity,
    openPieces: compare(left, ZERO) > 0 ? left : ZERO,
  }
}

function sentByLine(order: Order): Map<string, Decimal> {
  const sent = new Map<string, Decimal>()
  for (const { status, lines } of order.fulfillments) {
    if (status !== 'success') continue
    for (const { lineExternalId, quantity } of lines) {
      sent.set(lineExternalId, add(sent.get(lineExternalId) ?? ZERO, quantity))
    }
  }
  return sent
}

const keyOf = (line: OpenLine): string =>
  JSON.stringify([
    line.variantExternalId,
    line.sku,
    line.variantExternalId === null ? line.title : null,
    line.locationExternalId,
  ])

function together(lines: readonly OpenLine[]): OpenLine {
  const [first] = lines
  if (first === undefined) throw new RangeError('a group has at least one line')
  return {
    ...first,
    pieces: add(...lines.map((line) => line.pieces)),
    openPieces: add(...lines.map((line) => line.openPieces)),
  }
}
