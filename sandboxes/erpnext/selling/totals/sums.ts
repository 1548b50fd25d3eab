import { flt } from '#sandboxes/erpnext/numbers'
import type { Calculation } from './document.ts'
import { FLOAT_DIGITS, MONEY_DIGITS, setCompanyCurrency } from './lines.ts'

/** `total`, `net_total` and their company currency twins. */
export function sumLines(run: Calculation): void {
  const { doc } = run
  const sum = { qty: 0, total: 0, baseTotal: 0, net: 0, baseNet: 0 }
  for (const item of run.items) {
    sum.qty += item.qty
    sum.total += item.amount
    sum.baseTotal += item.base_amount
    sum.net += item.net_amount
    sum.baseNet += item.base_net_amount
  }
  doc.total_qty = flt(sum.qty, FLOAT_DIGITS)
  doc.total = flt(sum.total, MONEY_DIGITS)
  doc.base_total = flt(sum.baseTotal, MONEY_DIGITS)
  doc.net_total = flt(sum.net, MONEY_DIGITS)
  doc.base_net_total = flt(sum.baseNet, MONEY_DIGITS)
}

/** `grand_total`, the sum of taxes and the rounded total. */
export function sumUp(run: Calculation): void {
  const { doc, grandTotalDiff } = run
  const last = run.steps.at(-1)
  const rate = doc.conversion_rate
  if (last === undefined) {
    doc.grand_total = doc.net_total
    doc.total_taxes_and_charges = 0
  } else {
    doc.grand_total = last.tax.total + grandTotalDiff
    doc.total_taxes_and_charges = flt(doc.grand_total - doc.net_total - grandTotalDiff, MONEY_DIGITS)
  }
  setCompanyCurrency(doc, ['total_taxes_and_charges'], rate)
  doc.base_grand_total =
    doc.total_taxes_and_charges === 0 ? doc.base_net_total : flt(doc.grand_total * rate, MONEY_DIGITS)
  doc.grand_total = flt(doc.grand_total, MONEY_DIGITS)
  doc.base_grand_total = flt(doc.base_grand_total, MONEY_DIGITS)
  setRoundedTotal(run)
}

/** `rounded_total` and what it adds to or takes off the total; zeros when the site or the document has none. */
export function setRoundedTotal(run: Calculation): void {
  const { doc } = run
  if (run.settings.roundedTotalDisabled) {
    doc.rounded_total = 0
    doc.base_rounded_total = 0
    doc.rounding_adjustment = 0
    doc.base_rounding_adjustment = 0
    return
  }
  doc.rounded_total = roundToCoin(doc.grand_total, run.settings.smallestFraction)
  doc.rounding_adjustment = flt(doc.rounded_total - doc.grand_total, MONEY_DIGITS)
  setCompanyCurrency(doc, ['rounding_adjustment', 'rounded_total'], doc.conversion_rate)
}

/** To the smallest coin, halves down as the vendor does; without a coin to whole units, halves to the even one. */
function roundToCoin(amount: number, coin: number): number {
  if (coin === 0) return flt(amount, 0)
  const units = 10 ** MONEY_DIGITS
  const whole = Math.round(amount * units)
  const step = Math.round(coin * units)
  if (step === 0) return flt(amount, MONEY_DIGITS)
  const rest = ((whole % step) + step) % step
  return flt((rest > step / 2 ? whole + step - rest : whole - rest) / units, MONEY_DIGITS)
}
