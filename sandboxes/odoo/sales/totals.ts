import { toNumber } from '#lib/decimal'
import {
  asDecimal,
  documentTotals,
  type LineTaxes,
  lineTaxes,
  shownLine,
  type TaxRules,
} from '#sandboxes/odoo/books/tax-engine'
import { taxesOf, taxRules } from '#sandboxes/odoo/books/taxes'
import type { Env } from '#sandboxes/odoo/orm/env'
import { record, update } from '#sandboxes/odoo/orm/records'

function taxesOfLine(env: Env, id: number, rules: TaxRules): LineTaxes {
  const row = record(env, 'sale.order.line', id)
  return lineTaxes(
    {
      price: asDecimal(row['price_unit'] ?? 0),
      quantity: asDecimal(row['product_uom_qty'] ?? 0),
      discount: asDecimal(row['discount'] ?? 0),
      taxes: taxesOf(env, row[env.site.version === 19 ? 'tax_ids' : 'tax_id']),
    },
    rules,
  )
}

const rulesOf = (env: Env, order: number): TaxRules => {
  const row = record(env, 'sale.order', order)
  return taxRules(env, Number(row['company_id']), Number(row['currency_id']))
}

/** Keeps what a line shows. */
export function lineTotals(env: Env, id: number): void {
  const rules = rulesOf(env, Number(record(env, 'sale.order.line', id)['order_id']))
  const shown = shownLine(taxesOfLine(env, id, rules), rules)
  update(env, 'sale.order.line', id, { price_subtotal: shown.subtotal, price_tax: shown.tax, price_total: shown.total })
}

/** Keeps the order's sums. */
export function refreshTotals(env: Env, order: number): void {
  if (env.site.db.get('sale.order', order) === undefined) return
  const rules = rulesOf(env, order)
  const lines = env.site.db
    .find('sale.order.line', 'order_id', order)
    .filter((id) => (record(env, 'sale.order.line', id)['display_type'] ?? false) === false)
  const totals = documentTotals(
    lines.map((id) => taxesOfLine(env, id, rules)),
    rules,
  )
  update(env, 'sale.order', order, {
    amount_untaxed: toNumber(totals.untaxed),
    amount_tax: toNumber(totals.tax),
    amount_total: toNumber(totals.total),
  })
}
