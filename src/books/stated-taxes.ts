import type { RowTax } from '#model/documents'
import { dutyRemoval, lineRemoval, removalSource, shippingRemoval } from './removals.ts'
import { type Reading, taxContext } from './sales.ts'
import { lessTax } from './shares.ts'
import { mergeTaxes, readTaxes } from './tax-keys.ts'

/**
 * The store's tax per key: all tax lines that it states, less what removals took off. Read past rows and documents, so that the
 * proof compares two ways of counting.
 */
export function statedTaxes(reading: Reading): RowTax[] {
  const { order, side, minorUnits } = reading
  const source = removalSource(order, side, minorUnits)
  const shipping = order.shippingLines.filter((line) => !line.removed)
  const duties = order.lines.flatMap((line) => line.duties)
  const read = (taxes: Parameters<typeof readTaxes>[0]) => readTaxes(taxes, taxContext(reading))
  return mergeTaxes([
    ...order.lines.flatMap((line) => lessTax(read(line.taxes), lineRemoval(line, source).tax, minorUnits)),
    ...shipping.flatMap((line) => lessTax(read(line.taxes), shippingRemoval(line, order, source).tax, minorUnits)),
    ...order.fees.flatMap((fee) => read(fee.taxes)),
    ...duties.flatMap((duty) => lessTax(read(duty.taxes), dutyRemoval(duty, source).tax, minorUnits)),
  ])
}
