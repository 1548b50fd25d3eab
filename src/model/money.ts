import { add, type Decimal, isZero, negate, subtract, ZERO } from '#lib/decimal'

/** ISO 4217 code, upper case, e.g. `SEK`. */
export type Currency = string

/** An amount in one currency. */
export interface Money {
  readonly amount: Decimal
  readonly currency: Currency
}

/**
 * One amount as the store states it twice: in the shop's currency (what the merchant books) and in the currency that the
 * buyer saw. Both come from the store; neither is ever converted into the other by us. With one currency they are equal.
 */
export interface DualAmount {
  readonly shop: Decimal
  readonly presentment: Decimal
}

/** Which of the two sides of a `DualAmount` a document is written in. */
export type CurrencySide = 'shop' | 'presentment'

export interface CurrencyPair {
  readonly shop: Currency
  readonly presentment: Currency
}

export const ZERO_DUAL: DualAmount = { shop: ZERO, presentment: ZERO }

export const dual = (shop: Decimal, presentment: Decimal = shop): DualAmount => ({ shop, presentment })

export const addDual = (...amounts: readonly DualAmount[]): DualAmount => ({
  shop: add(...amounts.map((amount) => amount.shop)),
  presentment: add(...amounts.map((amount) => amount.presentment)),
})

export const subtractDual = (a: DualAmount, b: DualAmount): DualAmount => ({
  shop: subtract(a.shop, b.shop),
  presentment: subtract(a.presentment, b.presentment),
})

export const negateDual = (amount: DualAmount): DualAmount => ({
  shop: negate(amount.shop),
  presentment: negate(amount.presentment),
})

export const isZeroDual = (amount: DualAmount): boolean => isZero(amount.shop) && isZero(amount.presentment)
