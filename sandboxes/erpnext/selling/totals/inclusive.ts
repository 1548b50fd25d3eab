import { flt } from '#sandboxes/erpnext/numbers'
import type { Calculation, TaxStep } from './document.ts'
import { FLOAT_DIGITS, MONEY_DIGITS, setCompanyCurrency } from './lines.ts'

/** Difference between the sum of the lines and the computed total that is absorbed into `grand_total`, in minor units. */
const ABSORBED_MINOR_UNITS = 5

/** Takes the taxes that are inside the prices out of each line's `net_amount`. */
export function excludeIncludedTaxes(run: Calculation): void {
  if (!run.steps.some((step) => step.included)) return
  run.items.forEach((item, position) => {
    let fractions = 0
    let fixed = 0
    const taxMap = run.taxMaps[position] ?? {}
    for (const step of run.steps) {
      const share = includedShare(run.steps, step, rateFor(step, taxMap))
      step.fraction = share.fraction
      const before = run.steps[step.index - 1]
      step.grandTotalFraction = (before === undefined ? 1 : before.grandTotalFraction) + share.fraction
      fractions += share.fraction
      fixed += share.perUnit * item.qty
    }
    if (run.discountApplied || item.qty === 0 || (fractions === 0 && fixed === 0)) return
    item.net_amount = flt((item.amount - fixed) / (1 + fractions), MONEY_DIGITS)
    item.net_rate = flt(item.net_amount / item.qty, MONEY_DIGITS)
    item.discount_percentage = flt(item.discount_percentage, FLOAT_DIGITS)
    setCompanyCurrency(item, ['net_rate', 'net_amount'], run.doc.conversion_rate)
  })
}

/** The rate of a tax row for one line: the line's item tax template overrides it by account. */
export function rateFor(step: TaxStep, taxMap: Readonly<Record<string, number>>): number {
  return taxMap[step.tax.account_head] ?? step.tax.rate
}

interface IncludedShare {
  /** Part of the net amount that this tax adds, e.g. 0.2. */
  readonly fraction: number
  /** Amount per piece, for charges on the quantity. */
  readonly perUnit: number
}

function includedShare(steps: readonly TaxStep[], step: TaxStep, ratePercent: number): IncludedShare {
  if (!step.included) return { fraction: 0, perUnit: 0 }
  const base = step.base === null ? undefined : steps[step.base]
  switch (step.tax.charge_type) {
    case 'On Net Total':
      return { fraction: ratePercent / 100, perUnit: 0 }
    case 'On Previous Row Amount':
      return { fraction: (ratePercent / 100) * (base?.fraction ?? 0), perUnit: 0 }
    case 'On Previous Row Total':
      return { fraction: (ratePercent / 100) * (base?.grandTotalFraction ?? 0), perUnit: 0 }
    case 'On Item Quantity':
      return { fraction: 0, perUnit: ratePercent }
    default:
      return { fraction: 0, perUnit: 0 }
  }
}

/** With prices that include tax the total should be the sum of the lines: a few cents are absorbed, more are left as computed. */
export function absorbInclusiveDifference(run: Calculation): void {
  const last = run.steps.at(-1)
  if (last === undefined || !run.steps.some((step) => step.included)) return
  let excluded = 0
  for (const step of run.steps) if (!step.included) excluded += step.tax.tax_amount_after_discount_amount
  let difference = run.doc.total + excluded - flt(last.tax.total, MONEY_DIGITS)
  if (run.discountApplied && run.doc.discount_amount !== 0) difference -= run.doc.discount_amount
  difference = flt(difference, MONEY_DIGITS)
  run.grandTotalDiff =
    difference !== 0 && Math.abs(difference) <= ABSORBED_MINOR_UNITS / 10 ** MONEY_DIGITS ? difference : 0
}
