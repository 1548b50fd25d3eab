import type { WriteContext } from '#contract/target'
import { isZero, negate, toNumber } from '#lib/decimal'
import type { MappedSalesDocument } from '#model/documents'
import type { SalesBody } from './map-sales.ts'
import { type CreditedInvoice, isPieceOf } from './originals.ts'
import { itemFields, precisionOf, type PricedRow, pricedRows, rowKey } from './priced-rows.ts'
import { END_OF_DAY } from './posting-time.ts'
import { type Fields, headFields } from './sales-head.ts'
import type { ErpnextSettings } from './settings.ts'
import { rateFields } from './split-row.ts'
import { takeBack, type TakenPiece } from './take-back.ts'
import { ROW_FIELD } from './vendor.ts'

/** A credit note: a Sales Invoice with negative quantities, of an invoice or of none. */
export function creditBody(
  document: MappedSalesDocument,
  write: WriteContext,
  invoice: CreditedInvoice | null,
  settings: ErpnextSettings,
): SalesBody {
  const { rows, taxes } = pricedRows(document, settings)
  // What is given back of a price, not of pieces, points at no row: it would use up the pieces that can still come back.
  const pieceless = new Set(document.rows.filter((row) => isZero(row.quantity)).map((row) => row.id))
  const items = rows.flatMap((row) => {
    const pieces = creditPieces(row, pieceless.has(row.row.id) ? null : invoice, settings)
    return pieces.map((piece, index) => {
      const key = rowKey(row.row.id, index, pieces.length)
      const fields = { ...itemFields(row.row, settings), ...creditedRate(piece), [ROW_FIELD]: key }
      return { key, fields: piece.original === null ? fields : { ...fields, sales_invoice_item: piece.original } }
    })
  })
  return {
    fields: {
      ...headFields(document, write, settings),
      ...creditFields(document, invoice, settings),
      items: items.map((item) => item.fields),
      taxes,
    },
    rowKeys: items.map((item) => item.key),
  }
}

function creditPieces(
  { row, pieces }: PricedRow,
  invoice: CreditedInvoice | null,
  settings: ErpnextSettings,
): readonly TakenPiece[] {
  const originals = row.item === null ? [] : (invoice?.rows ?? []).filter((one) => isPieceOf(one.key, row.id))
  if (originals.length === 0) return pieces.map((piece) => ({ ...piece, original: null }))
  return takeBack(row.quantity, row.net, originals, precisionOf(settings))
}

/** Given back is what has a negative quantity; a row that lowers the credit keeps that, at a negative rate. */
function creditedRate(piece: TakenPiece): Fields {
  const fields = rateFields(piece)
  return { ...fields, qty: toNumber(negate(piece.quantity)) }
}

function creditFields(
  document: MappedSalesDocument,
  invoice: CreditedInvoice | null,
  settings: ErpnextSettings,
): Fields {
  const ownCurrency = document.currency === settings.companyCurrency
  return {
    is_return: 1,
    // Its own open amount: refunds and offsets settle it, and the invoice stays as it is.
    update_outstanding_for_self: 1,
    update_stock: 0,
    set_posting_time: 1,
    posting_date: creditDate(document, invoice),
    ...(settings.receivableAccount !== null && ownCurrency ? { debit_to: settings.receivableAccount } : {}),
    ...(document.remarks === null ? {} : { remarks: document.remarks }),
    ...(invoice === null ? {} : againstFields(document, invoice)),
  }
}

/** What was given back before its invoice was written is dated as that: ERPNext takes no credit note of an earlier day. */
export const creditDate = (document: MappedSalesDocument, invoice: CreditedInvoice | null): string =>
  invoice !== null && invoice.date > document.date ? invoice.date : document.date

function againstFields(document: MappedSalesDocument, invoice: CreditedInvoice): Fields {
  return {
    return_against: invoice.name,
    debit_to: invoice.receivable,
    conversion_rate: toNumber(invoice.conversionRate),
    // A return must not come before its invoice, which was booked at the time of day at which it was written.
    ...(creditDate(document, invoice) === invoice.date ? END_OF_DAY : {}),
  }
}
