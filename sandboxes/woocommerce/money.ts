import { absolute, type Decimal, decimal, isNegative, parseDecimal, ZERO } from '#lib/decimal'
import { round } from '#lib/rounding'

/** An amount with a fixed number of digits behind the point, rounded half away from zero as PHP does. */
export function fixed(value: Decimal, places: number): string {
  const rounded = round(value, { places, direction: 'half-up' })
  const [whole = '0', part = ''] = absolute(rounded).split('.')
  const text = places === 0 ? whole : `${whole}.${part.padEnd(places, '0')}`
  return isNegative(rounded) ? `-${text}` : text
}

export const halfUp = (value: Decimal, places: number): Decimal => round(value, { places, direction: 'half-up' })
export const halfDown = (value: Decimal, places: number): Decimal => round(value, { places, direction: 'half-down' })

/** What a person or program wrote as a price: a comma is the decimal sign of the shop, what is no number is nothing. */
export function writtenPrice(given: unknown): string {
  const text = String(given ?? '')
    .trim()
    .replace(',', '.')
  return text === '' || parseDecimal(text) === null ? '' : text
}

export const amountOf = (given: unknown): Decimal => {
  const text = writtenPrice(given)
  return text === '' ? ZERO : decimal(text)
}
