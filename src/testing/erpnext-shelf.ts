import type { ErpnextSandbox } from '#sandboxes/erpnext/start'
import type { ErpShelf } from './erp-shelf.ts'

/** Items and price lists of ERPNext. */
export function erpnextShelf(erp: ErpnextSandbox): ErpShelf {
  return {
    keep: ({ code, title, barcode }) =>
      void erp.items.add({ code, item_name: title, ...(barcode === undefined ? {} : { barcode }) }),
    items: (code) => erp.documents('Item').filter(({ name }) => name === code).length,
    rename: (code, newCode) => void erp.items.rename(code, newCode),
    price(code, list, amount) {
      if (!erp.documents('Price List').some(({ name }) => name === list))
        erp.insert({ doctype: 'Price List', price_list_name: list, currency: 'EUR', selling: 1, enabled: 1 })
      erp.prices.set(code, list, amount)
    },
    listed(code, list) {
      const [found] = erp
        .documents('Item Price')
        .filter((price) => price['item_code'] === code && price['price_list'] === list)
      return found === undefined ? null : Number(found['price_list_rate'])
    },
  }
}
