import {
  isJournal,
  isSalesDocument,
  isStockDocument,
  type MappedDocument,
  type MappedPaymentDocument,
  type MappedSalesDocument,
  type MappedStockDocument,
  type PaymentDocument,
  type SalesDocument,
  type StockDocument,
  type TargetDocument,
} from '#model/documents'
import { ambiguousSkus } from './items.ts'
import { resolveJournal } from './journals.ts'
import type { Mappings } from './mappings.ts'
import { allOrMissing, missingIn, type Resolution } from './missing.ts'
import { missingPayment, paymentEntry } from './payments.ts'
import { resolveRow, resolveStockRow } from './rows.ts'
import { resolveTax } from './taxes.ts'

export type { Resolution } from './missing.ts'

/** The document with the target's codes, or every value that the mapping does not know, each once. */
export function resolve(document: TargetDocument, mappings: Mappings): Resolution<MappedDocument> {
  if (isSalesDocument(document)) return resolveSales(document, mappings)
  if (isStockDocument(document)) return resolveStock(document, mappings)
  return isJournal(document) ? resolveJournal(document, mappings) : resolvePayment(document, mappings)
}

function resolveSales(document: SalesDocument, mappings: Mappings): Resolution<MappedSalesDocument> {
  const sold = document.rows.filter((row) => row.role === 'item')
  const rows = document.rows.map((row) => resolveRow(row, document.currency, mappings))
  const taxes = document.taxes.map((tax) => resolveTax(tax, mappings.taxes))
  return allOrMissing([...ambiguousSkus(sold, mappings), ...missingIn(rows), ...missingIn(taxes)], () => ({
    ...document,
    rows: rows.flatMap((row) => ('value' in row ? row.value : [])),
    taxes: taxes.flatMap((tax) => ('value' in tax ? tax.value : [])),
  }))
}

function resolveStock(document: StockDocument, mappings: Mappings): Resolution<MappedStockDocument> {
  const rows = document.rows.map((row) => resolveStockRow(row, document.currency, mappings))
  return allOrMissing([...ambiguousSkus(document.rows, mappings), ...missingIn(rows)], () => ({
    ...document,
    rows: rows.flatMap((row) => ('value' in row ? row.value : [])),
  }))
}

function resolvePayment(document: PaymentDocument, mappings: Mappings): Resolution<MappedPaymentDocument> {
  const entry = paymentEntry(document.gateway, mappings)
  if (entry === undefined) return { ok: false, missing: [missingPayment(document.gateway)] }
  return { ok: true, document: { ...document, mode: entry.mode, account: entry.account } }
}
