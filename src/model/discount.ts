import type { Decimal } from '#lib/decimal'
import type { DualAmount } from './money.ts'

/** A discount of the order: a code, an automatic rule, a manual reduction. Where it landed stands in the allocations. */
export interface DiscountApplication {
  /** Position in the order's list; allocations point here. */
  readonly index: number
  readonly kind: 'code' | 'automatic' | 'manual' | 'script' | 'other'
  /** The code or title that a person would recognise. */
  readonly title: string | null
  readonly target: 'lines' | 'shipping'
  /** Percent of the price (`"10"`), or `null` when it is an amount. */
  readonly percent: Decimal | null
  /** The amount, or `null` when it is a percentage. In the buyer's currency, as the store states only that. */
  readonly amount: Decimal | null
}

/** The part of a discount that the store gave to one line or shipping line. */
export interface DiscountAllocation {
  /** `DiscountApplication.index`, or `null` when the store does not tell. */
  readonly applicationIndex: number | null
  /** Positive: what is taken off. */
  readonly amount: DualAmount
}
