import type { RowTax } from '#model/documents'
import type { TaxLine } from '#model/tax'
import { type Reading, taxContext } from './reading.ts'
import { negateTaxes } from './shares.ts'
import type { TakenOff } from './taken-back.ts'
import { mergeTaxes, readTaxes } from './tax-keys.ts'

/**
 * The store's tax per key: all tax lines that it states, less what was taken off since. Read past rows and documents, so that the
 * proof compares two ways of counting.
 *
 * @param adjustments - the tax that amounts without a part gave back.
 */
export function statedTaxes(reading: Reading, taken: TakenOff, adjustments: readonly RowTax[]): RowTax[] {
  const off = [...taken.refunds.filter((one) => one.state !== 'open').flatMap((one) => one.parts), ...taken.silent]
  return mergeTaxes([
    ...placedTaxes(reading),
    ...off.flatMap((part) => negateTaxes(part.taxes)),
    ...negateTaxes(adjustments),
  ])
}

/** The taxes of everything that was ever sold, per key. */
export function placedTaxes(reading: Reading): RowTax[] {
  const { order } = reading
  const lines: readonly TaxLine[] = [
    ...order.lines.flatMap((line) => line.taxes),
    ...order.shippingLines.filter((line) => !line.removed).flatMap((line) => line.taxes),
    ...order.fees.flatMap((fee) => fee.taxes),
    ...order.lines.flatMap((line) => line.duties.flatMap((duty) => duty.taxes)),
  ]
  return readTaxes(lines, taxContext(reading))
}

/** What the store says is left of each tax, open refunds taken off; `null` when it does not say so by rate. */
export function readCurrentTaxes(reading: Reading): RowTax[] | null {
  const stated = reading.order.totals.currentTaxes
  return stated === undefined ? null : readTaxes(stated, taxContext(reading))
}
