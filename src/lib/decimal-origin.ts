import type { Decimal } from './decimal.ts'

/**
 * How a decimal came about. Decimals that are followed remember it: they are `String` objects, the arithmetic treats them like
 * the text they hold, and every result of which an operand was followed is followed too. So a calculation can be explained by
 * making it once more. Such values compare by content only with `compare` and `isZero`, never with `===`.
 */
export type Origin =
  | { readonly by: 'source'; readonly path: string }
  | { readonly by: 'sum'; readonly of: readonly Decimal[] }
  | { readonly by: 'difference'; readonly of: readonly [Decimal, Decimal] }
  | { readonly by: 'product'; readonly of: readonly [Decimal, Decimal] }
  | { readonly by: 'quotient'; readonly of: readonly [Decimal, Decimal] }
  | { readonly by: 'negative'; readonly of: readonly [Decimal] }
  | { readonly by: 'absolute'; readonly of: readonly [Decimal] }
  | {
      readonly by: 'rounding'
      readonly of: readonly [Decimal]
      readonly places: number
      readonly direction: RoundingDirection
    }
  | {
      readonly by: 'allocation'
      /** The total, then the weights. */
      readonly of: readonly [Decimal, ...Decimal[]]
      /** Which weight's part it is. */
      readonly index: number
      readonly places: number
    }

/** Towards which neighbour a number goes. `half-…` only differ on exact ties. */
export type RoundingDirection = 'half-up' | 'half-even' | 'half-down' | 'down' | 'up' | 'floor' | 'ceiling'

/** The same number, followed from here. */
export const followed = (value: Decimal, origin: Origin): Decimal =>
  Object.assign(Object(value.valueOf()), { origin }) as Decimal

/** How a followed decimal came about; `null` = it is a plain one. */
export const originOf = (value: Decimal): Origin | null =>
  typeof value === 'string' ? null : (value as { readonly origin: Origin }).origin

/** Whether a value of whatever kind is a decimal that is followed. */
export const isFollowed = (value: unknown): value is Decimal =>
  value !== null && typeof value === 'object' && typeof value.valueOf() === 'string'

/** The number alone. */
export const unfollowed = (value: Decimal): Decimal => value.valueOf() as Decimal

/** `result`, followed when an operand is. */
export const derived = (result: Decimal, origin: Exclude<Origin, { by: 'source' }>): Decimal =>
  origin.of.some((operand) => typeof operand !== 'string') ? followed(result, origin) : result
