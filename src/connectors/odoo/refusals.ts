import { TillbridgeError } from '#lib/errors'

export const unknownAmountItem = (code: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'AMOUNT_ITEM_MISSING',
    message: `Odoo has no service item ${code}, which stands for amounts without goods on orders.`,
    remedy: 'Prepare the connection, which adds it, or add a service with this internal reference and without taxes.',
    subject: `item:${code}`,
  })

export const referenceExists = (reference: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'REFERENCE_EXISTS',
    message: `Odoo already has a document with the reference ${reference}.`,
  })

/** Internal references need not be unique in Odoo, but nobody could tell two items with one code apart. */
export const codeTaken = (code: string, title: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ITEM_CODE_TAKEN',
    message: `Odoo has the code ${code} at "${title}" already.`,
    remedy: 'Give one of the two another code.',
    subject: `item:${code}`,
  })
