/**
 * An amount as people write it in their language. The decimal text is formatted as text: no digit passes through a float.
 *
 * @param amount Canonical decimal text, e.g. `-1234.5`.
 * @param currency ISO 4217, e.g. `SEK`.
 */
export function moneyText(amount: string, currency: string, locale: string): string {
  const usual =
    new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  const stated = amount.split('.')[1]?.replace(/0+$/, '').length ?? 0
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: usual,
    maximumFractionDigits: Math.max(usual, stated),
  })
  return format.format(amount as Intl.StringNumericLiteral)
}

/** A count or a quantity as people write it in their language, with all its digits. */
export const decimalInWords = (value: string | number, locale: string): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value as Intl.StringNumericLiteral)
