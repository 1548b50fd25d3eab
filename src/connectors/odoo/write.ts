import type { DocumentTarget, WriteContext } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import { type DocumentKind, isJournal, isPaymentDocument, isStockDocument, type MappedDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { adopt, search } from './adopt.ts'
import { cancel, close, discard } from './cancel.ts'
import { CAPABILITIES } from './capabilities.ts'
import { cleared } from './cleared.ts'
import { closedUntil } from './closed-until.ts'
import { extraFields } from './extra-fields.ts'
import { forgetItems } from './items.ts'
import { mayHoldOrder, noteOrder } from './known-orders.ts'
import { type Found, look } from './look.ts'
import type { OdooContext } from './memory.ts'
import { referenceExists } from './refusals.ts'
import { resume } from './resume.ts'
import type { OdooSettings } from './settings.ts'
import { createDelivery } from './write-delivery.ts'
import { createJournal } from './write-journal.ts'
import { createMove } from './write-move.ts'
import { createOrder } from './write-order.ts'
import { createPayment } from './write-payment.ts'

export const documents: DocumentTarget<OdooSettings> = {
  capabilities: CAPABILITIES,
  extraFields,
  find,
  create,
  cancel,
  close,
  discard,
  closedUntil,
  cleared,
  search,
  adopt,
}

/**
 * What a run left half done counts as not written: posting and matching are calls of their own in Odoo. Writing it again takes up
 * what is there.
 */
async function find(context: OdooContext, kind: DocumentKind, reference: string): Promise<BookedDocument | null> {
  const found = await look(context, kind, reference)
  return found === null || isHalfDone(found) ? null : found.booked
}

const isHalfDone = ({ booked, unsettled }: Found): boolean => booked.state === 'draft' || unsettled

async function create(context: OdooContext, document: MappedDocument, write: WriteContext): Promise<BookedDocument> {
  const isOrder = document.kind === 'sales-order'
  const mayBeThere = !isOrder || (await mayHoldOrder(context, document.reference))
  const found = mayBeThere ? await look(context, document.kind, document.reference) : null
  if (found !== null && !isHalfDone(found)) throw referenceExists(document.reference)
  const resumed = found === null ? null : await resume(context, document.kind, found)
  if (resumed !== null) return resumed
  if (isOrder) await noteOrder(context, document.reference)
  try {
    return await createKind(context, document, write)
  } catch (error) {
    // Somebody may have removed an item or archived it: the next attempt asks for all of them anew.
    if (error instanceof TillbridgeError && error.kind !== 'transient') forgetItems(context)
    throw error
  }
}

function createKind(context: OdooContext, document: MappedDocument, write: WriteContext): Promise<BookedDocument> {
  if (isPaymentDocument(document)) return createPayment(context, document, write)
  if (isJournal(document)) return createJournal(context, document, write)
  if (isStockDocument(document)) return createDelivery(context, document, write)
  return document.kind === 'sales-order' ? createOrder(context, document, write) : createMove(context, document, write)
}
