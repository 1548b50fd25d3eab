import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { companyCurrency } from './company.ts'
import { toDay } from './format.ts'
import type { SellingKind } from './kinds.ts'

/** The newest rate on or before a day; 0 with a message when there is none (no rate service is asked). */
export function exchangeRate(site: Site, from: string, to: string, day: string): number {
  if (from === to || from === '' || to === '') return 1
  let best: Readonly<Doc> | null = null
  for (const rate of site.findBy('Currency Exchange', 'from_currency', from)) {
    if (rate['to_currency'] !== to || toDay(rate['date']) > toDay(day) || !forSelling(rate)) continue
    if (best === null || toDay(rate['date']) >= toDay(best['date'])) best = rate
  }
  if (best !== null) return number(best, 'exchange_rate')
  site.message({
    message: `Unable to find exchange rate for ${from} to ${to} for key date ${toDay(day)}. Please create a Currency Exchange record manually`,
  })
  return 0
}

function forSelling(rate: Readonly<Doc>): boolean {
  return rate['for_selling'] === undefined || rate['for_selling'] === null || truthy(rate, 'for_selling')
}

/** Price list currency, document currency and both rates. */
export function setCurrencies(doc: Doc, site: Site, kind: SellingKind): void {
  const own = companyCurrency(site, doc)
  const day = text(doc, kind.dateField)
  const list = site.read('Price List', doc['selling_price_list'])
  if (list !== null) {
    doc['price_list_currency'] = list['currency']
    if (list['currency'] === own) doc['plc_conversion_rate'] = 1
    else if (!truthy(doc, 'plc_conversion_rate'))
      doc['plc_conversion_rate'] = exchangeRate(site, text(list, 'currency'), own, day)
  }
  if (text(doc, 'currency') === '') {
    doc['currency'] = doc['price_list_currency']
    doc['conversion_rate'] = doc['plc_conversion_rate']
  } else if (doc['currency'] === own) doc['conversion_rate'] = 1
  else if (!truthy(doc, 'conversion_rate')) doc['conversion_rate'] = exchangeRate(site, text(doc, 'currency'), own, day)
}

/** A foreign document needs a rate. */
export function checkConversionRate(doc: Doc, site: Site): void {
  const own = companyCurrency(site, doc)
  const currency = text(doc, 'currency')
  if (number(doc, 'conversion_rate') !== 0 || currency === own || currency === '') return
  refuse(`Exchange Rate is mandatory. Maybe Currency Exchange record is not created for ${currency} to ${own}.`)
}
