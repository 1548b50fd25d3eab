import { type Decimal, parseDecimal } from './decimal.ts'

// Digits; or groups of three behind a space, an apostrophe, a point or a comma, always the same one; then the decimals.
const SHAPE = /^[-\u2212]?(?:\d{1,15}|\d{1,3}(?:([ \u00A0\u202F'’.,])\d{3})(?:\1\d{3}){0,4})(?:[.,]\d{1,10})?$/u

/**
 * The number that somebody typed: `1299`, `1 299,00`, `1.299,00`, `1,299.00`, `-12,5`; `null` = it is none. The last point or comma
 * begins the decimals, so that `1.299` is read as an API says it; one that stands more than once parts thousands (`1.299.000`).
 */
export function typedAmount(text: string): Decimal | null {
  const typed = text.trim()
  if (!SHAPE.test(typed)) return null
  const plain = typed.replaceAll(/[\s'’]/g, '').replace('\u2212', '-')
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','))
  const isOfThousands = last !== plain.indexOf(plain.charAt(last))
  const digits = (part: string): string => part.replaceAll(/[.,]/g, '')
  if (last === -1 || isOfThousands) return parseDecimal(digits(plain))
  return parseDecimal(`${digits(plain.slice(0, last))}.${plain.slice(last + 1)}`)
}
