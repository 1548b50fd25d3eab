import { z } from 'zod'
import { toNumber, type Decimal } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { StockDocumentKind } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { rowIds, urlOf } from './booked.ts'
import { parse, serverVersion, type Values } from './client.ts'
import type { OdooContext } from './memory.ts'
import { act, find, readWith, text, type Wanted, write } from './records.ts'
import { REFERENCE, ROW } from './vendor.ts'

export const PICKING_ANSWER: Wanted = {
  fields: ['state'],
  rows: { field: 'move_ids', model: 'stock.move', fields: [ROW, 'state'] },
}

const pickingShape = z.object({
  id: z.number(),
  state: z.string(),
  move_ids: z.array(z.object({ id: z.number(), [ROW]: text, state: z.string() })),
})

/** Nothing but a transfer that is done has moved goods. */
const STATES: Readonly<Record<string, BookedDocument['state']>> = { done: 'issued', cancel: 'cancelled' }

export function bookedPicking(context: OdooContext, kind: StockDocumentKind, answer: Values): BookedDocument {
  const picking = parse(pickingShape, answer, { model: 'stock.picking', effect: 'read' })
  const moved = picking.move_ids.filter((move) => move.state === picking.state)
  return {
    externalId: String(picking.id),
    state: STATES[picking.state] ?? 'draft',
    total: null,
    taxTotal: null,
    rowIds: rowIds(moved),
    url: urlOf(context, kind, picking.id),
    messages: [],
  }
}

/** What of a move goes now. */
export interface Moved {
  readonly move: number
  /** Our row. */
  readonly row: string
  readonly quantity: Decimal
}

const begunShape = z.object({ id: z.number(), state: z.string() })

/** A transfer that a run began for a document of ours and did not finish. */
export async function begunTransfer(
  context: OdooContext,
  reference: string,
): Promise<z.infer<typeof begunShape> | null> {
  const domain = [
    [REFERENCE, '=', reference],
    ['state', 'not in', ['done', 'cancel']],
  ]
  const [found] = await find(context, 'stock.picking', begunShape, { domain, limit: 1, order: 'id' })
  return found ?? null
}

/** Says in a transfer what goes, and that the rest of its moves does not yet; then validates it. */
export async function validate(
  context: OdooContext,
  picking: number,
  goods: { readonly moved: readonly Moved[]; readonly left: readonly number[] },
  more: { readonly reference: string; readonly kind: StockDocumentKind; readonly fields?: Values },
): Promise<BookedDocument> {
  const { settings } = context
  const isOld = serverVersion(settings) < 17
  const set = (quantity: number): Values => (isOld ? { quantity_done: quantity } : { quantity, picked: quantity !== 0 })
  await write(context, 'stock.picking', [picking], {
    ...more.fields,
    [REFERENCE]: more.reference,
    move_ids: [
      ...goods.moved.map(({ move, row, quantity }) => [1, move, { ...set(toNumber(quantity)), [ROW]: row }]),
      ...goods.left.map((move) => [1, move, set(0)]),
    ],
  })
  // Without these words Odoo asks in a window instead: about the rest, about a text message to the customer.
  const silent = { skip_backorder: true, skip_sms: true, ...(isOld ? { skip_immediate: true } : {}) }
  await act(context, 'stock.picking', 'button_validate', [picking], { context: silent })
  const [after] = await readWith(context, 'stock.picking', [picking], PICKING_ANSWER)
  const booked = after === undefined ? null : bookedPicking(context, more.kind, after)
  if (booked?.state === 'issued') return booked
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'DELIVERY_NOT_DONE',
    message: 'Odoo did not finish the transfer: it asks a person for something.',
    remedy:
      'Open the transfer in Odoo and validate it; it names what is missing, e.g. a lot or serial number. Then retry.',
    subject: `transfer:${picking}`,
  })
}
