import { Big, type RoundingMode } from 'big.js'
import { derived, type RoundingDirection, unfollowed } from './decimal-origin.ts'
import { add, compare, type Decimal, decimal, divide, isZero, multiply, subtract, sum, ZERO } from './decimal.ts'

export interface Rounding {
  /** Digits kept behind the point, 0 to 12. */
  readonly places: number
  readonly direction: RoundingDirection
}

const BIG_MODE = { down: 0, 'half-up': 1, 'half-even': 2, up: 3 } as const satisfies Record<string, RoundingMode>

/** `value` rounded once, at a border, in a named direction. `half-up` means away from zero, as people round by hand. */
export function round(value: Decimal, { places, direction }: Rounding): Decimal {
  const big = new Big(value)
  const mode = bigMode(big, direction, places)
  const text = big.round(places, mode).toFixed()
  return derived((text === '-0' ? '0' : text) as Decimal, { by: 'rounding', of: [value], places, direction })
}

function bigMode(value: Big, direction: RoundingDirection, places: number): RoundingMode {
  if (direction === 'floor') return value.s < 0 ? BIG_MODE.up : BIG_MODE.down
  if (direction === 'ceiling') return value.s < 0 ? BIG_MODE.down : BIG_MODE.up
  if (direction !== 'half-down') return BIG_MODE[direction]
  const truncated = value.round(places, BIG_MODE.down)
  const half = new Big(5).times(new Big(10).pow(-places - 1))
  return value.minus(truncated).abs().gt(half) ? BIG_MODE.up : BIG_MODE.down
}

/** A figure that came as a binary float, without the noise in its last digits; six digits are more than any currency has. */
export const fromFloat = (value: number, places = 6): Decimal =>
  round(decimal(value), { places, direction: 'half-even' })

const minorUnitsByCurrency = new Map<string, number>()

/** Digits behind the point that a currency is paid in: 2 for SEK, 0 for JPY, 3 for KWD. Unknown codes count as 2. */
export function minorUnits(currency: string): number {
  const known = minorUnitsByCurrency.get(currency)
  if (known !== undefined) return known
  // What is no code at all makes Intl throw; whether it is one is not asked here.
  const isCode = /^[A-Za-z]{3}$/.test(currency)
  const format = isCode ? new Intl.NumberFormat('en', { style: 'currency', currency }) : null
  const digits = format?.resolvedOptions().maximumFractionDigits ?? 2
  minorUnitsByCurrency.set(currency, digits)
  return digits
}

/**
 * Splits `total` in proportion to `weights` so that the parts have at most `places` digits and sum to exactly `total`.
 * The parts that lose most by rounding down get the left-over units, earlier ones first (largest remainder).
 * With all weights zero the total goes to the first part.
 *
 * @throws {RangeError} when there is nothing to split over, or `total` has more digits than `places`.
 */
export function allocate(total: Decimal, weights: readonly Decimal[], places: number): Decimal[] {
  if (weights.length === 0) throw new RangeError('nothing to allocate over')
  if (compare(round(total, { places, direction: 'down' }), total) !== 0) {
    throw new RangeError(`${total} has more than ${places} digits behind the point`)
  }
  const parts = shares(unfollowed(total), weights.map(unfollowed), places)
  return parts.map((part, index) => derived(part, { by: 'allocation', of: [total, ...weights], index, places }))
}

/** The smallest amount with so many digits behind the point: 0.01 for 2. */
export const smallestUnit = (places: number): Decimal => new Big(10).pow(-places).toFixed() as Decimal

function shares(total: Decimal, weights: readonly Decimal[], places: number): Decimal[] {
  const base = sum(weights)
  if (isZero(base)) return weights.map((_, index) => (index === 0 ? total : ZERO))
  const exact = weights.map((weight) => divide(multiply(total, weight), base))
  const parts = exact.map((part) => round(part, { places, direction: 'floor' }))
  const unit = smallestUnit(places)
  let left = subtract(total, sum(parts))
  const byRemainder = exact
    .map((part, index) => ({ index, remainder: subtract(part, parts[index] ?? ZERO) }))
    .sort((a, b) => compare(b.remainder, a.remainder) || a.index - b.index)
  for (const { index } of byRemainder) {
    if (isZero(left)) break
    parts[index] = add(parts[index] ?? ZERO, unit)
    left = subtract(left, unit)
  }
  return parts
}
