import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { companyValue } from './company.ts'
import { type LedgerLine, postLedger } from './ledger.ts'

/** Books an invoice or credit note: receivable, income, taxes, payments, write-off. */
export function bookInvoice(doc: Doc, site: Site): void {
  const receivable = receivableLine(doc)
  postLedger(site, doc, [
    receivable,
    ...taxLines(doc),
    ...incomeLines(doc, site),
    ...posLines(doc, receivable),
    ...writeOffLines(doc, receivable, site),
    ...roundingLines(doc, site),
    ...cashDiscountLines(doc, site),
  ])
}

function receivableLine(doc: Doc): LedgerLine {
  const rounded = number(doc, 'rounding_adjustment') !== 0 && number(doc, 'rounded_total') !== 0
  const total = number(doc, rounded ? 'rounded_total' : 'grand_total')
  const base = number(doc, rounded ? 'base_rounded_total' : 'base_grand_total')
  const reducesOriginal =
    truthy(doc, 'is_return') && text(doc, 'return_against') !== '' && !truthy(doc, 'update_outstanding_for_self')
  return {
    account: text(doc, 'debit_to'),
    partyType: 'Customer',
    party: text(doc, 'customer'),
    dueDate: doc['due_date'],
    against: text(doc, 'against_income_account'),
    debit: base,
    debitInAccount: doc['party_account_currency'] === doc['currency'] ? total : base,
    againstVoucherType: 'Sales Invoice',
    againstVoucher: reducesOriginal ? text(doc, 'return_against') : doc.name,
    costCenter: text(doc, 'cost_center'),
  }
}

function taxLines(doc: Doc): LedgerLine[] {
  return rows(doc, 'taxes').map((tax) => ({
    account: text(tax, 'account_head'),
    against: text(doc, 'customer'),
    credit: number(tax, 'base_tax_amount_after_discount_amount'),
    creditInAccount: number(
      tax,
      tax['account_currency'] === doc['currency']
        ? 'tax_amount_after_discount_amount'
        : 'base_tax_amount_after_discount_amount',
    ),
    costCenter: text(tax, 'cost_center'),
  }))
}

function incomeLines(doc: Doc, site: Site): LedgerLine[] {
  return rows(doc, 'items').map((row) => ({
    account: text(row, 'income_account'),
    against: text(doc, 'customer'),
    credit: number(row, 'base_net_amount'),
    creditInAccount: number(
      row,
      site.value('Account', row['income_account'], 'account_currency') === doc['currency']
        ? 'net_amount'
        : 'base_net_amount',
    ),
    costCenter: text(row, 'cost_center'),
  }))
}

/** A POS invoice receives its money in the same voucher, and gives change from its cash account. */
function posLines(doc: Doc, receivable: LedgerLine): LedgerLine[] {
  if (!truthy(doc, 'is_pos')) return []
  const same = doc['party_account_currency'] === doc['currency']
  const lines: LedgerLine[] = []
  for (const payment of rows(doc, 'payments')) {
    const base = number(payment, 'base_amount')
    if (base === 0) continue
    const account = text(payment, 'account')
    lines.push(
      partySide(receivable, doc, {
        credit: base,
        creditInAccount: same ? number(payment, 'amount') : base,
        against: account,
      }),
    )
    lines.push({ account, debit: base, against: text(doc, 'customer'), costCenter: text(doc, 'cost_center') })
  }
  const change = number(doc, 'base_change_amount')
  if (change === 0) return lines
  const account = text(doc, 'account_for_change_amount')
  lines.push(
    partySide(receivable, doc, {
      debit: change,
      debitInAccount: same ? number(doc, 'change_amount') : change,
      against: account,
    }),
  )
  lines.push({ account, credit: change, against: text(doc, 'customer'), costCenter: text(doc, 'cost_center') })
  return lines
}

/** Payments of a POS return stand against the return itself. */
function partySide(receivable: LedgerLine, doc: Doc, amounts: Partial<LedgerLine>): LedgerLine {
  const { debit: _debit, debitInAccount: _debitInAccount, ...party } = receivable
  return { ...party, againstVoucher: receivable.againstVoucher ?? doc.name, ...amounts }
}

function writeOffLines(doc: Doc, receivable: LedgerLine, site: Site): LedgerLine[] {
  const base = number(doc, 'base_write_off_amount')
  const account = text(doc, 'write_off_account')
  if (base === 0 || account === '' || !truthy(doc, 'is_pos')) return []
  const same = doc['party_account_currency'] === doc['currency']
  return [
    partySide(receivable, doc, {
      credit: base,
      creditInAccount: same ? number(doc, 'write_off_amount') : base,
      against: account,
    }),
    {
      account,
      debit: base,
      against: text(doc, 'customer'),
      costCenter: text(doc, 'write_off_cost_center') || companyValue(site, doc, 'cost_center'),
    },
  ]
}

/** A discount on payment is an expense of its own. */
function cashDiscountLines(doc: Doc, site: Site): LedgerLine[] {
  const base = number(doc, 'base_discount_amount')
  const account = text(doc, 'additional_discount_account')
  if (base === 0 || account === '' || !truthy(doc, 'is_cash_or_non_trade_discount')) return []
  return [
    {
      account,
      debit: base,
      against: text(doc, 'customer'),
      costCenter: text(doc, 'cost_center') || companyValue(site, doc, 'cost_center'),
    },
  ]
}

/** What the rounded total adds to or takes off the sum of the lines. */
function roundingLines(doc: Doc, site: Site): LedgerLine[] {
  const base = flt(number(doc, 'base_rounding_adjustment'), 2)
  if (base === 0 || number(doc, 'rounded_total') === 0) return []
  const costCenter = companyValue(site, doc, 'round_off_cost_center') || companyValue(site, doc, 'cost_center')
  return [
    { account: companyValue(site, doc, 'round_off_account'), credit: base, against: text(doc, 'customer'), costCenter },
  ]
}
