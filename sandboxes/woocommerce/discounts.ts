import {
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  HUNDRED,
  isPositive,
  isZero,
  minimum,
  multiply,
  ONE,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { round } from '#lib/rounding'
import { halfDown, halfUp } from './money.ts'
import type { Coupon } from './state.ts'

/** A line that coupons take from. `price` is of all its pieces, in minor units, with tax where prices hold tax. */
export interface Discountable {
  readonly key: number
  readonly price: Decimal
  readonly quantity: Decimal
}

/** By coupon code, then by line: what is taken, in minor units. */
export type Discounts = Map<string, Map<number, Decimal>>

export interface DiscountManner {
  /** Each coupon counts on what the ones before it left. */
  readonly sequentially: boolean
  /** Digits of the shop's currency, to bring a coupon's amount to minor units. */
  readonly places: number
}

const floor = (value: Decimal): Decimal => round(value, { places: 0, direction: 'down' })

export function discountsOf(
  coupons: readonly Coupon[],
  lines: readonly Discountable[],
  manner: DiscountManner,
): Discounts {
  const discounts: Discounts = new Map(coupons.map(({ code }) => [code, new Map<number, Decimal>()]))
  const sorted = lines.toSorted((a, b) => compare(multiply(b.price, b.quantity), multiply(a.price, a.quantity)))
  const order = new Map([
    ['percent', 1],
    ['fixed_product', 2],
    ['fixed_cart', 3],
  ])
  const rank = (coupon: Coupon) => order.get(coupon.discountType) ?? 0
  for (const coupon of coupons.toSorted((a, b) => rank(a) - rank(b))) {
    const work = new Work(discounts, coupon.code, sorted)
    const unit = decimal(10 ** manner.places)
    if (coupon.discountType === 'percent') work.percent(coupon.amount, manner.sequentially)
    else if (coupon.discountType === 'fixed_product') work.perPiece(multiply(coupon.amount, unit))
    else work.overall(multiply(coupon.amount, unit))
  }
  return discounts
}

/** One coupon at work. A whole minor unit is the smallest that is given. */
class Work {
  readonly #all: Discounts
  readonly #own: Map<number, Decimal>
  readonly #lines: readonly Discountable[]

  constructor(all: Discounts, code: string, lines: readonly Discountable[]) {
    this.#all = all
    this.#own = all.get(code) ?? new Map<number, Decimal>()
    this.#lines = lines
  }

  percent(amount: Decimal, sequentially: boolean): void {
    let [given, base] = [ZERO, ZERO]
    for (const line of this.#lines) {
      const left = this.#left(line)
      const price = sequentially ? left : halfUp(line.price, 0)
      given = add(given, this.#give(line, minimum(left, floor(divide(multiply(price, amount), HUNDRED)))))
      base = add(base, price)
    }
    const wanted = halfDown(divide(multiply(base, amount), HUNDRED), 0)
    if (compare(given, wanted) < 0) this.#remainder(this.#lines, subtract(wanted, given))
  }

  perPiece(amount: Decimal, lines = this.#lines): Decimal {
    return sum(lines.map((line) => this.#give(line, minimum(this.#left(line), multiply(amount, line.quantity)))))
  }

  overall(amount: Decimal): void {
    let rest = amount
    while (isPositive(rest)) {
      const lines = this.#lines.filter((line) => isPositive(this.#left(line)))
      const pieces = sum(lines.map(({ quantity }) => quantity))
      if (isZero(pieces)) return
      const each = floor(divide(rest, pieces))
      if (isZero(each)) return this.#remainder(lines, rest)
      const given = this.perPiece(each, lines)
      if (isZero(given)) return
      rest = subtract(rest, given)
    }
  }

  #remainder(lines: readonly Discountable[], amount: Decimal): void {
    let rest = amount
    for (const line of lines) {
      for (let piece = 0; compare(decimal(piece), line.quantity) < 0; piece += 1) {
        if (!isPositive(rest)) return
        rest = subtract(rest, this.#give(line, minimum(this.#left(line), ONE)))
      }
    }
  }

  #give(line: Discountable, amount: Decimal): Decimal {
    this.#own.set(line.key, add(this.#own.get(line.key) ?? ZERO, amount))
    return amount
  }

  #left(line: Discountable): Decimal {
    const taken = sum([...this.#all.values()].map((one) => one.get(line.key) ?? ZERO))
    return halfUp(subtract(line.price, taken), 0)
  }
}
