import { compare, type Decimal, isPositive, isZero, parseDecimal, subtract, ZERO } from '#lib/decimal'
import type { WooMeta, WooOrder } from './vendor.ts'

/** Hidden fields that WooCommerce keeps on a line of which it counts the pieces: those taken from stock, those put back by refunds. */
const TAKEN = '_reduced_stock'
const PUT_BACK = '_restock_refunded_items'

/** Answers, refund by refund in the order in which they were made, whether its pieces were put back into stock; `null` = nobody counts them. */
export type Restocking = (lineId: string, pieces: Decimal) => boolean | null

/**
 * WooCommerce says how many pieces of a line all refunds together put back, not which of them did. Each refund puts back all of its
 * pieces or none: the oldest ones that the count covers did.
 */
export function restockingOf({ line_items: lines }: Pick<WooOrder, 'line_items'>): Restocking {
  const counts = new Map(lines.map(({ id, meta_data: meta }) => [id, countOf(meta)]))
  return (lineId, pieces) => {
    const left = counts.get(lineId) ?? null
    if (left === null || isZero(pieces)) return null
    if (compare(pieces, left) > 0) return false
    counts.set(lineId, subtract(left, pieces))
    return true
  }
}

function countOf(meta: WooMeta): Decimal | null {
  const number = (wanted: string): Decimal | null => {
    const value = meta.find(({ key }) => key === wanted)?.value
    return typeof value === 'string' || typeof value === 'number' ? parseDecimal(String(value)) : null
  }
  const [back, taken] = [number(PUT_BACK), number(TAKEN)]
  if (back !== null) return isPositive(back) ? back : ZERO
  return taken === null ? null : ZERO
}
