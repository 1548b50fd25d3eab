import type { Doc } from '#sandboxes/erpnext/controller'
import { rows, text } from '#sandboxes/erpnext/fields'
import { storedForm } from '#sandboxes/erpnext/stored-form'
import type { SiteCore } from '#sandboxes/erpnext/site'
import { ADMINISTRATOR } from '#sandboxes/erpnext/session'
import { warehouseName } from './person.ts'

export interface FillOptions {
  /** How many items, or their codes. */
  readonly items: number | readonly string[]
  /** `Stores` or `Stores - NL`; each item gets a Bin in each of them. Default none. */
  readonly warehouses?: readonly string[]
  /** Price lists in which each item gets a price; default none. */
  readonly priceLists?: readonly string[]
  /** Pieces of an item (counted from 0) in a warehouse (counted from 0); default 0 to 49. */
  readonly qty?: (item: number, warehouse: number) => number
  readonly rate?: (item: number, priceList: number) => number
}

export interface Filled {
  readonly items: readonly string[]
  readonly bins: number
  readonly prices: number
}

const defaultQty = (item: number, warehouse: number): number => (item * 7 + warehouse * 13) % 50
const defaultRate = (item: number): number => 10 + (item % 900) / 10

/**
 * Makes many items, Bins and prices within a second or two. They are copies of one that was made with all checks, written without
 * checks: no stock ledger stands behind the quantities and no webhook tells of them.
 */
export function fill(site: SiteCore, options: FillOptions): Filled {
  const { items, qty = defaultQty, rate = defaultRate } = options
  const codes =
    typeof items === 'number'
      ? Array.from({ length: items }, (_, at) => `SKU-${String(at + 1).padStart(6, '0')}`)
      : items
  const warehouses = (options.warehouses ?? []).map((one) => warehouseName(site, one))
  const priceLists = options.priceLists ?? []
  site.request(ADMINISTRATOR, () => {
    const copyItem = itemCopier(site)
    const copyBin = copier(site, 'Bin', { warehouse: '', item_code: '', stock_uom: 'Nos', valuation_rate: 1 })
    codes.forEach((code, at) => {
      if (!site.exists('Item', code)) copyItem(code)
      warehouses.forEach((warehouse, place) => {
        const pieces = qty(at, place)
        copyBin({ item_code: code, warehouse, actual_qty: pieces, projected_qty: pieces, stock_value: pieces })
      })
    })
    priceLists.forEach((priceList, place) => fillPrices(site, codes, priceList, (at) => rate(at, place)))
  })
  return { items: codes, bins: codes.length * warehouses.length, prices: codes.length * priceLists.length }
}

function fillPrices(site: SiteCore, codes: readonly string[], priceList: string, rate: (at: number) => number): void {
  const list = site.get('Price List', priceList)
  const copy = copier(site, 'Item Price', {
    item_code: '',
    price_list: priceList,
    currency: list['currency'],
    selling: list['selling'],
    buying: list['buying'],
    uom: 'Nos',
    valid_from: site.today(),
  })
  codes.forEach((code, at) => copy({ item_code: code, item_name: code, price_list_rate: rate(at) }))
}

type Values = Readonly<Record<string, unknown>>

function copier(site: SiteCore, doctype: string, values: Values): (own: Values) => void {
  const pattern = storedForm(
    { ...site.create(doctype, values), owner: ADMINISTRATOR, modified_by: ADMINISTRATOR },
    site.meta(doctype),
    site.meta,
  )
  return (own) => {
    const now = site.now()
    site.store.put({ ...pattern, name: site.randomName(), creation: now, modified: now, ...own })
  }
}

/** Items like one that was inserted with all checks and taken out again. */
function itemCopier(site: SiteCore): (code: string) => void {
  const mark = site.store.mark()
  const first = site.insert({
    doctype: 'Item',
    name: '',
    docstatus: 0,
    item_code: 'PATTERN-OF-FILL',
    item_group: 'Products',
    stock_uom: 'Nos',
    is_stock_item: 1,
  })
  const pattern = site.get('Item', first.name)
  site.store.rollbackTo(mark)
  site.webhooks.clear()
  const tables = site.meta('Item').tables.map((field) => field.fieldname)
  return (code) => {
    const now = site.now()
    const times = { creation: now, modified: now }
    const copy: Doc = { ...pattern, name: code, item_code: code, item_name: code, description: code, ...times }
    for (const table of tables) {
      const lines = rows(pattern, table)
      if (lines.length > 0)
        copy[table] = lines.map((row) => ({ ...row, ...times, name: site.randomName(), parent: text(copy, 'name') }))
    }
    site.store.put(copy)
  }
}
