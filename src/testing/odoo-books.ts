import type { OdooSandbox } from '#sandboxes/odoo/start'
import type { ErpDocument } from '#sandboxes/proof/erp-facts'
import type { ErpSide } from './erp-side.ts'
import { figure, idOf, make, recordOf } from './odoo-records.ts'

type Values = Readonly<Record<string, unknown>>

/** Field of its day by model. */
const DAYS: Readonly<Record<string, string>> = {
  'sale.order': 'date_order',
  'account.move': 'date',
  'account.payment': 'date',
  'stock.picking': 'date_done',
}

/** What the bookkeeper of an Odoo does, and looks at in single documents. */
export function odooBooks(
  odoo: OdooSandbox,
): Pick<ErpSide, 'taxOf' | 'taxNames' | 'rows' | 'dayOf' | 'close' | 'trade' | 'roundOnSum'> {
  const setCompany = (values: Values): void => {
    const [company] = odoo.records('res.company', [], ['id'])
    odoo.call('res.company', 'write', [[Number(company?.['id'])], values])
  }
  const ensure = (model: string, name: string, values: Values): void => {
    if (odoo.records(model, [['name', '=', name]], ['id']).length === 0) make(odoo, model, { name, ...values })
  }
  const linesOf = (document: ErpDocument): readonly Values[] => {
    const { model, id } = recordOf(document)
    return model === 'sale.order'
      ? odoo.records('sale.order.line', [['order_id', '=', id]])
      : odoo.records('account.move.line', [['move_id', '=', id]])
  }
  return {
    taxOf(country, percent) {
      const name = `Tax ${country} ${percent}%`
      const gross = `${name} incl.`
      const included = odoo.version <= 17 ? { price_include: true } : { price_include_override: 'tax_included' }
      ensure('account.tax', name, { amount: percent, type_tax_use: 'sale' })
      ensure('account.tax', gross, { amount: percent, type_tax_use: 'sale', ...included })
      return { country, rate: String(percent), account: name, template: gross }
    },
    taxNames(document) {
      const ids = linesOf(document).flatMap((line) => (line['tax_ids'] ?? line['tax_id'] ?? []) as number[])
      return odoo.records('account.tax', [['id', 'in', ids]], ['name']).map((tax) => String(tax['name']))
    },
    rows: (document) =>
      linesOf(document).flatMap((line) => {
        const [product] = odoo.records('product.product', [['id', '=', idOf(line['product_id'])]], ['default_code'])
        if (product === undefined) return []
        const quantity = figure(line['product_uom_qty'] ?? line['quantity'])
        return [{ item: String(product['default_code']), quantity, net: figure(line['price_subtotal']) }]
      }),
    dayOf(document) {
      const { model, id } = recordOf(document)
      const [record] = odoo.records(model, [['id', '=', id]])
      return String(record?.[DAYS[model] ?? '']).slice(0, 10)
    },
    close: (day) => setCompany({ fiscalyear_lock_date: day ?? false }),
    trade(currency) {
      const [found] = odoo.records('res.currency', [['name', '=', currency]], ['id'])
      const currency_id = Number(found?.['id'])
      ensure('product.pricelist', `Prices in ${currency}`, { currency_id })
      const rates = odoo.records('res.currency.rate', [['currency_id', '=', currency_id]], ['id'])
      if (rates.length === 0) make(odoo, 'res.currency.rate', { currency_id, name: '2025-01-01', rate: 0.095 })
      return {}
    },
    roundOnSum: (on) => setCompany({ tax_calculation_rounding_method: on ? 'round_globally' : 'round_per_line' }),
  }
}
