import { type Decimal, decimal, divide, multiply } from '#lib/decimal'
import { round } from '#lib/rounding'

/** A whole number of a currency's smallest unit, as on the wire: 1999 is 19.99 EUR or 1999 JPY. */
export type Minor = number

// Stripe's own lists; they differ from ISO 4217: ISK and UGX are sent as if they had two decimals.
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '))
const WHOLE_ONLY = new Set(['isk', 'ugx'])

/** Digits behind the point in amounts of this currency (lower case) on the wire. */
export function digitsOf(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0
  return THREE_DECIMAL.has(currency) ? 3 : 2
}

/** The amount in major units as reports print it: `19.99`, `1999`, `1.990`. */
export function majorText(amount: Minor, currency: string): string {
  const digits = digitsOf(currency)
  const [whole = '0', fraction = ''] = divide(decimal(amount), decimal(10 ** digits)).split('.')
  return digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, '0')}`
}

/** `amount × rate`, rounded to whole minor units of the other currency, half away from zero. */
export const converted = (amount: Minor, rate: Decimal): Minor =>
  Number(round(multiply(decimal(amount), rate), { places: 0, direction: 'half-up' }))

/**
 * Refuses an amount that the currency cannot have.
 *
 * @throws {RangeError} for fractions of a minor unit, and for last digits that the currency's rule forbids.
 */
export function checkAmount(amount: Minor, currency: string): void {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not a whole number of minor units`)
  if (THREE_DECIMAL.has(currency) && amount % 10 !== 0) {
    throw new RangeError(`${amount} ${currency}: the last digit must be 0`)
  }
  if (WHOLE_ONLY.has(currency) && amount % 100 !== 0) {
    throw new RangeError(`${amount} ${currency}: the last two digits must be 0`)
  }
}
