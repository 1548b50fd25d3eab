import { number, rows, text } from '#sandboxes/erpnext/fields'
import type { Doc, Row } from '#sandboxes/erpnext/controller'
import { flt } from '#sandboxes/erpnext/numbers'
import { isCashDiscount, setDiscountAmount, spreadDiscount, takeCashDiscount } from './discount.ts'
import type { Calculation, ItemTaxShare, TotalsDocument, TotalsItem, TotalsSettings, TotalsTax } from './document.ts'
import { absorbInclusiveDifference, excludeIncludedTaxes } from './inclusive.ts'
import { calculateLines, MONEY_DIGITS } from './lines.ts'
import { sumLines, sumUp } from './sums.ts'
import { addUpTaxes, startTaxes, storeItemWiseTaxes } from './taxes.ts'

const ITEM_NUMBERS = [
  'qty',
  'rate',
  'price_list_rate',
  'discount_percentage',
  'discount_amount',
  'distributed_discount_amount',
  'margin_rate_or_amount',
  'rate_with_margin',
  'base_rate_with_margin',
  'amount',
  'net_rate',
  'net_amount',
] as const

/**
 * Adds a selling document up in place: lines, taxes, discount, totals. Amounts that were sent are overwritten.
 * Returns the tax of each line by each tax row.
 *
 * @throws {FrappeError} for tax rows that cannot be computed and for a discount above the total.
 */
export function calculateTotals(source: Doc, settings: TotalsSettings): readonly ItemTaxShare[] {
  const run = newCalculation(source, settings)
  if (run.items.length === 0) return []
  const taxes = rows(source, 'taxes') as TotalsTax[]
  pass(run, taxes)
  setDiscountAmount(run)
  if (isCashDiscount(run)) takeCashDiscount(run)
  else if (spreadDiscount(run)) {
    run.discountApplied = true
    pass(run, taxes)
  }
  storeItemWiseTaxes(run)
  return run.shares
}

function newCalculation(source: Doc, settings: TotalsSettings): Calculation {
  const doc = source as TotalsDocument
  doc.conversion_rate = number(doc, 'conversion_rate') || 1
  doc.additional_discount_percentage = number(doc, 'additional_discount_percentage')
  doc.discount_amount = flt(doc.discount_amount, MONEY_DIGITS)
  const items = rows(doc, 'items') as TotalsItem[]
  for (const item of items) for (const field of ITEM_NUMBERS) item[field] = number(item, field)
  return {
    doc,
    items,
    settings,
    taxMaps: items.map(itemTaxMap),
    steps: [],
    discountApplied: false,
    grandTotalDiff: 0,
    shares: [],
  }
}

function pass(run: Calculation, taxes: readonly TotalsTax[]): void {
  const before = run.doc.grand_total
  if (!run.discountApplied) calculateLines(run)
  run.steps.splice(0, run.steps.length, ...startTaxes(run, taxes))
  run.grandTotalDiff = 0
  excludeIncludedTaxes(run)
  sumLines(run)
  addUpTaxes(run)
  const last = run.steps.at(-1)
  if (last !== undefined && run.discountApplied && run.doc.apply_discount_on === 'Grand Total') {
    // A discount on the grand total lowers it by exactly its amount: cents lost in the split are put back.
    run.grandTotalDiff = flt(before - run.doc.discount_amount - last.tax.total, MONEY_DIGITS)
  }
  absorbInclusiveDifference(run)
  sumUp(run)
}

/** Rates by tax account that an item tax template gives a line. */
function itemTaxMap(item: Row): Readonly<Record<string, number>> {
  const json = text(item, 'item_tax_rate')
  if (json === '' || json === '{}') return {}
  try {
    return JSON.parse(json) as Record<string, number>
  } catch {
    return {}
  }
}
