import type { Doc, Life, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, toFloat, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { setTotals } from './amounts.ts'
import { companyCurrency } from './company.ts'
import { setCurrencies } from './exchange-rates.ts'
import { strong } from './format.ts'
import { completeRows } from './item-rows.ts'
import { addTaxesFromTemplates } from './item-taxes.ts'
import type { SellingKind } from './kinds.ts'
import { setPaymentSchedule } from './payment-schedule.ts'
import { checkAddressOwner, checkPartyActive, setCustomerDefaults } from './party.ts'
import { listPricingRules } from './pricing-rules.ts'
import { checkReturn, noteOwnOutstanding } from './returns.ts'

/** What orders, invoices and deliveries have in common when they are validated, in the server's order. */
export function validateSelling(doc: Doc, site: Site, life: Life, kind: SellingKind): void {
  if (life.isNew) forgetClientMarks(doc)
  checkQuantities(doc)
  if (truthy(doc, 'is_return')) checkRates(doc, site)
  setMissingValues(doc, site, kind, life.isNew)
  setTotals(doc, site)
  listPricingRules(doc, site)
  if (!truthy(doc, 'is_return') && number(doc, 'base_grand_total') < 0) {
    refuse('Incorrect value:Grand Total (Company Currency) must be >= 0.0')
  }
  if (rows(doc, 'items').length === 0 && kind.hasSchedule) throw noItems()
  if (kind.doctype === 'Sales Invoice') noteOwnOutstanding(doc, site)
  checkReturn(doc, site)
  if (kind.hasSchedule) setPaymentSchedule(doc, site, kind)
  checkTaxAccounts(doc, site)
  if (text(doc, 'customer') !== '') checkPartyActive(site, 'Customer', text(doc, 'customer'))
  checkPartyCurrency(doc, site)
  checkAddressOwner(doc, site)
  setUnitRates(doc)
  checkWholeUnits(doc, site)
  if (life.isNew && kind.doctype !== 'Sales Order') doc['title'] = doc['customer_name'] ?? doc['title']
}

/** A document that was mapped here and sent back still says that it is not saved. */
function forgetClientMarks(doc: Doc): void {
  for (const mark of ['__unsaved', '__islocal']) delete doc[mark]
  for (const value of Object.values(doc))
    if (Array.isArray(value))
      for (const row of value) if (typeof row === 'object' && row !== null) Reflect.deleteProperty(row, '__islocal')
}

/** Everything that is not sent: from the customer, the price list, the items, the templates. */
export function setMissingValues(doc: Doc, site: Site, kind: SellingKind, isNew = false): void {
  setCustomerDefaults(doc, site, kind)
  setCurrencies(doc, site, kind)
  completeRows(doc, site, kind, isNew)
  addTaxesFromTemplates(doc, site)
}

/** A document without a line fails in the middle of a computation, not in a check. */
function noItems(): FrappeError {
  return new FrappeError('TypeError', "unsupported operand type(s) for *: 'NoneType' and 'float'", {
    module: '',
    app: 'erpnext',
    show: false,
  })
}

function checkQuantities(doc: Doc): void {
  const isReturn = truthy(doc, 'is_return')
  rows(doc, 'items').forEach((row, index) => {
    const quantity = toFloat(row['qty'])
    if (isReturn) {
      if (quantity > 0) refuse(`For an item ${text(row, 'item_code')}, quantity must be negative number`)
    } else if (quantity === 0 && !truthy(doc, 'is_debit_note') && !truthy(doc, 'has_unit_price_items')) {
      throw new FrappeError(
        'InvalidQtyError',
        `Row #${index + 1}: Quantity for Item ${strong(text(row, 'item_code'))} cannot be zero.`,
        {
          module: 'erpnext.controllers.accounts_controller',
          app: 'erpnext',
          title: 'Invalid Quantity',
        },
      )
    }
  })
}

/** Rates of items are not negative, unless Selling Settings allow it. Invoices and deliveries are looked at when they are submitted. */
export function checkRates(doc: Doc, site: Site): void {
  if (truthy(site.single('Selling Settings'), 'allow_negative_rates_for_items')) return
  for (const row of rows(doc, 'items')) {
    const code = text(row, 'item_code')
    if (code === '' || toFloat(row['rate']) >= 0) continue
    refuse(
      `For item ${strong(code)}, rate must be a positive number. To Allow negative rates, enable ${strong('`Allow Negative rates for Items`')} in ${strong('Selling Settings')}`,
    )
  }
}

function checkTaxAccounts(doc: Doc, site: Site): void {
  rows(doc, 'taxes').forEach((tax, index) => {
    const account = text(tax, 'account_head')
    if (account === '') return
    const record = site.read('Account', account)
    if (record?.['company'] !== doc['company'])
      refuse(`Row #${index + 1}: Account ${account} does not belong to company ${text(doc, 'company')}`)
    if (record !== null && truthy(record, 'is_group')) {
      refuse(`Row #${index + 1}: You selected a group account ${account}. Please select a ledger account.`, {
        title: 'Invalid Account',
      })
    }
  })
}

/** The receivable account must be in the company's currency or the document's. */
function checkPartyCurrency(doc: Doc, site: Site): void {
  const account = site.read('Account', doc['debit_to'])
  if (account === null) return
  const own = companyCurrency(site, doc)
  const currency = text(account, 'account_currency') || own
  doc['party_account_currency'] = currency
  if (currency !== own && currency !== doc['currency']) {
    refuse(
      `Party Account ${account.name} currency (${currency}) and document currency (${text(doc, 'currency')}) should be same`,
    )
  }
}

function setUnitRates(doc: Doc): void {
  for (const row of rows(doc, 'items')) {
    row['stock_uom_rate'] = flt(number(row, 'rate') / (number(row, 'conversion_factor') || 1), 2)
    if (row['gross_profit'] === undefined) continue
    row['gross_profit'] = flt(
      (number(row, 'stock_uom_rate') - number(row, 'valuation_rate')) * number(row, 'stock_qty'),
      2,
    )
  }
}

/** Pieces cannot be split when their unit says so. */
function checkWholeUnits(doc: Doc, site: Site): void {
  for (const [unitField, field] of [
    ['stock_uom', 'stock_qty'],
    ['uom', 'qty'],
  ] as const) {
    for (const row of rows(doc, 'items')) {
      const unit = site.read('UOM', row[unitField])
      const quantity = flt(row[field], 3)
      if (unit === null || !truthy(unit, 'must_be_whole_number') || Number.isInteger(quantity)) continue
      throw new FrappeError(
        'UOMMustBeIntegerError',
        `Row ${text(row, 'idx')}: Quantity (${quantity}) cannot be a fraction. To allow this, disable '${strong('Must be Whole Number')}' in UOM ${strong(unit.name)}.`,
        { module: 'erpnext.utilities.transaction_base', app: 'erpnext' },
      )
    }
  }
}
