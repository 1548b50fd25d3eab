import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  equals,
  isNegative,
  isZero,
  multiply,
  negate,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { allocate, smallestUnit } from '#lib/rounding'

/** A line, shipping line or fee with its tax, as stated. */
export interface TaxedPart {
  readonly id: string
  /** The order sums the tax of shipping apart from that of lines and fees. */
  readonly section: 'cart' | 'shipping'
  /** The part's tax in one sum, rounded by the shop. */
  readonly tax: Decimal
  /** Per rate, with all the digits that WooCommerce computed. */
  readonly byRate: readonly { readonly rate: string; readonly exact: Decimal }[]
}

/** What the order states of one rate, rounded. */
export interface RateTotal {
  readonly rate: string
  readonly cart: Decimal
  readonly shipping: Decimal
}

/** `rate`: `null` where a part states a tax and no rate for it. */
export interface PartTax {
  readonly rate: string | null
  readonly amount: Decimal
}

interface Entry {
  readonly part: TaxedPart
  readonly rate: string | null
  readonly exact: Decimal
  amount: Decimal
}

/**
 * Each part's tax per rate in whole smallest units. First a part's rates sum to the part's stated tax, by largest remainder. Where the
 * order's total of a rate is another (with "round at subtotal" it is), single units are moved to or from the parts that rounding
 * changed most: what the order states was paid. `orderTax`: when the order's rates do not come to it, they prove nothing and are left.
 */
export function spreadTaxes(
  parts: readonly TaxedPart[],
  rates: readonly RateTotal[],
  { orderTax, places }: { readonly orderTax: Decimal; readonly places: number },
): ReadonlyMap<string, readonly PartTax[]> {
  const entries = parts.flatMap((part) => entriesOf(part, places))
  const stated = sum(rates.map(({ cart, shipping }) => add(cart, shipping)))
  if (equals(stated, orderTax)) for (const total of rates) settle(entries, total, places)
  return new Map(
    parts.map((part) => [
      part.id,
      entries.filter((entry) => entry.part === part).map(({ rate, amount }) => ({ rate, amount })),
    ]),
  )
}

function entriesOf(part: TaxedPart, places: number): Entry[] {
  if (part.byRate.length === 0) return isZero(part.tax) ? [] : [{ part, rate: null, exact: part.tax, amount: part.tax }]
  const amounts = allocate(
    part.tax,
    part.byRate.map(({ exact }) => exact),
    places,
  )
  return part.byRate.map(({ rate, exact }, index) => ({ part, rate, exact, amount: amounts[index] ?? ZERO }))
}

function settle(entries: readonly Entry[], total: RateTotal, places: number): void {
  for (const section of ['cart', 'shipping'] as const) {
    const own = entries.filter(({ rate, part }) => rate === total.rate && part.section === section)
    move(own, subtract(total[section], sum(own.map(({ amount }) => amount))), places)
  }
}

/** Spreads `rest` unit by unit, at most one on each entry; more than that is no rounding and is left for people to see. */
function move(entries: readonly Entry[], rest: Decimal, places: number): void {
  const unit = smallestUnit(places)
  const step = isNegative(rest) ? negate(unit) : unit
  // The entries whose rounding went furthest against the direction of the step come first.
  const lost = ({ exact, amount }: Entry): Decimal =>
    isNegative(rest) ? subtract(amount, exact) : subtract(exact, amount)
  const order = entries.filter(({ exact }) => !isZero(exact)).toSorted((a, b) => compare(lost(b), lost(a)))
  if (compare(absolute(rest), multiply(unit, decimal(order.length))) > 0) return
  let left = rest
  for (const entry of order) {
    if (isZero(left)) return
    entry.amount = add(entry.amount, step)
    left = subtract(left, step)
  }
}
