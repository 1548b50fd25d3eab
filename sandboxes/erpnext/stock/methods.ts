import type { ApiMethods } from '#sandboxes/erpnext/controller'
import { number, text } from '#sandboxes/erpnext/fields'
import { binOf } from '#sandboxes/erpnext/selling/stock'
import { setPurchaseStatus } from './purchase-order.ts'

/** Look-ups of what is in stock, and orders that are closed. */
export const stockMethods: ApiMethods = {
  'erpnext.stock.utils.get_stock_balance': {
    required: ['item_code', 'warehouse'],
    run: (args, site) => number(binOf(site, text(args, 'item_code'), text(args, 'warehouse')) ?? {}, 'actual_qty'),
  },
  'erpnext.stock.utils.get_latest_stock_qty': {
    required: ['item_code'],
    run(args, site) {
      const warehouse = text(args, 'warehouse')
      const bins = site
        .findBy('Bin', 'item_code', text(args, 'item_code'))
        .filter((bin) => warehouse === '' || bin['warehouse'] === warehouse)
      return bins.reduce((sum, bin) => sum + number(bin, 'actual_qty'), 0)
    },
  },
  'erpnext.buying.doctype.purchase_order.purchase_order.update_status': {
    required: ['status', 'name'],
    run: (args, site) => setPurchaseStatus(site, args['name'], text(args, 'status')),
  },
}
