import { add, type Decimal, divide, multiply, ONE, sum } from '#lib/decimal'
import { halfUp } from './money.ts'

/** One tax that applies to a line, a shipping line, a duty or a fee. */
export interface TaxRate {
  readonly title: string
  /** Fraction of the net price: `"0.25"`. */
  readonly rate: Decimal
  /** Part of the amount that this rate applies to, for shipping split over rates: `"0.7"`. Absent: the whole amount. */
  readonly share?: Decimal
  /** True when the sales channel, not the merchant, owes the tax. */
  readonly channelLiable: boolean | null
  readonly source: string | null
}

/**
 * The tax of each rate on `amount`, each rounded half-up to `places`.
 * With `included` the amount contains the tax: rates without a share are taken out together, rates with one each alone.
 */
export function taxAmounts(amount: Decimal, rates: readonly TaxRate[], included: boolean, places: number): Decimal[] {
  const joint = sum(rates.filter((rate) => rate.share === undefined).map((rate) => rate.rate))
  return rates.map(({ rate, share }) => {
    const base = share === undefined ? amount : multiply(amount, share)
    const tax = multiply(base, rate)
    return halfUp(included ? divide(tax, add(ONE, share === undefined ? joint : rate)) : tax, places)
  })
}
