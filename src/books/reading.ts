import type { CurrencySide } from '#model/money'
import type { Order } from '#model/order'
import type { Policies } from './policies.ts'
import { taxCountry } from './tax-keys.ts'

/** How an order is read: in which of its two currencies, under which policies. */
export interface Reading {
  readonly order: Order
  readonly policies: Policies
  readonly side: CurrencySide
  /** Digits behind the point of the currency. */
  readonly minorUnits: number
}

export const taxContext = ({ order, policies, side }: Reading) => ({
  country: taxCountry(order, policies),
  included: order.taxesIncluded,
  side,
})
