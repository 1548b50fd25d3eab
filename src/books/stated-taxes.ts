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
  const { order } = reading
  const lines: readonly TaxLine[] = [
    ...order.lines.flatMap((line) => line.taxes),
    ...order.shippingLines.filter((line) => !line.removed).flatMap((line) => line.taxes),
    ...order.fees.flatMap((fee) => fee.taxes),
    ...order.lines.flatMap((line) => line.duties.flatMap((duty) => duty.taxes)),
  ]
  const off = [...taken.refunds.filter((one) => one.state !== 'open').flatMap((one) => one.parts), ...taken.silent]
  return mergeTaxes([
    ...readTaxes(lines, taxContext(reading)),
    ...off.flatMap((part) => negateTaxes(part.taxes)),
    ...negateTaxes(adjustments),
  ])
}
