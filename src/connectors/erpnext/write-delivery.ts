import type { WriteContext } from '#contract/target'
import { add, compare, ZERO } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedStockDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { bookedStock } from './booked.ts'
import { type ErpnextContext, insert, type Written } from './client.ts'
import { ignoredFields, withExtraFields } from './extra-fields-write.ts'
import { baseOf, deliveryBody, type OpenRows } from './map-delivery.ts'
import { deliveredByPeople, isPieceOf, isSplit, openDeliveryRows, openOrderRows } from './originals.ts'
import { END_OF_DAY } from './posting-time.ts'
import type { Fields } from './sales-head.ts'
import { DOCTYPE, type StockAnswer, stockAnswer } from './vendor.ts'

/** Writes goods that left or came back. */
export async function createDelivery(
  context: ErpnextContext,
  document: MappedStockDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  const about = { doctype: DOCTYPE[document.kind], date: document.date }
  const post = (body: Fields): Promise<Written<StockAnswer>> => insert(context, about, body, stockAnswer)
  const attempt = async (open: OpenRows): Promise<BookedDocument> => {
    const { fields, rowKeys } = deliveryBody(document, write, open, context.settings)
    const body = withExtraFields(document, fields)
    const written = await post(body).catch((error: unknown) => {
      if (isRefusal(error, 'RETURN_BEFORE_ORIGINAL')) return post({ ...body, ...END_OF_DAY })
      throw error
    })
    const booked = bookedStock(context.settings, document.kind, written.data, { rowKeys, messages: written.messages })
    return { ...booked, ...ignoredFields(document, written.answer) }
  }
  const open = await openRows(context, document, write)
  try {
    return await attempt(open)
  } catch (error) {
    if (!isRefusal(error, 'OVER_DELIVERED') || open.size > 0) throw error
    const read = await openRows(context, document, write, 'always')
    if (read.size === 0) throw error
    return attempt(read)
  }
}

const isRefusal = (error: unknown, code: string): boolean => error instanceof TillbridgeError && error.code === code

/**
 * What the order or delivery has left. Goods of an order are taken for undelivered unless its rows were split, so that the usual
 * delivery costs one call.
 */
async function openRows(
  context: ErpnextContext,
  document: MappedStockDocument,
  write: WriteContext,
  when: 'when split' | 'always' = 'when split',
): Promise<OpenRows> {
  const base = baseOf(document, write)
  if (base === null) return new Map()
  if (base.kind === 'delivery') return openDeliveryRows(context, base.externalId)
  const keys = Object.keys(base.rowIds).filter((key) => document.rows.some((row) => isPieceOf(key, row.id)))
  if (when === 'when split' && !keys.some(isSplit)) return new Map()
  const open = await openOrderRows(context, base.externalId)
  const names = keys.flatMap((key) => base.rowIds[key] ?? [])
  if (exceeds(document, base.rowIds, open) && (await deliveredByPeople(context, names))) {
    throw alreadyDelivered(document, base.externalId)
  }
  return open
}

const exceeds = (document: MappedStockDocument, rowIds: Readonly<Record<string, string>>, open: OpenRows): boolean =>
  document.rows.some((row) => {
    const own = Object.entries(rowIds).filter(([key]) => isPieceOf(key, row.id))
    const left = own.flatMap(([, name]) => open.get(name)?.left ?? [])
    return own.length > 0 && compare(add(ZERO, ...left), row.quantity) < 0
  })

const alreadyDelivered = (document: MappedStockDocument, order: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'OVER_DELIVERED',
    message: `Goods of ${document.orderName} were already delivered in ERPNext by somebody else.`,
    remedy: 'Cancel the Delivery Note that was made by hand in ERPNext and retry, or skip this delivery here.',
    subject: `document:${order}`,
  })
