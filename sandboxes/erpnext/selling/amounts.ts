import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { companyCurrency, companyValue } from './company.ts'
import { checkConversionRate } from './exchange-rates.ts'
import { formatMoney } from './format.ts'
import { itemWiseDetails } from './item-wise-details.ts'
import { hasField, newRow, roundFloats } from './rows.ts'
import { calculateTotals } from './totals/calculate.ts'
import type { TotalsSettings } from './totals/document.ts'
import { moneyInWords } from './totals/words.ts'
import { setTaxBreakup } from './tax-breakup.ts'

/** Adds the document up and writes the amounts in words. */
export function setTotals(doc: Doc, site: Site): void {
  addUp(doc, site)
  setWords(doc, site)
}

/** Adds the document up in place. */
export function addUp(doc: Doc, site: Site): void {
  checkConversionRate(doc, site)
  completeTaxRows(doc, site)
  let shares = calculateTotals(doc, settingsFor(doc, site))
  if (rows(doc, 'items').length === 0) return
  if (addShippingCharge(doc, site)) shares = calculateTotals(doc, settingsFor(doc, site))
  if (site.version === 16 && hasField(site, doc.doctype, 'item_wise_tax_details')) {
    doc['item_wise_tax_details'] = itemWiseDetails(doc, site, shares)
  }
  setCommission(doc)
  setTaxBreakup(doc, site, shares)
}

function settingsFor(doc: Doc, site: Site): TotalsSettings {
  const currency = text(doc, 'currency')
  const record = site.read('Currency', currency) ?? {}
  const site16 = site.version === 16
  return {
    smallestFraction: number(record, 'smallest_currency_fraction_value'),
    roundedTotalDisabled:
      truthy(doc, 'disable_rounded_total') || truthy(site.single('Global Defaults'), 'disable_rounded_total'),
    roundFloats: (row) => roundFloats(row, site.meta(row.doctype)),
    formatMoney: (amount) => formatMoney(site, amount, currency),
    itemWiseTaxDetail: !site16,
  }
}

function completeTaxRows(doc: Doc, site: Site): void {
  for (const tax of rows(doc, 'taxes')) {
    if (text(tax, 'cost_center') === '') tax['cost_center'] = companyValue(site, doc, 'cost_center')
    const account = site.read('Account', tax['account_head'])
    if (account !== null) tax['account_currency'] = account['account_currency']
  }
}

/** A Shipping Rule adds its amount as an Actual row, once. */
function addShippingCharge(doc: Doc, site: Site): boolean {
  const rule = site.read('Shipping Rule', doc['shipping_rule'])
  if (rule === null) return false
  const amount = shippingAmount(rule, doc)
  if (amount === null) return false
  const taxes = rows(doc, 'taxes')
  const known = taxes.find((tax) => tax['charge_type'] === 'Actual' && tax['account_head'] === rule['account'])
  if (known !== undefined) known['tax_amount'] = amount
  else {
    const row = newRow(site, 'Sales Taxes and Charges', {
      charge_type: 'Actual',
      account_head: rule['account'],
      cost_center: rule['cost_center'],
      description: rule['label'],
      tax_amount: amount,
    })
    doc['taxes'] = [...taxes, row]
  }
  return true
}

function shippingAmount(rule: Readonly<Doc>, doc: Doc): number | null {
  const rate = number(doc, 'conversion_rate') || 1
  if (rule['calculate_based_on'] === 'Fixed') return number(rule, 'shipping_amount') / rate
  const value =
    rule['calculate_based_on'] === 'Net Weight' ? number(doc, 'total_net_weight') : number(doc, 'base_net_total')
  const step = rows(rule, 'conditions').find(
    (one) => value >= number(one, 'from_value') && (number(one, 'to_value') === 0 || value <= number(one, 'to_value')),
  )
  return step === undefined ? null : number(step, 'shipping_amount') / rate
}

function setCommission(doc: Doc): void {
  let eligible = 0
  for (const row of rows(doc, 'items')) if (truthy(row, 'grant_commission')) eligible += number(row, 'base_net_amount')
  doc['amount_eligible_for_commission'] = Math.round(eligible * 100) / 100
  doc['total_commission'] = Math.round(eligible * number(doc, 'commission_rate')) / 100
}

/** `in_words` and `base_in_words`. */
function setWords(doc: Doc, site: Site): void {
  const rounded = !truthy(doc, 'disable_rounded_total') && number(doc, 'rounded_total') !== 0
  const own = companyCurrency(site, doc)
  doc['in_words'] = inWords(
    site,
    Math.abs(number(doc, rounded ? 'rounded_total' : 'grand_total')),
    text(doc, 'currency'),
  )
  doc['base_in_words'] = inWords(site, Math.abs(number(doc, rounded ? 'base_rounded_total' : 'base_grand_total')), own)
}

export function inWords(site: Site, amount: number, currency: string): string {
  return moneyInWords(amount, { currency, fraction: text(site.read('Currency', currency) ?? {}, 'fraction') || 'Cent' })
}
