import type { Doc } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { binOf } from '#sandboxes/erpnext/selling/stock'
import { knownRate } from '#sandboxes/erpnext/stock/bin-moves'
import { companyOf, type Person, warehouseName } from './person.ts'

/** Quantities of an item in a warehouse, in stock units. All 0 where nothing ever happened. */
export interface Level {
  readonly actual: number
  readonly reserved: number
  readonly ordered: number
  readonly reservedStock: number
  readonly projected: number
}

interface Cost {
  /** Cost of one piece in the company's currency; default what is known, else 1. */
  readonly rate?: number
}

/** What happens in a warehouse. `warehouse` is `Stores` or `Stores - NL`; quantities are in the item's stock unit. */
export interface StockLife {
  /** Goods come in (a submitted Stock Entry, Material Receipt). */
  receive(item: string, warehouse: string, qty: number, cost?: Cost): Doc
  /** Goods of many items come in with one Stock Entry. */
  receiveMany(warehouse: string, pieces: Readonly<Record<string, number>>): Doc
  /** Many items are counted with one Stock Reconciliation; `null` when nothing changes. */
  setMany(warehouse: string, pieces: Readonly<Record<string, number>>): Doc | null
  /** Goods go for another reason than a sale (Material Issue). */
  issue(item: string, warehouse: string, qty: number): Doc
  transfer(item: string, from: string, to: string, qty: number): Doc
  /** Stock is counted (a submitted Stock Reconciliation); `null` when the count changes nothing. */
  set(item: string, warehouse: string, qty: number, cost?: Cost): Doc | null
  /** Goods are bought (a submitted Purchase Order): `ordered_qty` goes up. */
  order(item: string, warehouse: string, qty: number, cost?: Cost): Doc
  /** Goods of a purchase order come (a submitted Purchase Receipt); default all that is missing. */
  receiveOrder(purchaseOrder: string, qty?: number): Doc
  /** Pieces of a submitted order are put aside (a submitted Stock Reservation Entry): `reserved_stock` goes up. */
  reserve(order: string, item: string, qty?: number): Doc
  level(item: string, warehouse: string): Level
}

export function createStockLife(person: () => Person): StockLife {
  const entry = (type: string, item: string, qty: number, places: Places, rate?: number): Doc => {
    const { site, submit } = person()
    const company = companyOf(site, places.t_warehouse ?? places.s_warehouse ?? '')
    const line = { item_code: item, qty, ...places, ...(rate === undefined ? {} : { basic_rate: rate }) }
    return submit('Stock Entry', { stock_entry_type: type, company, items: [line] })
  }
  const named = (warehouse: string): string => warehouseName(person().site, warehouse)
  return {
    receive(item, warehouse, qty, cost) {
      const t_warehouse = named(warehouse)
      return entry('Material Receipt', item, qty, { t_warehouse }, costOf(person(), item, t_warehouse, cost))
    },
    receiveMany(warehouse, pieces) {
      const { site, submit } = person()
      const t_warehouse = named(warehouse)
      const items = Object.entries(pieces).map(([item_code, qty]) => ({
        item_code,
        qty,
        t_warehouse,
        basic_rate: costOf(person(), item_code, t_warehouse),
      }))
      return submit('Stock Entry', {
        stock_entry_type: 'Material Receipt',
        company: companyOf(site, t_warehouse),
        items,
      })
    },
    setMany: (warehouse, pieces) => countMany(person(), named(warehouse), Object.entries(pieces)),
    issue: (item, warehouse, qty) => entry('Material Issue', item, qty, { s_warehouse: named(warehouse) }),
    transfer: (item, from, to, qty) =>
      entry('Material Transfer', item, qty, { s_warehouse: named(from), t_warehouse: named(to) }),
    set: (item, warehouse, qty, cost) => count(person(), item, named(warehouse), qty, cost),
    order: (item, warehouse, qty, cost) => buy(person(), item, named(warehouse), qty, cost),
    receiveOrder: (purchaseOrder, qty) => receiveOrder(person(), purchaseOrder, qty),
    reserve: (order, item, qty) => reserve(person(), order, item, qty),
    level: (item, warehouse) => level(person(), item, named(warehouse)),
  }
}

interface Places {
  readonly s_warehouse?: string
  readonly t_warehouse?: string
}

function costOf({ site }: Person, item: string, warehouse: string, cost: Cost = {}): number {
  return cost.rate ?? (knownRate(site, item, warehouse) || 1)
}

function count(person: Person, item: string, warehouse: string, qty: number, cost?: Cost): Doc | null {
  return countMany(person, warehouse, [[item, qty]], cost)
}

function countMany(
  person: Person,
  warehouse: string,
  pieces: readonly (readonly [item: string, qty: number])[],
  cost?: Cost,
): Doc | null {
  const { site, submit } = person
  const items = pieces.flatMap(([item_code, qty]) => {
    const bin = binOf(site, item_code, warehouse) ?? {}
    const sameCost = cost?.rate === undefined || cost.rate === number(bin, 'valuation_rate')
    if (number(bin, 'actual_qty') === qty && sameCost) return []
    return [{ item_code, warehouse, qty, valuation_rate: costOf(person, item_code, warehouse, cost) }]
  })
  if (items.length === 0) return null
  return submit('Stock Reconciliation', {
    purpose: 'Stock Reconciliation',
    company: companyOf(site, warehouse),
    items,
  })
}

const SUPPLIER = 'Wholesale'

function buy(person: Person, item: string, warehouse: string, qty: number, cost?: Cost): Doc {
  const { site, add, submit } = person
  if (!site.exists('Supplier', SUPPLIER)) add('Supplier', { supplier_name: SUPPLIER })
  return submit('Purchase Order', {
    supplier: SUPPLIER,
    company: companyOf(site, warehouse),
    schedule_date: site.today(),
    items: [{ item_code: item, warehouse, qty, rate: costOf(person, item, warehouse, cost) }],
  })
}

function receiveOrder({ site, submit }: Person, name: string, qty = Infinity): Doc {
  const order = site.get('Purchase Order', name)
  let left = qty
  const items = rows(order, 'items').flatMap((row) => {
    const pieces = Math.min(left, number(row, 'qty') - number(row, 'received_qty'))
    left -= pieces
    if (pieces <= 0) return []
    const { item_code, uom, conversion_factor, rate, warehouse } = row
    const from = { purchase_order: name, purchase_order_item: row.name }
    return [{ item_code, uom, conversion_factor, rate, warehouse, qty: pieces, ...from }]
  })
  return submit('Purchase Receipt', { supplier: order['supplier'], company: order['company'], items })
}

function reserve({ site, submit }: Person, name: string, item: string, qty?: number): Doc {
  const order = site.get('Sales Order', name)
  const row = rows(order, 'items').find((one) => one['item_code'] === item)
  if (row === undefined) throw new Error(`${name} has no line of ${item}`)
  const open = number(row, 'stock_qty') - number(row, 'delivered_qty') * (number(row, 'conversion_factor') || 1)
  return submit('Stock Reservation Entry', {
    item_code: item,
    warehouse: row['warehouse'],
    voucher_type: 'Sales Order',
    voucher_no: name,
    voucher_detail_no: row.name,
    voucher_qty: row['stock_qty'],
    company: order['company'],
    reserved_qty: qty ?? open,
  })
}

function level({ site }: Person, item: string, warehouse: string): Level {
  const bin = binOf(site, item, text({ warehouse }, 'warehouse')) ?? {}
  return {
    actual: number(bin, 'actual_qty'),
    reserved: number(bin, 'reserved_qty'),
    ordered: number(bin, 'ordered_qty'),
    reservedStock: number(bin, 'reserved_stock'),
    projected: number(bin, 'projected_qty'),
  }
}
