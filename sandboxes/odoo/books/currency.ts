import { add, type Decimal, decimal, divide, multiply, ONE, toNumber } from '#lib/decimal'
import { constraintError } from '#sandboxes/odoo/errors'
import { companyOf, type Env, type Model, today } from '#sandboxes/odoo/orm/env'
import { record } from '#sandboxes/odoo/orm/records'
import { rounded } from '#sandboxes/odoo/orm/values'

/** Units of the currency for one of the company's, at a date. */
export function rateAt(env: Env, currency: number, date: string): Decimal {
  const rates = env.site.db
    .find('res.currency.rate', 'currency_id', currency)
    .map((id) => record(env, 'res.currency.rate', id))
  const known = rates.toSorted((a, b) => (String(a['name']) < String(b['name']) ? -1 : 1))
  const found = known.findLast((one) => String(one['name']) <= date) ?? known[0]
  return found === undefined ? ONE : decimal(Number(found['rate']))
}

/** An amount in another currency, rounded to its digits. */
export function convert(env: Env, amount: number, from: number, to: number, date: string): number {
  if (from === to) return amount
  const value = divide(multiply(decimal(amount), rateAt(env, to, date)), rateAt(env, from, date))
  return rounded(toNumber(add(value)), Number(record(env, 'res.currency', to)['decimal_places'] ?? 2))
}

export const currency: Model = {
  order: 'active desc, name',
  computes: {
    rate: (env, row) => toNumber(rateAt(env, row.id, String(env.context['date'] ?? today(env)))),
    inverse_rate: (env, row) => toNumber(divide(ONE, rateAt(env, row.id, String(env.context['date'] ?? today(env))))),
  },
}

export const currencyRate: Model = {
  order: 'name desc, id',
  computes: {
    company_rate: (_env, row) => row['rate'],
    inverse_company_rate: (_env, row) => toNumber(divide(ONE, decimal(Number(row['rate'])))),
  },
  prepare(env, values) {
    const inverse = values['inverse_company_rate']
    const rate =
      values['rate'] ??
      values['company_rate'] ??
      (typeof inverse === 'number' ? toNumber(divide(ONE, decimal(inverse))) : 1)
    return { company_id: companyOf(env), name: today(env), ...values, rate }
  },
  created(env, id) {
    const row = record(env, 'res.currency.rate', id)
    const same = env.site.db
      .find('res.currency.rate', 'currency_id', row['currency_id'])
      .filter((one) => record(env, 'res.currency.rate', one)['name'] === row['name'])
    if (same.length > 1) throw constraintError('Only one currency rate per day allowed!')
  },
}
