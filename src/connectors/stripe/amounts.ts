import { type Decimal, decimal, divide } from '#lib/decimal'

// Stripe's own lists, which differ from ISO 4217: ISK and UGX have no decimals and are sent as if they had two.
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '))
const THOUSANDTHS = new Set('BHD JOD KWD OMR TND'.split(' '))

/** Digits behind the point of a currency (upper case) on the wire. */
export const digitsOf = (currency: string): number => (WHOLE.has(currency) ? 0 : THOUSANDTHS.has(currency) ? 3 : 2)

/** An amount as Stripe sends it, in the currency's own unit: 1999 is 19.99 EUR, 1999 JPY, 1.999 KWD. */
export const fromMinor = (amount: number, currency: string): Decimal =>
  divide(decimal(amount), decimal(10 ** digitsOf(currency)))
