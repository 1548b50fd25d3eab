import { add, type Decimal, divide, isZero, multiply, negate, ONE, subtract, sum, ZERO } from '#lib/decimal'
import { round } from '#lib/rounding'
import type { RowTax } from '#model/documents'
import type { Refund } from '#model/refund'
import type { Reading } from './reading.ts'
import type { SaleFact } from './sales.ts'
import { lessTax, negateTaxes } from './shares.ts'
import { type TakenBack, type TakenPart, valueOf } from './taken-back.ts'
import { mergeTaxes, taxSum } from './tax-keys.ts'

/** What one refund gave back, as parts with positive amounts. */
export interface CreditFact {
  /** The refund's id; part of the reference of its credit note. */
  readonly externalId: string
  /** When the money went back, or the parts were taken off. */
  readonly at: string
  readonly parts: readonly SaleFact[]
  /** Tax in the refund's amounts that belong to no part, as it is given back. */
  readonly adjustmentTaxes: readonly RowTax[]
}

/** The refunds of one state as credits. Goodwill and fees kept carry the tax of the rates that were charged. */
export function creditsOf(
  parts: readonly SaleFact[],
  refunds: readonly TakenBack[],
  state: 'refunded' | 'removed',
  { order, minorUnits }: Reading,
): CreditFact[] {
  const byId = new Map(parts.map((part) => [part.id, part]))
  const left: Left = {
    amount: grossOf(parts, order.taxesIncluded),
    taxes: mergeTaxes(parts.flatMap((part) => part.taxes)),
  }
  const credits: CreditFact[] = []
  for (const taken of refunds) {
    if (taken.state === 'open') continue
    left.amount = subtract(left.amount, valueOf(taken, order.taxesIncluded))
    left.taxes = mergeTaxes([...left.taxes, ...taken.parts.flatMap((part) => negateTaxes(part.taxes))])
    const given = negate(taken.adjustment)
    const taxes = isZero(given) ? [] : adjustmentTaxes(taken, given, left, minorUnits)
    left.amount = subtract(left.amount, given)
    left.taxes = mergeTaxes([...left.taxes, ...negateTaxes(taxes)])
    if (taken.state !== state) continue
    const rows = taken.parts.flatMap((part) => creditPart(part, byId))
    const adjustment = isZero(given) ? [] : [adjustmentPart(taken.refund, given, taxes, order.taxesIncluded)]
    if (rows.length + adjustment.length === 0) continue
    credits.push({
      externalId: taken.refund.externalId,
      at: instantOf(taken.refund),
      parts: [...rows, ...adjustment],
      adjustmentTaxes: taxes,
    })
  }
  return credits
}

/** What is left of the order before an adjustment: the rates that were charged for it. */
interface Left {
  amount: Decimal
  taxes: RowTax[]
}

/** An amount that clears the order takes all tax that is left; any other its share of each rate. Stated tax is not recomputed. */
function adjustmentTaxes(taken: TakenBack, given: Decimal, left: Left, places: number): RowTax[] {
  if (!isZero(taken.adjustmentTax)) {
    const rest = lessTax(left.taxes, negate(taken.adjustmentTax), places)
    return mergeTaxes([...left.taxes, ...negateTaxes(rest)])
  }
  if (given === left.amount) return left.taxes
  // Everything was taken off at once: the rates are those of what this refund took off.
  const [base, taxes] = isZero(left.amount)
    ? [
        valueOf(
          taken,
          left.taxes.some((tax) => tax.key.included),
        ),
        mergeTaxes(taken.parts.flatMap((part) => part.taxes)),
      ]
    : [left.amount, left.taxes]
  if (isZero(base)) return []
  return taxes.map(({ key, amount }) => ({
    key,
    amount: round(divide(multiply(given, amount), base), { places, direction: 'half-up' }),
  }))
}

const grossOf = (parts: readonly SaleFact[], included: boolean): Decimal =>
  sum(parts.map((part) => (included ? part.amount : add(part.amount, taxSum(part.taxes)))))

function creditPart(taken: TakenPart, byId: ReadonlyMap<string, SaleFact>): SaleFact[] {
  const part = byId.get(taken.id)
  if (part === undefined) return []
  const { amount, taxes } = taken
  // A part that is no line has no quantity in a refund: it is one piece when all of it is given back, else an amount.
  const whole = amount === part.amount ? ONE : ZERO
  const quantity = part.id.startsWith('line:') ? taken.quantity : whole
  return [{ ...part, quantity, amount, list: amount, taxes, discountTitle: null }]
}

function adjustmentPart(refund: Refund, amount: Decimal, taxes: readonly RowTax[], included: boolean): SaleFact {
  const shown = included ? amount : subtract(amount, taxSum(taxes))
  return {
    id: `adjustment:${refund.externalId}`,
    role: 'adjustment',
    sku: null,
    variantExternalId: null,
    title: refund.note ?? 'Adjustment',
    method: null,
    quantity: ONE,
    unitList: ZERO,
    list: shown,
    amount: shown,
    taxes,
    discountTitle: null,
    requiresShipping: false,
    locationExternalId: null,
  }
}

const instantOf = (refund: Refund): string =>
  refund.payments.find((payment) => payment.status === 'success')?.processedAt ?? refund.createdAt
