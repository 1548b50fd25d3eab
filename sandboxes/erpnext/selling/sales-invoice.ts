import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { noteOpenAdvances, setAdvances, takeAdvances } from './advances.ts'
import { checkAccountingPeriod, checkFiscalYear } from './closed-books.ts'
import { checkCreditLimit } from './credit-limit.ts'
import { deliveriesOf, refreshDelivery } from './delivery-status.ts'
import { formatDay, strong } from './format.ts'
import { checkPos, setOutstanding, setPaymentAccounts } from './invoice-amounts.ts'
import { bookInvoice } from './invoice-ledger.ts'
import { SALES_INVOICE } from './kinds.ts'
import { reverseLedger } from './ledger.ts'
import { checkLimits } from './limits.ts'
import { refreshOrder } from './order-status.ts'
import { invoiceStatus, refreshOutstanding } from './outstanding.ts'
import { makePackingList } from './packing-list.ts'
import { setPostingTime } from './posting-time.ts'
import { checkOrdersOpen, checkPrevious, checkSubmitted, setOrderNumbers } from './previous-document.ts'
import { checkWarehouses } from './sales-order.ts'
import { checkRates, validateSelling } from './selling-document.ts'
import { checkRequiredSources, checkSameRate } from './selling-settings.ts'
import { moveGoods, returnGoods } from './stock-moves.ts'
import { unlinkPayments } from './unlink-payments.ts'

/** A Sales Invoice or, with `is_return`, a credit note. */
export const salesInvoice: DocController = {
  validate(doc, site, life) {
    setPostingTime(doc, site, life)
    if (life.isNew) doc['status'] = 'Draft'
    if (!truthy(doc, 'is_pos')) doc['payments'] = []
    doc['total_advance'] = sumOfAdvances(doc)
    validateSelling(doc, site, life, SALES_INVOICE)
    checkFiscalYear(site, doc['company'], doc['posting_date'])
    setOutstanding(doc, site)
    noteOpenAdvances(doc, site)
    setAdvances(doc, site)
    checkRequiredSources(doc, site)
    checkPrevious(doc, site)
    checkSameRate(doc, site)
    checkOrdersOpen(doc, site, 'sales_order')
    setOrderNumbers(doc, site, 'sales_order')
    checkAccounts(doc, site)
    checkPos(doc, site)
    if (truthy(doc, 'update_stock')) {
      checkWarehouses(doc, site)
      makePackingList(doc, site)
    }
    doc['is_opening'] = text(doc, 'is_opening') || 'No'
    setAgainstAccounts(doc)
    if (!life.isNew) doc['status'] = invoiceStatus(doc, site)
    if (!truthy(doc, 'is_pos') && text(doc, 'write_off_account') !== '') doc['write_off_account'] = null
    checkAccountingPeriod(doc, site)
  },
  beforeSave(doc, site) {
    setPaymentAccounts(doc, site)
  },
  beforeSubmit(doc, site) {
    if (text(doc, 'remarks') === '') doc['remarks'] = remarksOf(doc, site)
  },
  onSubmit(doc, site) {
    checkRates(doc, site)
    checkSubmitted(doc, site, [
      ['sales_order', 'Sales Order'],
      ['delivery_note', 'Delivery Note'],
    ])
    refreshSources(doc, site)
    if (!truthy(doc, 'is_return')) {
      checkLimits(doc, site, {
        kind: 'Amount',
        itemDoctype: 'Sales Order Item',
        rowField: 'so_detail',
        done: 'billed_amt',
        of: 'amount',
      })
      checkLimits(doc, site, {
        kind: 'Amount',
        itemDoctype: 'Delivery Note Item',
        rowField: 'dn_detail',
        done: 'billed_amt',
        of: 'amount',
      })
    }
    if (truthy(doc, 'update_stock') && !truthy(doc, 'is_return')) {
      checkLimits(doc, site, {
        kind: 'Qty',
        itemDoctype: 'Sales Order Item',
        rowField: 'so_detail',
        done: 'delivered_qty',
        of: 'qty',
      })
    }
    if (truthy(doc, 'update_stock')) moveGoods(doc, site)
    bookInvoice(doc, site)
    if (!truthy(doc, 'is_return')) {
      checkCreditLimit(doc, site)
      if (!truthy(doc, 'is_pos')) takeAdvances(doc, site)
    }
    refreshOutstanding(site, text(doc, 'return_against'))
  },
  beforeCancel(doc) {
    doc['status'] = 'Cancelled'
  },
  onCancel(doc, site) {
    checkOrdersOpen(doc, site, 'sales_order')
    unlinkPayments(doc, site)
    refreshSources(doc, site)
    if (truthy(doc, 'update_stock')) returnGoods(doc, site)
    reverseLedger(site, doc)
    refreshOutstanding(site, text(doc, 'return_against'))
  },
}

/** Orders and deliveries behind the lines count again what is billed. */
function refreshSources(doc: Doc, site: Site): void {
  const orders = new Set(rows(doc, 'items').map((row) => text(row, 'sales_order')))
  const deliveries = deliveriesOf(site, rows(doc, 'items'))
  for (const order of orders) refreshOrder(site, order)
  for (const delivery of deliveries) refreshDelivery(site, delivery)
}

function remarksOf(doc: Doc, site: Site): string {
  if (text(doc, 'po_no') === '') return 'No Remarks'
  const dated = text(doc, 'po_date') === '' ? '' : ` dated ${formatDay(site, doc['po_date'])}`
  return `Against Customer Order ${text(doc, 'po_no')}${dated}`
}

/** Advances count once they are rows of the invoice; those that this very validation adds do not yet. */
function sumOfAdvances(doc: Doc): number {
  let sum = 0
  for (const advance of rows(doc, 'advances')) sum += number(advance, 'allocated_amount')
  return flt(sum, 2)
}

function checkAccounts(doc: Doc, site: Site): void {
  const debtor = site.read('Account', doc['debit_to'])
  if (debtor !== null && debtor['account_type'] !== 'Receivable') {
    refuse(
      `Please ensure that the Debit To account ${strong(debtor.name)} is a Receivable account. You can change the parent account to a Receivable account or select a different account.`,
      { title: 'Invalid Account' },
    )
  }
  rows(doc, 'items').forEach((row, index) => {
    for (const [field, label] of [
      ['income_account', 'Income Account'],
      ['expense_account', 'Expense Account'],
    ] as const) {
      const account = site.read('Account', row[field])
      if (account === null || account['company'] === doc['company']) continue
      refuse(
        `Row ${index + 1}: ${label} ${strong(account.name)} does not belong to Company ${strong(text(doc, 'company'))}`,
        { title: 'Invalid Account' },
      )
    }
  })
}

function setAgainstAccounts(doc: Doc): void {
  const accounts = new Set(rows(doc, 'items').map((row) => text(row, 'income_account')))
  accounts.delete('')
  doc['against_income_account'] = [...accounts].join(',')
}
