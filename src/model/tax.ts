import type { Decimal } from '#lib/decimal'
import type { DualAmount } from './money.ts'

/** One tax on one line, as the store states it. Amounts and rates are never recomputed. */
export interface TaxLine {
  /** What the store calls it, e.g. `Moms`, `GST`. */
  readonly title: string
  /** Rate in percent of the net price, e.g. `"25"`, `"7.25"`. `"0"` is zero-rated; `null` = the store does not state one. */
  readonly ratePercent: Decimal | null
  /** Tax on the whole line after discounts, rounded by the store. */
  readonly amount: DualAmount
  /** `true` = the sales channel (a marketplace) owes this tax to the state; it is not the merchant's own VAT. */
  readonly channelLiable: boolean
}
