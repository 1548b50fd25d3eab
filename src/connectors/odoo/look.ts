import { z } from 'zod'
import type { DocumentKind } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { asMove, bookedMove, bookedOrder, MOVE_ANSWER, ORDER_ANSWER } from './booked.ts'
import type { Domain } from './client.ts'
import type { OdooContext } from './memory.ts'
import { find, readWith, text, type Wanted } from './records.ts'
import { advancesOf, isUnsettled } from './settle.ts'
import { bookedPicking, PICKING_ANSWER } from './pickings.ts'
import { MODEL, REFERENCE, SETTLES } from './vendor.ts'
import { bookedPayment, PAYMENT_ANSWER, paymentShape } from './write-payment.ts'
import { parse } from './client.ts'

/** A document that carries a reference of ours. */
export interface Found {
  readonly id: number
  readonly booked: BookedDocument
  /** What it has to be matched with, as it was noted when it was written. */
  readonly settles: string | null
  /** It is posted, and the run that wrote it broke off before it was matched. */
  readonly unsettled: boolean
}

const ONLY: Readonly<Record<DocumentKind, Domain>> = {
  'sales-order': [],
  invoice: [['move_type', '=', 'out_invoice']],
  'credit-note': [['move_type', '=', 'out_refund']],
  journal: [['move_type', '=', 'entry']],
  payment: [['payment_type', '=', 'inbound']],
  'refund-payment': [['payment_type', '=', 'outbound']],
  delivery: [['picking_type_code', '=', 'outgoing']],
  'delivery-return': [['picking_type_code', '=', 'incoming']],
}

const ANSWERS: Readonly<Record<string, Wanted>> = {
  'sale.order': ORDER_ANSWER,
  'account.move': { ...MOVE_ANSWER, fields: [...MOVE_ANSWER.fields, SETTLES] },
  'account.payment': PAYMENT_ANSWER,
  'stock.picking': PICKING_ANSWER,
}

const idShape = z.object({ id: z.number() })

/** The document with a reference: one in force before a draft, and that before one that was taken back. */
export async function look(context: OdooContext, kind: DocumentKind, reference: string): Promise<Found | null> {
  const model = MODEL[kind]
  const domain = [[REFERENCE, '=', reference], ...ONLY[kind]]
  const hits = await find(context, model, idShape, { domain, order: 'id' })
  if (hits.length === 0) return null
  const records = await readWith(
    context,
    model,
    hits.map(({ id }) => id),
    ANSWERS[model] ?? { fields: [] },
  )
  const booked = records.map((record) => ({
    id: record['id'] as number,
    booked: bookedOf(context, kind, record),
    settles: text
      .nullable()
      .catch(null)
      .parse(record[SETTLES] ?? null),
  }))
  const rank = { issued: 0, draft: 1, cancelled: 2 }
  const [best] = booked.toSorted((a, b) => rank[a.booked.state] - rank[b.booked.state])
  return best === undefined ? null : { ...best, unsettled: await brokeOff(context, kind, best) }
}

function bookedOf(context: OdooContext, kind: DocumentKind, record: Readonly<Record<string, unknown>>): BookedDocument {
  switch (kind) {
    case 'sales-order':
      return bookedOrder(context, record)
    case 'payment':
    case 'refund-payment':
      return bookedPayment(context, kind, parse(paymentShape, record, { model: MODEL[kind], effect: 'read' }))
    case 'delivery':
    case 'delivery-return':
      return bookedPicking(context, kind, record)
    default:
      return bookedMove(context, kind, asMove(record))
  }
}

async function brokeOff(
  context: OdooContext,
  kind: DocumentKind,
  { id, booked, settles }: Omit<Found, 'unsettled'>,
): Promise<boolean> {
  if (booked.state !== 'issued' || settles === null || settles === '') return false
  if (kind === 'payment' || kind === 'refund-payment')
    return isUnsettled(context, { moves: [], payments: [id] }, settles)
  const advances = await advancesOf(context, settles)
  return isUnsettled(context, { moves: [id], payments: [] }, `${settles}${advances}`)
}
