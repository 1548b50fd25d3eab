import { z } from 'zod'
import { absolute, compare, type Decimal, divide, isZero, ONE, subtract, sum, ZERO } from '#lib/decimal'
import { fromFloat, minorUnits, round } from '#lib/rounding'
import { currencyOf } from './facts.ts'
import { type OdooContext, remembered } from './memory.ts'
import { find } from './records.ts'

// Six digits, as other numbers are read, are too few for a rate.
const rateShape = z.object({ id: z.number(), rate: z.number().transform((rate) => fromFloat(rate, 12)) })

/** Units of a currency for one of the company's at the end of a day, as Odoo knows it. */
export async function rateOn(context: OdooContext, currency: string, date: string): Promise<Decimal> {
  const { id } = await currencyOf(context, currency)
  return remembered(context, `rate:${currency}:${date}`, async () => {
    const query = { domain: [['id', '=', id]], context: { date, active_test: false } }
    const [found] = await find(context, 'res.currency', rateShape, query)
    return found?.rate ?? ONE
  })
}

export interface Exchanged {
  readonly amount: Decimal
  /** Whether cents of converting may go to it: what closes other entries has to be met exactly. */
  readonly mayGive: boolean
}

/**
 * Amounts that sum to zero, in the company's currency, where they sum to zero too: the cents that rounding each leaves go to the
 * largest that may give.
 */
export function inCompanyCurrency(lines: readonly Exchanged[], rate: Decimal, companyCurrency: string): Decimal[] {
  const places = minorUnits(companyCurrency)
  const converted = lines.map(({ amount }) => round(divide(amount, rate), { places, direction: 'half-up' }))
  const rest = sum(converted)
  if (isZero(rest)) return converted
  const anyMay = lines.some(({ mayGive }) => mayGive)
  const sizes = converted.map((amount, index) => (anyMay && lines[index]?.mayGive !== true ? ZERO : absolute(amount)))
  const giver = sizes.reduce((best, size, index) => (compare(size, sizes[best] ?? ZERO) > 0 ? index : best), 0)
  return converted.map((amount, index) => (index === giver ? subtract(amount, rest) : amount))
}
