import { add, decimal, type Decimal, negate, subtract, sum, ZERO } from '#lib/decimal'
import { isSalesDocument, type MappedDocument, type MappedSalesDocument } from '#model/documents'
import { pricedRows } from './priced-rows.ts'
import type { ErpnextSettings } from './settings.ts'
import { pieceAmount } from './split-row.ts'
import { isCharge, type TaxRow } from './tax-rows.ts'

/** The sums that ERPNext makes of what we send; `null` for documents that have one figure or none. */
export function forecast(
  settings: ErpnextSettings,
  document: MappedDocument,
): { readonly total: string; readonly taxTotal: string } | null {
  return isSalesDocument(document) ? salesForecast(document, settings) : null
}

function salesForecast(document: MappedSalesDocument, settings: ErpnextSettings): { total: string; taxTotal: string } {
  const { rows, taxes } = pricedRows(document, settings)
  const lines = sum(rows.flatMap(({ pieces }) => pieces.map((piece) => pieceAmount(piece, settings.currencyDecimals))))
  // Prices that include tax were only chosen because their taxes come out as the store's.
  if (taxes.some((tax) => tax['included_in_print_rate'] === 1)) {
    return { total: lines, taxTotal: subtract(lines, document.netTotal) }
  }
  const signed = (amount: Decimal): Decimal => (document.kind === 'credit-note' ? negate(amount) : amount)
  const all = amountOf(taxes, () => true)
  const taxTotal = amountOf(taxes, (tax) => !isCharge(textOf(tax)))
  return { total: add(lines, signed(all)), taxTotal: signed(taxTotal) }
}

const textOf = (tax: TaxRow): string => String(tax['description'])

const amountOf = (taxes: readonly TaxRow[], wanted: (tax: TaxRow) => boolean): Decimal =>
  add(ZERO, ...taxes.filter(wanted).map((tax) => decimal(tax['tax_amount'] ?? 0)))
