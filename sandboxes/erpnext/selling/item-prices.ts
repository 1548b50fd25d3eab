import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, text, truthy } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { companyCurrency } from './company.ts'
import { exchangeRate } from './exchange-rates.ts'
import { formLink, toDay } from './format.ts'
import { dayOf, type SellingKind } from './kinds.ts'
import { MONEY_DIGITS } from './totals/lines.ts'

/** Sets `price_list_rate` in the document's currency; without a price the sent rate becomes one, as the site's settings say. */
export function setListPrice(doc: Doc, row: Row, item: Readonly<Doc>, site: Site, kind: SellingKind): void {
  const list = text(doc, 'selling_price_list')
  if (list === '') return
  const day = dayOf(doc, kind)
  const template = text(item, 'variant_of')
  const price =
    findPrice(doc, row, item.name, site, day) ?? (template === '' ? null : findPrice(doc, row, template, site, day))
  if (price === null) {
    addPrice(doc, row, item, site, day)
    return
  }
  row['price_list_rate'] = flt(
    (price * number(doc, 'plc_conversion_rate')) / priceConversionRate(doc, site, day),
    MONEY_DIGITS,
  )
}

/** A foreign document with a rate of exactly 1 is taken for one without: its prices are converted at the site's own rate. */
function priceConversionRate(doc: Doc, site: Site, day: string): number {
  const rate = number(doc, 'conversion_rate')
  const own = companyCurrency(site, doc)
  return rate === 1 && doc['currency'] !== own ? exchangeRate(site, text(doc, 'currency'), own, day) || 1 : rate || 1
}

/** The rate of the best Item Price: the customer's own before the general one, the newest first. */
function findPrice(doc: Doc, row: Row, itemCode: string, site: Site, day: string): number | null {
  const unit = text(row, 'uom')
  let best: Readonly<Doc> | null = null
  for (const price of site.findBy('Item Price', 'item_code', itemCode)) {
    if (price['price_list'] !== doc['selling_price_list'] || !isValid(price, day)) continue
    const customer = text(price, 'customer')
    if (customer !== '' && customer !== doc['customer']) continue
    const priceUnit = text(price, 'uom')
    if (priceUnit !== '' && priceUnit !== unit && priceUnit !== row['stock_uom']) continue
    if (best === null || rank(price, unit) > rank(best, unit)) best = price
  }
  if (best === null || !fitsPacking(best, row)) return null
  const perStockUnit =
    text(best, 'uom') !== unit &&
    !truthy(site.read('Price List', doc['selling_price_list']) ?? {}, 'price_not_uom_dependent')
  return number(best, 'price_list_rate') * (perStockUnit ? number(row, 'conversion_factor') || 1 : 1)
}

/** A price for packs of 6 is none for 7 pieces. */
function fitsPacking(price: Readonly<Doc>, row: Readonly<Row>): boolean {
  const pack = number(price, 'packing_unit')
  return pack === 0 || number(row, 'qty') % pack === 0
}

/** Whether a price counts on a day. */
export function isValid(price: Readonly<Doc>, day: string): boolean {
  const from = toDay(price['valid_from'])
  const upto = toDay(price['valid_upto'])
  return (from === '' || from <= toDay(day)) && (upto === '' || upto >= toDay(day))
}

/** Sortable: customer first, then unit, then date. */
function rank(price: Readonly<Doc>, unit: string): string {
  return `${text(price, 'customer') === '' ? 0 : 1}${text(price, 'uom') === unit ? 1 : 0}${toDay(price['valid_from'])}`
}

/** The real server looks at the links before it comes to prices: a line that will be refused for one adds none. */
function hasBrokenLink(row: Row, site: Site): boolean {
  return site.meta(row.doctype).links.some(({ fieldname, fieldtype, options }) => {
    const name = text(row, fieldname)
    return fieldtype === 'Link' && name !== '' && options !== undefined && !site.exists(options, name)
  })
}

function addPrice(doc: Doc, row: Row, item: Readonly<Doc>, site: Site, day: string): void {
  const rate = number(row, 'rate')
  const list = site.read('Price List', doc['selling_price_list'])
  const wanted = site.single('Stock Settings')['auto_insert_price_list_rate_if_missing']
  // A price that is not valid on the day keeps a new one from being made all the same.
  const known = site.findBy('Item Price', 'item_code', item.name).some((price) => price['price_list'] === list?.name)
  if (known || rate === 0 || list === null || list['currency'] !== doc['currency'] || wanted !== 1) return
  if (hasBrokenLink(row, site)) return
  const price = site.create('Item Price', {
    item_code: item.name,
    item_name: item['item_name'],
    item_description: item['description'],
    price_list: list.name,
    currency: list['currency'],
    selling: 1,
    uom: row['stock_uom'],
    valid_from: toDay(day),
    price_list_rate: flt(
      (rate + number(row, 'discount_amount')) / (number(row, 'conversion_factor') || 1),
      MONEY_DIGITS,
    ),
  })
  site.insertRaw(price)
  site.message({
    message: `Item Price added for ${formLink('Item', item.name)} in Price List - ${list.name}`,
    alert: true,
  })
}
