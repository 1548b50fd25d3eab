import { z } from 'zod'
import type { DocumentTarget, WriteContext } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import { type DocumentKind, isJournal, isPaymentDocument, isSalesDocument, type MappedDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { bookedJournal, bookedPayment, bookedSales, bookedStock } from './booked.ts'
import { CAPABILITIES } from './capabilities.ts'
import { cancel } from './cancel.ts'
import { cleared } from './cleared.ts'
import { type ErpnextContext, list, read } from './client.ts'
import { close } from './close.ts'
import { closedUntil } from './closed-until.ts'
import { extraFields } from './extra-fields.ts'
import { forecast } from './forecast.ts'
import { adopt, discard, search } from './search.ts'
import type { ErpnextSettings } from './settings.ts'
import { DOCTYPE, journalAnswer, paymentAnswer, REFERENCE_FIELD, salesAnswer, stockAnswer } from './vendor.ts'
import { createDelivery } from './write-delivery.ts'
import { createJournal, createPayment } from './write-money.ts'
import { createSales } from './write-sales.ts'

export const documents: DocumentTarget<ErpnextSettings> = {
  capabilities: CAPABILITIES,
  extraFields,
  find,
  create,
  cancel,
  close,
  discard,
  search,
  adopt,
  closedUntil,
  cleared,
  forecast,
}

async function find(context: ErpnextContext, kind: DocumentKind, reference: string): Promise<BookedDocument | null> {
  const { settings } = context
  const query = { filters: [[REFERENCE_FIELD, '=', reference]], limit: 1 }
  if (kind === 'payment' || kind === 'refund-payment') {
    const fields = Object.keys(paymentAnswer.shape)
    const [payment] = await list(context, DOCTYPE[kind], paymentAnswer, { ...query, fields })
    return payment === undefined ? null : bookedPayment(settings, kind, payment)
  }
  if (kind === 'journal') {
    const fields = Object.keys(journalAnswer.shape)
    const [journal] = await list(context, DOCTYPE[kind], journalAnswer, { ...query, fields })
    return journal === undefined ? null : bookedJournal(settings, journal)
  }
  const [hit] = await list(context, DOCTYPE[kind], z.object({ name: z.string() }), { ...query, fields: ['name'] })
  if (hit === undefined) return null
  // Lists give no rows, and documents that follow point at rows.
  if (kind === 'delivery' || kind === 'delivery-return') {
    const goods = await read(context, DOCTYPE[kind], hit.name, stockAnswer)
    return goods === null ? null : bookedStock(settings, kind, goods)
  }
  const answer = await read(context, DOCTYPE[kind], hit.name, salesAnswer)
  return answer === null ? null : bookedSales(settings, kind, answer)
}

async function create(context: ErpnextContext, document: MappedDocument, write: WriteContext): Promise<BookedDocument> {
  try {
    return await createKind(context, document, write)
  } catch (error) {
    if (await wasWritten(context, document, error)) throw referenceExists(document)
    throw error
  }
}

function createKind(context: ErpnextContext, document: MappedDocument, write: WriteContext): Promise<BookedDocument> {
  if (isSalesDocument(document)) return createSales(context, document, write)
  if (isPaymentDocument(document)) return createPayment(context, document, write)
  if (isJournal(document)) return createJournal(context, document, write)
  return createDelivery(context, document, write)
}

/** Refusals that the first writing of the same document may be the reason of: ERPNext looks at references last. */
const TAKEN_ALREADY: ReadonlySet<string> = new Set([
  'DOCUMENT_ALREADY_PAID',
  'OVER_BILLED',
  'OVER_DELIVERED',
  'OVER_RETURNED',
  'PAYMENT_EXCEEDS_OPEN',
])

async function wasWritten(context: ErpnextContext, document: MappedDocument, error: unknown): Promise<boolean> {
  if (!(error instanceof TillbridgeError) || !TAKEN_ALREADY.has(error.code)) return false
  return (await find(context, document.kind, document.reference)) !== null
}

const referenceExists = (document: MappedDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'REFERENCE_EXISTS',
    message: `ERPNext already has a ${DOCTYPE[document.kind]} with this reference.`,
  })
