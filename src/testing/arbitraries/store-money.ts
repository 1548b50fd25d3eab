import { type Decimal, decimal } from '#lib/decimal'
import type { DualAmount } from '#model/money'

/**
 * How an imaginary store calculates: whole minor units as `bigint`, written without the code that is tested with it.
 */
export interface StoreMoney {
  /** Digits behind the point of each currency, 0 to 4. */
  readonly places: { readonly shop: number; readonly presentment: number }
  readonly direction: 'half-up' | 'half-even' | 'down'
  readonly taxesIncluded: boolean
}

/** Minor units on both sides. */
export interface Pair {
  readonly shop: bigint
  readonly presentment: bigint
}

export const NOTHING: Pair = { shop: 0n, presentment: 0n }

export const pair = (of: (side: keyof Pair) => bigint): Pair => ({ shop: of('shop'), presentment: of('presentment') })

export const plus = (...pairs: readonly Pair[]): Pair =>
  pair((side) => pairs.reduce((total, one) => total + one[side], 0n))

export const minus = (a: Pair, b: Pair): Pair => pair((side) => a[side] - b[side])

export const times = (a: Pair, factor: number): Pair => pair((side) => a[side] * BigInt(factor))

/** `numerator / denominator` as a whole number; both not negative. */
export function quotient(numerator: bigint, denominator: bigint, direction: StoreMoney['direction']): bigint {
  const whole = numerator / denominator
  const twice = 2n * (numerator % denominator)
  if (direction === 'down' || twice < denominator) return whole
  if (twice > denominator || direction === 'half-up') return whole + 1n
  return whole % 2n === 0n ? whole : whole + 1n
}

/** `share / whole` of an amount. */
export const portion = (amount: Pair, share: number, whole: number, { direction }: StoreMoney): Pair =>
  pair((side) => quotient(amount[side] * BigInt(share), BigInt(whole), direction))

/** A discount spread over amounts as many stores do: rounded down each, left-over units from the first on. */
export function spread(discount: Pair, amounts: readonly Pair[]): Pair[] {
  const base = plus(...amounts)
  const left = { ...discount }
  const parts = amounts.map((amount) => {
    const part = pair((side) => (base[side] === 0n ? 0n : (discount[side] * amount[side]) / base[side]))
    left.shop -= part.shop
    left.presentment -= part.presentment
    return part
  })
  return parts.map((part, index) => {
    const amount = amounts[index] ?? NOTHING
    return pair((side) => {
      const room = amount[side] - part[side]
      const extra = left[side] > 0n && room > 0n ? 1n : 0n
      left[side] -= extra
      return part[side] + extra
    })
  })
}

/** Tax on an amount by one of several rates (thousandths of a percent), contained in the amount or on top of it. */
export function taxOn(amount: Pair, rate: number, allRates: readonly number[], money: StoreMoney): Pair {
  const sum = allRates.reduce((total, one) => total + one, 0)
  const base = money.taxesIncluded ? 100_000 + sum : 100_000
  return pair((side) => quotient(amount[side] * BigInt(rate), BigInt(base), money.direction))
}

export const dualAmount = (amount: Pair, { places }: StoreMoney): DualAmount => ({
  shop: fromMinor(amount.shop, places.shop),
  presentment: fromMinor(amount.presentment, places.presentment),
})

function fromMinor(minor: bigint, places: number): Decimal {
  const sign = minor < 0n ? '-' : ''
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, '0')
  const cut = digits.length - places
  return decimal(`${sign}${digits.slice(0, cut)}${places === 0 ? '' : `.${digits.slice(cut)}`}`)
}
