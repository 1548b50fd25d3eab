import type { ErpnextSandbox } from '#sandboxes/erpnext/start'
import { DOCTYPES } from '#sandboxes/proof/erp-facts'
import type { ErpDesk } from './erp-desk.ts'

const ELSEWHERE = 'Shop - AC'

/** A person at a desk of ERPNext. */
export function erpnextDesk(erp: ErpnextSandbox, warehouse: string): ErpDesk {
  if (!erp.documents('Warehouse').some(({ name }) => name === ELSEWHERE))
    erp.insert({
      doctype: 'Warehouse',
      warehouse_name: 'Shop',
      company: 'Acme GmbH',
      parent_warehouse: 'All Warehouses - AC',
    })
  return {
    warehouse,
    elsewhere: { warehouse: ELSEWHERE, place: ELSEWHERE },
    lying: (item, place) => erp.stock.level(item, place).actual,
    sendPart: ({ name }, item, qty, number) =>
      void erp.deliver(name, [{ item, qty }], number === undefined ? {} : { lr_no: number }),
    sendRestElsewhere({ name }, number) {
      const rows = erp.site.get('Sales Order', name)['items'] as readonly Readonly<Record<string, unknown>>[]
      const items = rows
        .map((row) => ({
          item: String(row['item_code']),
          qty: Number(row['qty']) - Number(row['delivered_qty'] ?? 0),
          warehouse: ELSEWHERE,
        }))
        .filter(({ item, qty }) => qty > 0 && erp.site.get('Item', item)['is_stock_item'] === 1)
      for (const { item, qty } of items) erp.stock.receive(item, ELSEWHERE, qty)
      erp.deliver(name, items, { lr_no: number })
    },
    takeBack: ({ kind, name }) => void erp.cancel(DOCTYPES[kind], name),
    noteOf: ({ name }) => String(erp.site.get('Sales Invoice', name)['remarks'] ?? ''),
    write: ({ name }, remarks) => void erp.site.setValue('Sales Invoice', name, { remarks }),
  }
}
