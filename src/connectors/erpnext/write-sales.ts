import type { WriteContext } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import type { MappedSalesDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { bookedSales } from './booked.ts'
import { type ErpnextContext, insert } from './client.ts'
import { creditBody } from './map-credit.ts'
import { type SalesBody, salesBody } from './map-sales.ts'
import { createMissing } from './missing-items.ts'
import { readInvoice } from './originals.ts'
import { atEndOfDay } from './posting-time.ts'
import { type Fields, purchaseOrderText } from './sales-head.ts'
import { DOCTYPE, salesAnswer } from './vendor.ts'

/** Writes an order, invoice or credit note. */
export async function createSales(
  context: ErpnextContext,
  document: MappedSalesDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  const { fields, rowKeys } = await bodyOf(context, document, write)
  const about = { doctype: DOCTYPE[document.kind], date: document.date }
  const post = (body: Fields) => insert(context, about, body, salesAnswer)
  const written = await post(fields).catch(async (error: unknown) => {
    const mended = await mend(context, document, fields, error)
    if (mended === null) throw error
    return post(mended)
  })
  return bookedSales(context.settings, document.kind, written.data, { rowKeys, messages: written.messages })
}

async function bodyOf(context: ErpnextContext, document: MappedSalesDocument, write: WriteContext): Promise<SalesBody> {
  if (document.kind !== 'credit-note') return salesBody(document, write, context.settings)
  const named = document.basedOn === null ? undefined : write.documents[document.basedOn]
  const ids = new Set(document.rows.map((row) => row.id))
  const invoice = named?.kind === 'invoice' ? await readInvoice(context, named, ids) : null
  return creditBody(document, write, invoice, context.settings)
}

/** The body to try once more after a refusal that we can mend ourselves; nothing was written by the first try. */
async function mend(
  context: ErpnextContext,
  document: MappedSalesDocument,
  fields: Fields,
  error: unknown,
): Promise<Fields | null> {
  if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') return null
  switch (error.code) {
    case 'ITEM_UNKNOWN':
      return context.settings.createMissingItems && (await createMissing(context, document.rows)) ? fields : null
    case 'PO_NUMBER_EXISTS':
      // Two stores may well have an order #1001 of the same customer.
      return { ...fields, po_no: `${purchaseOrderText(document)} ${document.reference}`.slice(0, 140) }
    case 'RETURN_BEFORE_ORIGINAL':
      return atEndOfDay(fields)
    default:
      return null
  }
}
