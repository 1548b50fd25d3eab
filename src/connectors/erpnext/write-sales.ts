import type { WriteContext } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import type { MappedSalesDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { bookedSales } from './booked.ts'
import { type ErpnextContext, insert } from './client.ts'
import { ignoredFields, withExtraFields } from './extra-fields-write.ts'
import { creditBody } from './map-credit.ts'
import { type SalesBody, salesBody } from './map-sales.ts'
import { createMissing } from './missing-items.ts'
import { readInvoice } from './originals.ts'
import { asCharges } from './negative-rows.ts'
import { END_OF_DAY } from './posting-time.ts'
import type { Fields } from './sales-head.ts'
import { DOCTYPE, salesAnswer } from './vendor.ts'

/** Writes an order, invoice or credit note. */
export async function createSales(
  context: ErpnextContext,
  document: MappedSalesDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  const body = await bodyOf(context, document, write)
  const about = { doctype: DOCTYPE[document.kind], date: document.date }
  const post = async ({ fields, rowKeys }: SalesBody): Promise<BookedDocument> => {
    const { data, answer, messages } = await insert(context, about, fields, salesAnswer)
    const all = [...messages, ...laterDate(document, fields)]
    const booked = bookedSales(context.settings, document.kind, data, { rowKeys, messages: all })
    return { ...booked, ...ignoredFields(document, answer) }
  }
  return post(body).catch(async (error: unknown) => {
    const mended = await mend(context, document, write, body, error)
    if (mended === null) throw error
    return post(mended)
  })
}

async function bodyOf(context: ErpnextContext, document: MappedSalesDocument, write: WriteContext): Promise<SalesBody> {
  const body = await ownBody(context, document, write)
  return { ...body, fields: withExtraFields(document, body.fields) }
}

async function ownBody(
  context: ErpnextContext,
  document: MappedSalesDocument,
  write: WriteContext,
): Promise<SalesBody> {
  if (document.kind !== 'credit-note') return salesBody(document, write, context.settings)
  const named = document.basedOn === null ? undefined : write.documents[document.basedOn]
  const ids = new Set(document.rows.map((row) => row.id))
  const invoice = named?.kind === 'invoice' ? await readInvoice(context, named, ids) : null
  return creditBody(document, write, invoice, context.settings)
}

function laterDate({ kind, date }: MappedSalesDocument, fields: Fields): string[] {
  const booked = fields['posting_date']
  if (kind !== 'credit-note' || typeof booked !== 'string' || booked <= date) return []
  return [`Dated ${booked} like its invoice: ERPNext takes no earlier credit note.`]
}

/** The body to try once more after a refusal that we can mend ourselves; nothing was written by the first try. */
async function mend(
  context: ErpnextContext,
  document: MappedSalesDocument,
  write: WriteContext,
  body: SalesBody,
  error: unknown,
): Promise<SalesBody | null> {
  if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') return null
  switch (error.code) {
    case 'ITEM_UNKNOWN':
      if (!context.settings.createMissingItems) return null
      await createMissing(context, document.rows)
      // Another order may have created them since the refusal: once more either way.
      return body
    case 'PO_NUMBER_EXISTS':
      // Two stores may well have an order #1001 of the same customer.
      return withFields(body, { po_no: `${String(body.fields['po_no'])} ${document.reference}`.slice(0, 140) })
    case 'RETURN_BEFORE_ORIGINAL':
      return body.fields['posting_time'] === undefined ? withFields(body, END_OF_DAY) : null
    case 'NEGATIVE_RATE_REFUSED':
      return bodyOf(context, await asCharges(context, document), write)
    default:
      return null
  }
}

const withFields = (body: SalesBody, fields: Fields): SalesBody => ({ ...body, fields: { ...body.fields, ...fields } })
