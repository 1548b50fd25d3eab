import { Big } from 'big.js'
import { addShort, compareShort, multiplyShort, subtractShort } from './short-decimal.ts'
import { derived } from './decimal-origin.ts'

/**
 * An exact decimal number as canonical text: no exponent, no leading `+`, no trailing zeros, `"0"` never signed.
 * Being text it survives JSON, compares with `equals` and hashes the same everywhere. Arithmetic is exact except `divide`.
 */
export type Decimal = string & { readonly __decimal: true }

// Division keeps this many digits behind the point; results are rounded at a named border afterwards.
const DIVISION_DIGITS = 20
const SHAPE = /^[+-]?(\d+(\.\d*)?|\.\d+)$/

const Exact = Big()
Exact.DP = DIVISION_DIGITS
Exact.RM = 2 // half-even, so that a later rounding of a tie is not biased

function canonical(value: Big): Decimal {
  const text = value.toFixed()
  return (text === '-0' ? '0' : text) as Decimal
}

/**
 * Reads a decimal from vendor text or from a JSON number.
 *
 * @throws {RangeError} when the text is not a plain decimal number (`"1e5"`, `"12,50"`, `""`, `NaN`).
 */
export function decimal(value: string | number): Decimal {
  const text = typeof value === 'number' ? plainText(value) : value.trim()
  if (!SHAPE.test(text)) throw new RangeError(`"${value}" is not a decimal number`)
  return canonical(new Exact(text))
}

function plainText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a decimal number`)
  // JSON numbers are read by their shortest text, which is what the vendor wrote; an exponent is expanded exactly.
  return new Exact(String(value)).toFixed()
}

/** The decimal, or `null` when the text is not a decimal number. */
export function parseDecimal(value: string | number): Decimal | null {
  try {
    return decimal(value)
  } catch {
    return null
  }
}

export const ZERO = '0' as Decimal
export const ONE = '1' as Decimal
export const HUNDRED = '100' as Decimal

export function add(...values: readonly Decimal[]): Decimal {
  let sum = ZERO
  for (const value of values) sum = sumOf(sum, value)
  return values.some(isFollowed) ? derived(sum, { by: 'sum', of: values }) : sum
}

function sumOf(a: Decimal, b: Decimal): Decimal {
  if (isFollowed(b)) return sumOf(a, b.valueOf() as Decimal)
  if (a === ZERO) return b
  return b === ZERO ? a : ((addShort(a, b) as Decimal | null) ?? canonical(new Exact(a).plus(b)))
}

/** Whether the number remembers how it came about (`decimal-origin.ts`). */
const isFollowed = (value: Decimal): boolean => typeof value !== 'string'

export const sum = (values: Iterable<Decimal>): Decimal => add(...values)

export function subtract(a: Decimal, b: Decimal): Decimal {
  if (isFollowed(a) || isFollowed(b)) return derived(canonical(new Exact(a).minus(b)), { by: 'difference', of: [a, b] })
  return (subtractShort(a, b) as Decimal | null) ?? canonical(new Exact(a).minus(b))
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  if (isFollowed(a) || isFollowed(b)) return derived(canonical(new Exact(a).times(b)), { by: 'product', of: [a, b] })
  return (multiplyShort(a, b) as Decimal | null) ?? canonical(new Exact(a).times(b))
}

/**
 * `a / b` to 20 digits behind the point, half-even.
 *
 * @throws {RangeError} when `b` is zero.
 */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (isZero(b)) throw new RangeError('division by zero')
  return derived(canonical(new Exact(a).div(b)), { by: 'quotient', of: [a, b] })
}

export const negate = (value: Decimal): Decimal =>
  derived((isZero(value) ? ZERO : isNegative(value) ? value.slice(1) : `-${value}`) as Decimal, {
    by: 'negative',
    of: [value],
  })
export const absolute = (value: Decimal): Decimal =>
  derived((isNegative(value) ? value.slice(1) : value.valueOf()) as Decimal, { by: 'absolute', of: [value] })

/** Whether both are the same number. Unlike `===` it also holds for decimals that are followed (`decimal-origin.ts`). */
export const equals = (a: Decimal, b: Decimal): boolean => a.valueOf() === b.valueOf()

/** −1, 0 or 1. */
export const compare = (a: Decimal, b: Decimal): -1 | 0 | 1 =>
  compareShort(a.valueOf(), b.valueOf()) ?? new Exact(a).cmp(b)
export const isZero = (value: Decimal): boolean => value.valueOf() === '0'
export const isNegative = (value: Decimal): boolean => value.startsWith('-')
export const isPositive = (value: Decimal): boolean => !isZero(value) && !isNegative(value)
export const isInteger = (value: Decimal): boolean => !value.includes('.')
export const minimum = (a: Decimal, b: Decimal): Decimal => (compare(a, b) <= 0 ? a : b)
export const maximum = (a: Decimal, b: Decimal): Decimal => (compare(a, b) >= 0 ? a : b)

/** A JavaScript number for display or for a vendor's JSON that demands one. Never calculate with it. */
export const toNumber = (value: Decimal): number => Number(value)
