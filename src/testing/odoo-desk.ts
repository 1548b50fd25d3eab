import type { OdooSandbox } from '#sandboxes/odoo/start'
import type { ErpDesk } from './erp-desk.ts'
import { idOf, make, recordOf } from './odoo-records.ts'

const ELSEWHERE = { warehouse: 'WH2', place: 'WH2/Stock' } as const

/** A person at a desk of Odoo. */
export function odooDesk(odoo: OdooSandbox): ErpDesk {
  make(odoo, 'stock.warehouse', { name: 'Shop', code: ELSEWHERE.warehouse })
  return {
    warehouse: 'WH',
    elsewhere: ELSEWHERE,
    lying: (item, place) =>
      odoo
        .records('stock.quant', [
          ['product_id.default_code', '=', item],
          ['location_id.complete_name', '=', place],
        ])
        .reduce((all, quant) => all + Number(quant['quantity']), 0),
    sendPart(order, item, pieces, parcelNumber) {
      const open = [
        ['sale_line_id.order_id', '=', recordOf(order).id],
        ['state', 'not in', ['done', 'cancel']],
      ]
      for (const move of odoo.records('stock.move', open, ['product_id', 'picking_id'])) {
        const [product] = move['product_id'] as [number]
        const [found] = odoo.records('product.product', [['id', '=', product]], ['default_code'])
        if (found?.['default_code'] !== item) continue
        const done = odoo.version === 16 ? { quantity_done: pieces } : { quantity: pieces, picked: true }
        odoo.call('stock.move', 'write', [[move['id']], done])
        const [picking] = move['picking_id'] as [number]
        if (parcelNumber !== undefined)
          odoo.call('stock.picking', 'write', [[picking], { carrier_tracking_ref: parcelNumber }])
        odoo.call('stock.picking', 'button_validate', [[picking]], {
          context: { skip_backorder: true, skip_sms: true },
        })
      }
    },
    sendRestElsewhere(order, parcelNumber) {
      planElsewhere(odoo, recordOf(order).id)
      odoo.deliver(recordOf(order).id, parcelNumber)
    },
    takeBack(document) {
      const { model, id } = recordOf(document)
      const ways = model === 'account.move' ? ['button_draft', 'button_cancel'] : ['action_draft', 'action_cancel']
      for (const way of ways) odoo.call(model, way, [[id]])
    },
    noteOf(invoice) {
      const [move] = odoo.records('account.move', [['id', '=', recordOf(invoice).id]], ['narration'])
      return String(move?.['narration'] || '')
    },
    write: (invoice, narration) => void odoo.call('account.move', 'write', [[recordOf(invoice).id], { narration }]),
  }
}

/** Has what an order still wants leave from the second warehouse, where the goods lie. */
function planElsewhere(odoo: OdooSandbox, order: number): void {
  const [there] = odoo.records('stock.warehouse', [['code', '=', ELSEWHERE.warehouse]])
  const [type, location_id] = [idOf(there?.['out_type_id']), idOf(there?.['lot_stock_id'])]
  const open = [
    ['sale_id', '=', order],
    ['state', 'not in', ['done', 'cancel']],
  ]
  for (const { id: picking } of odoo.records('stock.picking', open, ['id'])) {
    const moves = odoo.records('stock.move', [['picking_id', '=', picking]], ['product_id', 'product_uom_qty'])
    odoo.call('stock.picking', 'do_unreserve', [[picking]])
    for (const { id, product_id: product, product_uom_qty: pieces } of moves) {
      odoo.setStock(idOf(product), Number(pieces), location_id)
      odoo.call('stock.move', 'write', [[id], { location_id }])
    }
    odoo.call('stock.picking', 'write', [[picking], { location_id, picking_type_id: type }])
    odoo.call('stock.picking', 'action_assign', [[picking]])
  }
}
