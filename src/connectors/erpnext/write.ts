import { z } from 'zod'
import type { DocumentTarget, WriteContext } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import {
  type DocumentKind,
  isSalesDocument,
  type MappedDocument,
  type MappedPaymentDocument,
  type MappedSalesDocument,
} from '#model/documents'
import type { BookedDocument } from '#model/held'
import { bookedPayment, bookedSales } from './booked.ts'
import { call, type ErpnextContext, insert, list, read } from './client.ts'
import { forecast } from './forecast.ts'
import { foreignPaymentBody, paymentBody } from './map-payment.ts'
import { type Fields, purchaseOrderText, salesBody } from './map-sales.ts'
import { createMissing } from './missing-items.ts'
import { accountInfo, paidToAccount, settledDocument } from './payment-accounts.ts'
import type { ErpnextSettings } from './settings.ts'
import {
  DOCTYPE,
  isWritable,
  paymentAnswer,
  REFERENCE_FIELD,
  salesAnswer,
  WRITABLE_KINDS,
  type WritableKind,
} from './vendor.ts'

export const documents: DocumentTarget<ErpnextSettings> = { kinds: WRITABLE_KINDS, find, create, cancel, forecast }

async function find(context: ErpnextContext, kind: DocumentKind, reference: string): Promise<BookedDocument | null> {
  const known = writable(kind)
  const query = { filters: [[REFERENCE_FIELD, '=', reference]], limit: 1 }
  if (known === 'payment') {
    const fields = Object.keys(paymentAnswer.shape)
    const [payment] = await list(context, DOCTYPE.payment, paymentAnswer, { ...query, fields })
    return payment === undefined ? null : bookedPayment(context.settings, payment)
  }
  const [hit] = await list(context, DOCTYPE[known], z.object({ name: z.string() }), { ...query, fields: ['name'] })
  // Lists give no rows, and documents that follow point at rows.
  const answer = hit === undefined ? null : await read(context, DOCTYPE[known], hit.name, salesAnswer)
  return answer === null ? null : bookedSales(context.settings, known, answer)
}

async function create(context: ErpnextContext, document: MappedDocument, write: WriteContext): Promise<BookedDocument> {
  return isSalesDocument(document) ? createSales(context, document, write) : createPayment(context, document, write)
}

async function createSales(
  context: ErpnextContext,
  document: MappedSalesDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  const kind = writable(document.kind)
  const { fields, rowKeys } = salesBody(document, write, context.settings)
  const post = (body: Fields) => insert(context, { doctype: DOCTYPE[kind], date: document.date }, body, salesAnswer)
  const written = await post(fields).catch(async (error: unknown) => {
    const mended = await mend(context, document, fields, error)
    if (mended === null) throw error
    return post(mended)
  })
  return bookedSales(context.settings, kind, written.data, { rowKeys, messages: written.messages })
}

/** The body to try once more after a refusal that we can mend ourselves; nothing was written by the first try. */
async function mend(
  context: ErpnextContext,
  document: MappedSalesDocument,
  fields: Fields,
  error: unknown,
): Promise<Fields | null> {
  if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') return null
  if (error.code === 'ITEM_UNKNOWN' && context.settings.createMissingItems) {
    return (await createMissing(context, document)) ? fields : null
  }
  // Two stores may well have an order #1001 of the same customer.
  if (error.code === 'PO_NUMBER_EXISTS') {
    return { ...fields, po_no: `${purchaseOrderText(document)} ${document.reference}`.slice(0, 140) }
  }
  return null
}

async function createPayment(
  context: ErpnextContext,
  document: MappedPaymentDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  const { settings } = context
  const about = { doctype: DOCTYPE[writable(document.kind)], date: document.date }
  const paidTo = await paidToAccount(context, document)
  const body =
    document.currency === settings.companyCurrency
      ? paymentBody(document, write, paidTo, settings)
      : foreignPaymentBody(
          document,
          write,
          { paidTo: await accountInfo(context, paidTo), settled: await settledDocument(context, document, write) },
          settings,
        )
  const { data, messages } = await insert(context, about, body, paymentAnswer)
  return bookedPayment(settings, data, { currency: document.currency, messages })
}

async function cancel(context: ErpnextContext, kind: DocumentKind, externalId: string): Promise<void> {
  const doctype = DOCTYPE[writable(kind)]
  try {
    await call(context, 'frappe.client.cancel', { doctype, name: externalId }, { about: { doctype }, effect: 'write' })
  } catch (error) {
    // A site that hides tracebacks does not even say that the document is cancelled already.
    const refused = error instanceof TillbridgeError && error.kind === 'rejected'
    if (refused && (await isCancelled(context, doctype, externalId))) return
    throw error
  }
}

async function isCancelled(context: ErpnextContext, doctype: string, name: string): Promise<boolean> {
  const rows = await list(context, doctype, z.object({ docstatus: z.number() }), {
    fields: ['docstatus'],
    filters: [['name', '=', name]],
    limit: 1,
  })
  return rows[0]?.docstatus === 2
}

function writable(kind: DocumentKind): WritableKind {
  if (isWritable(kind)) return kind
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'KIND_NOT_SUPPORTED',
    message: `The ERPNext connector does not write documents of kind ${kind}.`,
    remedy: 'Book it in ERPNext by hand and skip it here.',
    subject: `kind:${kind}`,
  })
}
