import { compare, type Decimal, isPositive, isZero, parseDecimal, subtract, ZERO } from '#lib/decimal'
import type { WooMeta, WooOrder } from './vendor.ts'

/** Hidden fields that WooCommerce keeps on a line of which it counts the pieces: those taken from stock, those put back by refunds. */
const TAKEN = '_reduced_stock'
const PUT_BACK = '_restock_refunded_items'

/**
 * Answers, refund by refund in the order in which they were made, whether its pieces were put back into stock; `null` = nobody counts
 * them, or all that the shop had taken from its stock is back already, as when pieces were added to the order later.
 */
export type Restocking = (lineId: string, pieces: Decimal) => boolean | null

/**
 * WooCommerce says how many pieces of a line all refunds together put back, not which of them did. Each refund puts back all of its
 * pieces or none: the oldest ones that the count covers did.
 */
export function restockingOf({ line_items: lines }: Pick<WooOrder, 'line_items'>): Restocking {
  const counts = new Map(lines.map(({ id, meta_data: meta }) => [id, countsOf(meta)]))
  return (lineId, pieces) => {
    const { back, taken } = counts.get(lineId) ?? UNCOUNTED
    if (back === null || isZero(pieces)) return null
    if (compare(pieces, back) > 0) return taken === null ? null : false
    counts.set(lineId, { back: subtract(back, pieces), taken })
    return true
  }
}

interface Counts {
  /** Put back; `null` = nobody counts. */
  readonly back: Decimal | null
  /** Still taken; `null` = none, the shop forgets the field then. */
  readonly taken: Decimal | null
}

const UNCOUNTED: Counts = { back: null, taken: null }

function countsOf(meta: WooMeta): Counts {
  const number = (wanted: string): Decimal | null => {
    const value = meta.find(({ key }) => key === wanted)?.value
    return typeof value === 'string' || typeof value === 'number' ? parseDecimal(String(value)) : null
  }
  const [back, taken] = [number(PUT_BACK), number(TAKEN)]
  const rest = taken !== null && isPositive(taken) ? taken : null
  if (back !== null) return { back: isPositive(back) ? back : ZERO, taken: rest }
  return { back: taken === null ? null : ZERO, taken: rest }
}
