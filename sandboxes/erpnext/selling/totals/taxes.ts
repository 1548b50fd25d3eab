import { number, text, toInt, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import type { Calculation, TaxStep, TotalsItem, TotalsTax } from './document.ts'
import { rateFor } from './inclusive.ts'
import { MONEY_DIGITS, setCompanyCurrency } from './lines.ts'
import { pythonJson } from './python-json.ts'

const BUILDS_ON_ROW: ReadonlySet<string> = new Set(['On Previous Row Amount', 'On Previous Row Total'])

/** Checks the tax rows and sets their sums to zero. */
export function startTaxes(run: Calculation, taxes: readonly TotalsTax[]): TaxStep[] {
  const keepsAmount = run.discountApplied && run.doc.apply_discount_on === 'Grand Total'
  return taxes.map((tax, index) => {
    const base = checkedBaseRow(tax, index)
    if (truthy(tax, 'included_in_print_rate')) checkInclusive(tax, index, taxes)
    if (tax.charge_type === 'Actual') tax.rate = 0
    else {
      tax.rate = number(tax, 'rate')
      if (!keepsAmount) tax.tax_amount = 0
    }
    tax.tax_amount = number(tax, 'tax_amount')
    tax.total = 0
    tax.tax_amount_after_discount_amount = 0
    return {
      tax,
      index,
      base,
      included: truthy(tax, 'included_in_print_rate'),
      keepsDetail: truthy(tax, 'dont_recompute_tax'),
      fraction: 0,
      grandTotalFraction: 0,
      amountForItem: 0,
      grandTotalForItem: 0,
      actualLeft: tax.charge_type === 'Actual' ? flt(tax.tax_amount, MONEY_DIGITS) : 0,
      detail: new Map(),
    }
  })
}

function checkedBaseRow(tax: TotalsTax, index: number): number | null {
  if (!BUILDS_ON_ROW.has(text(tax, 'charge_type'))) return null
  if (index === 0) {
    refuse("Cannot select charge type as 'On Previous Row Amount' or 'On Previous Row Total' for first row")
  }
  const row = toInt(tax['row_id'])
  if (row === 0) refuse(`Please specify a valid Row ID for row ${index + 1} in table ${tax.doctype}`)
  if (row > index) refuse('Cannot refer row number greater than or equal to current row number for this Charge type')
  return row - 1
}

function checkInclusive(tax: TotalsTax, index: number, taxes: readonly TotalsTax[]): void {
  const row = toInt(tax['row_id'])
  const mustInclude = (range: string): never =>
    refuse(`To include tax in row ${index + 1} in Item rate, taxes in rows ${range} must also be included`)
  if (tax.charge_type === 'Actual') {
    refuse(`Charge of type 'Actual' in row ${index + 1} cannot be included in Item Rate or Paid Amount`)
  }
  const included = (other: TotalsTax | undefined): boolean =>
    other !== undefined && truthy(other, 'included_in_print_rate')
  if (tax.charge_type === 'On Previous Row Amount' && !included(taxes[row - 1])) mustInclude(String(row))
  // The real check leaves out the row that is built on; only the rows before it must be included.
  if (tax.charge_type === 'On Previous Row Total' && !taxes.slice(0, Math.max(0, row - 1)).every(included))
    mustInclude(`1 - ${row}`)
}

/** Adds up every tax row over all lines, and the running total behind each row. */
export function addUpTaxes(run: Calculation): void {
  run.shares = []
  run.items.forEach((item, position) => {
    const isLast = position === run.items.length - 1
    for (const step of run.steps) addItemTax(run, step, item, run.taxMaps[position] ?? {}, isLast)
  })
  if (run.items.length > 0) for (const step of run.steps) closeTax(run, step)
}

function addItemTax(
  run: Calculation,
  step: TaxStep,
  item: TotalsItem,
  taxMap: Readonly<Record<string, number>>,
  isLast: boolean,
): void {
  const { tax } = step
  const ratePercent = rateFor(step, taxMap)
  let amount = itemTax(run, step, item, ratePercent)
  if (!step.keepsDetail) noteItemTax(run, step, item, ratePercent, amount)
  if (tax.charge_type === 'Actual') {
    step.actualLeft -= amount
    if (isLast) amount += step.actualLeft
  } else if (!(run.discountApplied && run.doc.apply_discount_on === 'Grand Total')) {
    tax.tax_amount += amount
  }
  step.amountForItem = amount
  tax.tax_amount_after_discount_amount += amount
  const before = run.steps[step.index - 1]
  step.grandTotalForItem = (before === undefined ? item.net_amount : before.grandTotalForItem) + amount
}

function itemTax(run: Calculation, step: TaxStep, item: TotalsItem, ratePercent: number): number {
  const base = step.base === null ? undefined : run.steps[step.base]
  switch (step.tax.charge_type) {
    case 'Actual':
      return run.doc.net_total === 0
        ? 0
        : (item.net_amount * flt(step.tax.tax_amount, MONEY_DIGITS)) / run.doc.net_total
    case 'On Net Total':
      return (ratePercent / 100) * item.net_amount
    case 'On Previous Row Amount':
      return (ratePercent / 100) * (base?.amountForItem ?? 0)
    case 'On Previous Row Total':
      return (ratePercent / 100) * (base?.grandTotalForItem ?? 0)
    case 'On Item Quantity':
      return ratePercent * item.qty
    default:
      return 0
  }
}

function noteItemTax(run: Calculation, step: TaxStep, item: TotalsItem, ratePercent: number, amount: number): void {
  const key = text(item, 'item_code') === '' ? text(item, 'item_name') : text(item, 'item_code')
  const inCompanyCurrency = amount * run.doc.conversion_rate
  const known = step.detail.get(key)
  step.detail.set(key, [ratePercent, inCompanyCurrency + (known === undefined ? 0 : known[1])])
  run.shares.push({ item, tax: step.tax, ratePercent, amount, taxableAmount: item.net_amount })
}

function closeTax(run: Calculation, step: TaxStep): void {
  const { tax } = step
  tax.tax_amount = flt(tax.tax_amount, MONEY_DIGITS)
  tax.tax_amount_after_discount_amount = flt(tax.tax_amount_after_discount_amount, MONEY_DIGITS)
  setCompanyCurrency(tax, ['tax_amount', 'tax_amount_after_discount_amount'], run.doc.conversion_rate)
  const before = run.steps[step.index - 1]?.tax.total ?? run.doc.net_total
  tax.total = flt(before + tax.tax_amount_after_discount_amount, MONEY_DIGITS)
  setCompanyCurrency(tax, ['total'], run.doc.conversion_rate)
}

/** Writes each tax row's split over the items as v15 stores it. */
export function storeItemWiseTaxes(run: Calculation): void {
  for (const step of run.steps) {
    if (!step.keepsDetail && run.settings.itemWiseTaxDetail) step.tax['item_wise_tax_detail'] = pythonJson(step.detail)
  }
}
