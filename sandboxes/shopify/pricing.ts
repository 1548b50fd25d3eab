import { type Decimal, decimal, multiply, subtract, sum, ZERO } from '#lib/decimal'
import { applyDiscounts, type Discountable, type DiscountRule } from './discounts.ts'
import { halfUp } from './money.ts'
import { taxAmounts, type TaxRate } from './taxes.ts'

/** A price with its taxes, for what is never discounted: duties and fees. */
interface ExtraPlan {
  readonly price: Decimal
  readonly taxRates: readonly TaxRate[]
}

interface LinePlan {
  readonly unitPrice: Decimal
  readonly quantity: number
  readonly taxRates: readonly TaxRate[]
  readonly duties: readonly ExtraPlan[]
}

/** One side (shop or presentment) of an order before its arithmetic. */
export interface SidePlan {
  readonly lines: readonly LinePlan[]
  readonly shipping: readonly ExtraPlan[]
  readonly fees: readonly ExtraPlan[]
  /** `null` for a rule of the other target, so that both lists share their indexes. */
  readonly lineRules: readonly (DiscountRule | null)[]
  readonly shippingRules: readonly (DiscountRule | null)[]
  readonly taxesIncluded: boolean
  readonly places: number
}

export interface PricedEntry {
  /** Price times quantity, before discounts. */
  readonly original: Decimal
  /** What each rule takes off, by rule index. */
  readonly allocations: readonly Decimal[]
  /** Tax per rate, on the discounted amount. */
  readonly taxes: readonly Decimal[]
}

export interface PricedSide {
  readonly lines: readonly (PricedEntry & { readonly duties: readonly (readonly Decimal[])[] })[]
  readonly shipping: readonly PricedEntry[]
  readonly fees: readonly (readonly Decimal[])[]
}

/** The shop's arithmetic for one side: discounts first, then taxes on what is left, each rounded per line and rate. */
export function priceSide(plan: SidePlan): PricedSide {
  const { places, taxesIncluded } = plan
  const lines = plan.lines.map((line) => ({
    amount: halfUp(multiply(line.unitPrice, decimal(line.quantity)), places),
    quantity: line.quantity,
  }))
  const shipping = plan.shipping.map((entry) => ({ amount: entry.price, quantity: 1 }))
  const taxesOf = (extra: ExtraPlan): Decimal[] => taxAmounts(extra.price, extra.taxRates, taxesIncluded, places)
  const pricedLines = priceEntries(
    lines,
    plan.lineRules,
    plan.lines.map((line) => line.taxRates),
    plan,
  )
  return {
    lines: pricedLines.map((line, index) => ({ ...line, duties: (plan.lines[index]?.duties ?? []).map(taxesOf) })),
    shipping: priceEntries(
      shipping,
      plan.shippingRules,
      plan.shipping.map((entry) => entry.taxRates),
      plan,
    ),
    fees: plan.fees.map(taxesOf),
  }
}

function priceEntries(
  entries: readonly Discountable[],
  rules: readonly (DiscountRule | null)[],
  rates: readonly (readonly TaxRate[])[],
  { taxesIncluded, places }: SidePlan,
): PricedEntry[] {
  const active = rules.map((rule) => rule ?? { value: { amount: ZERO }, allocation: 'one' as const, entries: [] })
  const off = applyDiscounts(active, entries, places)
  return entries.map((entry, index) => {
    const allocations = off.map((byEntry) => byEntry[index] ?? ZERO)
    const net = subtract(entry.amount, sum(allocations))
    return { original: entry.amount, allocations, taxes: taxAmounts(net, rates[index] ?? [], taxesIncluded, places) }
  })
}
