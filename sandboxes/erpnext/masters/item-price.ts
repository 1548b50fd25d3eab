import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { isBlank, number, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'

/** Currency and direction come from the price list; the same key cannot have two prices at the same time. */
export const itemPrice: DocController = {
  validate(doc, site) {
    const stocked = site.read('Item', doc['item_code'])
    if (stocked === null) return refuse(`Item ${text(doc, 'item_code')} not found.`)
    checkDates(doc)
    if (truthy(stocked, 'has_variants'))
      refuse(`Item Price cannot be created for the template item <strong>${stocked.name}</strong>`)
    const list = site.read('Price List', doc['price_list'])
    if (list === null || !truthy(list, 'enabled')) {
      const link = `<a href="/app/Form/Price List/${text(doc, 'price_list')}" style="font-weight: bold;">${text(doc, 'price_list')}</a>`
      return refuse(`The price list ${link} does not exist or is disabled`)
    }
    if (isBlank(doc['uom'])) doc['uom'] = stocked['stock_uom']
    doc['buying'] = list['buying']
    doc['selling'] = list['selling']
    doc['currency'] = list['currency']
    doc['item_name'] = stocked['item_name']
    doc['item_description'] = stocked['description']
    checkTwice(doc, site)
  },
  beforeSave(doc) {
    if (truthy(doc, 'selling')) doc['reference'] = doc['customer'] ?? null
    if (truthy(doc, 'buying')) doc['reference'] = doc['supplier'] ?? null
    if (truthy(doc, 'selling') && !truthy(doc, 'buying')) doc['supplier'] = null
    if (truthy(doc, 'buying') && !truthy(doc, 'selling')) doc['customer'] = null
  },
}

function checkDates(doc: Readonly<Doc>): void {
  const from = text(doc, 'valid_from')
  const upto = text(doc, 'valid_upto')
  if (from === '' || upto === '' || from <= upto) return
  throw new FrappeError('InvalidDates', '<strong>Valid Up To</strong> must be after <strong>Valid From</strong>')
}

const PRICE_KEY = ['uom', 'valid_from', 'valid_upto', 'customer', 'supplier', 'batch_no'] as const

function checkTwice(doc: Readonly<Doc>, site: Site): void {
  for (const other of site.findBy('Item Price', 'item_code', doc['item_code'])) {
    if (other.name === doc.name || other['price_list'] !== doc['price_list']) continue
    if (number(other, 'packing_unit') !== number(doc, 'packing_unit')) continue
    if (!PRICE_KEY.every((field) => text(other, field) === text(doc, field))) continue
    refuse(
      'Item Price appears multiple times based on Price List, Supplier/Customer, Currency, Item, Batch, UOM, Qty, and Dates.',
      {
        excType: 'ItemPriceDuplicateItem',
        module: 'erpnext.stock.doctype.item_price.item_price',
      },
    )
  }
}

/** Its prices follow when the list changes its currency or direction. */
export const priceList: DocController = {
  validate(doc) {
    if (!truthy(doc, 'buying') && !truthy(doc, 'selling')) refuse('Price List must be applicable for Buying or Selling')
  },
  onUpdate(doc, site, life) {
    if (life.before === null) return
    const { currency, buying, selling } = doc
    for (const price of site.findBy('Item Price', 'price_list', doc.name)) {
      if (price['currency'] === currency && price['buying'] === buying && price['selling'] === selling) continue
      site.setValue('Item Price', price.name, { currency, buying, selling })
    }
  },
}
