import { text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import type { Calculation } from './document.ts'
import { MONEY_DIGITS, setCompanyCurrency } from './lines.ts'
import { setRoundedTotal } from './sums.ts'

/** Turns a percentage into `discount_amount`, and refuses a discount above the total. */
export function setDiscountAmount(run: Calculation): void {
  const { doc } = run
  const on = totalDiscounted(run)
  if (doc.additional_discount_percentage !== 0) {
    doc.discount_amount = flt((on * doc.additional_discount_percentage) / 100, MONEY_DIGITS)
  }
  if (doc.discount_amount !== 0 && text(doc, 'apply_discount_on') === '') refuse('Please select Apply Discount On')
  // Compared with its sign: a credit note takes a negative discount off a negative total.
  const tooMuch = doc.discount_amount > 0 ? doc.discount_amount > on : doc.discount_amount < on
  if (doc.discount_amount !== 0 && tooMuch && sameSignOrPositive(doc.discount_amount, on)) {
    refuse(
      `Additional Discount Amount (${run.settings.formatMoney(doc.discount_amount)}) cannot exceed the total before such discount (${run.settings.formatMoney(on)})`,
      { title: 'Invalid Discount Amount' },
    )
  }
}

function sameSignOrPositive(discount: number, total: number): boolean {
  return discount > 0 || total < 0
}

function totalDiscounted(run: Calculation): number {
  return run.doc.apply_discount_on === 'Net Total' ? run.doc.net_total : run.doc.grand_total
}

/** Lowers the lines' net amounts by their share of the discount; `false` when there is nothing to take off. */
export function spreadDiscount(run: Calculation): boolean {
  const { doc } = run
  if (doc.discount_amount === 0) {
    doc.base_discount_amount = 0
    return false
  }
  doc.base_discount_amount = flt(doc.discount_amount * doc.conversion_rate, MONEY_DIGITS)
  const total =
    doc.apply_discount_on === 'Net Total' ? doc.net_total : flt(doc.grand_total - fixedCharges(run), MONEY_DIGITS)
  if (total === 0) return false
  let sum = 0
  let expected = 0
  for (const item of run.items) {
    const share = (doc.discount_amount * item.net_amount) / total
    const left = item.net_amount - share
    expected += left
    item.net_amount = flt(left, MONEY_DIGITS)
    item.distributed_discount_amount = flt(share, MONEY_DIGITS)
    sum += item.net_amount
    const cents = flt(expected - sum, MONEY_DIGITS)
    if (cents !== 0) {
      item.net_amount = flt(item.net_amount + cents, MONEY_DIGITS)
      item.distributed_discount_amount = flt(share + cents, MONEY_DIGITS)
      sum += cents
    }
    item.net_rate = item.qty === 0 ? 0 : flt(item.net_amount / item.qty, MONEY_DIGITS)
    setCompanyCurrency(item, ['net_rate', 'net_amount'], doc.conversion_rate)
  }
  return true
}

/** A discount on payment: it lowers the total and leaves lines and taxes as they are. */
export function isCashDiscount({ doc }: Calculation): boolean {
  return (
    doc.apply_discount_on === 'Grand Total' && truthy(doc, 'is_cash_or_non_trade_discount') && doc.discount_amount !== 0
  )
}

export function takeCashDiscount(run: Calculation): void {
  const { doc } = run
  doc.base_discount_amount = flt(doc.discount_amount * doc.conversion_rate, MONEY_DIGITS)
  doc.grand_total = flt(doc.grand_total - doc.discount_amount, MONEY_DIGITS)
  doc.base_grand_total = flt(doc.base_grand_total - doc.base_discount_amount, MONEY_DIGITS)
  setRoundedTotal(run)
}

/** Charges that a discount on the grand total leaves alone: Actual and per piece rows, and what builds on them. */
function fixedCharges(run: Calculation): number {
  const byRow = new Map<number, number>()
  for (const step of run.steps) {
    const { charge_type: type, tax_amount: amount, rate } = step.tax
    if (type === 'Actual' || type === 'On Item Quantity') byRow.set(step.index, amount)
    else if (step.base !== null && byRow.has(step.base))
      byRow.set(step.index, ((byRow.get(step.base) ?? 0) * rate) / 100)
  }
  let sum = 0
  for (const amount of byRow.values()) sum += amount
  return sum
}
