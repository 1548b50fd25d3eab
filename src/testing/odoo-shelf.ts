import type { OdooSandbox } from '#sandboxes/odoo/start'
import type { ErpShelf } from './erp-shelf.ts'
import { make } from './odoo-records.ts'

const SWEDISH_KRONA = 18

/** Articles and price lists of Odoo. */
export function odooShelf(odoo: OdooSandbox): ErpShelf {
  const found = (model: string, ...domain: readonly unknown[][]) => odoo.records(model, domain)
  const idOf = (code: string): number => Number(found('product.product', ['default_code', '=', code])[0]?.['id'])
  const listOf = (name: string): number | undefined => {
    const [list] = found('product.pricelist', ['name', '=', name])
    return list === undefined ? undefined : Number(list['id'])
  }
  return {
    keep: ({ code, title, barcode }) =>
      void make(odoo, 'product.product', {
        name: title,
        default_code: code,
        barcode: barcode ?? false,
        type: 'consu',
        is_storable: true,
      }),
    items: (code) => found('product.product', ['default_code', '=', code]).length,
    rename: (code, newCode) => void odoo.call('product.product', 'write', [[idOf(code)], { default_code: newCode }]),
    price(code, list, amount) {
      const pricelist_id =
        listOf(list) ?? make(odoo, 'product.pricelist', { name: list, currency_id: SWEDISH_KRONA, company_id: 1 })
      const [known] = found(
        'product.pricelist.item',
        ['pricelist_id', '=', pricelist_id],
        ['product_id', '=', idOf(code)],
      )
      if (known !== undefined)
        return void odoo.call('product.pricelist.item', 'write', [[Number(known['id'])], { fixed_price: amount }])
      const rule = { applied_on: '0_product_variant', compute_price: 'fixed', fixed_price: amount }
      make(odoo, 'product.pricelist.item', { pricelist_id, product_id: idOf(code), ...rule })
    },
    listed(code, list) {
      const pricelist = listOf(list) ?? 0
      const [rule] = found('product.pricelist.item', ['pricelist_id', '=', pricelist], ['product_id', '=', idOf(code)])
      return rule === undefined ? null : Number(rule['fixed_price'])
    },
  }
}
