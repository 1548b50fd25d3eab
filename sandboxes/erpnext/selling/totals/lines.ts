import { number, text, truthy } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import type { Calculation, TotalsItem } from './document.ts'

/** Digits of money fields and of quantities. */
export const MONEY_DIGITS = 2
export const FLOAT_DIGITS = 3

/** Rate, discount, margin and amount of every line, before taxes inside the price are taken out. */
export function calculateLines(run: Calculation): void {
  for (const item of run.items) {
    run.settings.roundFloats(item)
    setRateFromPriceList(item)
    setMarginAndDiscount(item, run.doc.conversion_rate, truthy(run.doc, 'ignore_pricing_rule'))
    item.net_rate = item.rate
    item.amount = flt(lineAmount(item, run), MONEY_DIGITS)
    item.net_amount = item.amount
    setCompanyCurrency(item, ['price_list_rate', 'rate', 'net_rate', 'amount', 'net_amount'], run.doc.conversion_rate)
    item['item_tax_amount'] = 0
  }
}

/** A line without quantity of a credit note or debit note counts its rate once. */
function lineAmount(item: TotalsItem, run: Calculation): number {
  if (item.qty === 0 && truthy(run.doc, 'is_return')) return -item.rate
  if (item.qty === 0 && truthy(run.doc, 'is_debit_note')) return item.rate
  return item.rate * item.qty
}

function setRateFromPriceList(item: TotalsItem): void {
  const byRule = truthy(item, 'pricing_rules')
  if (item.discount_percentage === 100) {
    item.rate = 0
    return
  }
  if (item.price_list_rate === 0) return
  if (item.rate === 0 || (byRule && item.discount_percentage > 0)) {
    item.rate = flt(item.price_list_rate * (1 - item.discount_percentage / 100), MONEY_DIGITS)
    item.discount_amount = item.price_list_rate * (item.discount_percentage / 100)
  } else if (item.discount_amount !== 0 && byRule) {
    item.rate = item.price_list_rate - item.discount_amount
  }
}

function setMarginAndDiscount(item: TotalsItem, conversionRate: number, ignoresRules: boolean): void {
  const margin = rateWithMargin(item, ignoresRules)
  item.rate_with_margin = margin
  item.base_rate_with_margin = margin * conversionRate
  if (margin > 0) {
    item.rate = flt(margin * (1 - item.discount_percentage / 100), MONEY_DIGITS)
    if (item.discount_amount !== 0 && item.discount_percentage === 0) item.rate = margin - item.discount_amount
    else item.discount_amount = margin - item.rate
  } else if (item.price_list_rate > 0) {
    item.discount_amount = item.price_list_rate - item.rate
  }
}

/** The list price plus the margin; 0 when there is none, also when the margin is only recorded because the rate is above the list. */
function rateWithMargin(item: TotalsItem, ignoresRules: boolean): number {
  if (item.price_list_rate === 0) return 0
  const byRule = truthy(item, 'pricing_rules') && !ignoresRules
  if (byRule && text(item, 'margin_type') === '') item.margin_rate_or_amount = 0
  if (!truthy(item, 'pricing_rules') && item.rate > item.price_list_rate) {
    item.margin_type = 'Amount'
    item.margin_rate_or_amount = flt(item.rate - item.price_list_rate, MONEY_DIGITS)
    item.rate_with_margin = item.rate
    return 0
  }
  if (text(item, 'margin_type') === '' || item.margin_rate_or_amount === 0) return 0
  const margin =
    item.margin_type === 'Amount'
      ? item.margin_rate_or_amount
      : (item.price_list_rate * item.margin_rate_or_amount) / 100
  return item.price_list_rate + margin
}

/** Writes `base_<field>`: the rounded amount times the rate, rounded again. */
export function setCompanyCurrency(
  values: Record<string, unknown>,
  fields: readonly string[],
  conversionRate: number,
): void {
  for (const field of fields) {
    values[`base_${field}`] = flt(flt(number(values, field), MONEY_DIGITS) * conversionRate, MONEY_DIGITS)
  }
}
