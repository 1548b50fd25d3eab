import { type Decimal, isZero, negate, ONE, subtract, ZERO } from '#lib/decimal'
import type { RowTax } from '#model/documents'
import type { Refund } from '#model/refund'
import type { SaleFact } from './sales.ts'
import { negateTaxes } from './shares.ts'
import { mergeTaxes, taxSum } from './tax-keys.ts'

/** An amount and the tax in it. */
export interface Taxed {
  readonly amount: Decimal
  readonly taxes: readonly RowTax[]
}

export const NOTHING: Taxed = { amount: ZERO, taxes: [] }

/** The row of what a refund gave back beyond its parts. */
export const adjustmentId = (refund: Refund): string => `adjustment:${refund.externalId}`

/** One row; where the amounts come to nothing and their tax does not, one of what is stated and one of the rest. */
export function adjustmentParts(refund: Refund, whole: Taxed, stated: Taxed | null, included: boolean): SaleFact[] {
  const id = adjustmentId(refund)
  if (!isZero(whole.amount)) return [adjustmentPart(id, refund.note, whole, included)]
  if (stated === null || isZero(stated.amount) || whole.taxes.every(({ amount }) => isZero(amount))) return []
  const taxes = mergeTaxes([...whole.taxes, ...negateTaxes(stated.taxes)])
  return [
    adjustmentPart(id, refund.note, { amount: negate(stated.amount), taxes }, included),
    adjustmentPart(`${id}-stated`, refund.note, stated, included),
  ]
}

export function adjustmentPart(id: string, note: string | null, { amount, taxes }: Taxed, included: boolean): SaleFact {
  const shown = included ? amount : subtract(amount, taxSum(taxes))
  return {
    id,
    role: 'adjustment',
    sku: null,
    variantExternalId: null,
    title: note ?? 'Adjustment',
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
