import { z } from 'zod'
import { absolute } from '#lib/decimal'
import type { DocumentKind } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { parse, type Values } from './client.ts'
import type { OdooContext } from './memory.ts'
import { number, text, type Wanted } from './records.ts'
import { MODEL, recordUrl, ROW } from './vendor.ts'

type State = BookedDocument['state']

const STATES: Readonly<Record<string, State>> = {
  draft: 'draft',
  sent: 'draft',
  cancel: 'cancelled',
  canceled: 'cancelled',
  rejected: 'cancelled',
}

/** Everything that is neither a draft nor taken back is in force. */
export const stateOf = (state: string): State => STATES[state] ?? 'issued'

export const ORDER_ANSWER: Wanted = {
  fields: ['state', 'amount_total', 'amount_tax'],
  rows: { field: 'order_line', model: 'sale.order.line', fields: [ROW] },
}

const line = z.object({ id: z.number(), [ROW]: text })
const orderShape = z.object({
  id: z.number(),
  state: z.string(),
  amount_total: number,
  amount_tax: number,
  order_line: z.array(line),
})

/** `open`: figures that the order cannot show as the store has them, so that nothing is said about them. */
export function bookedOrder(context: OdooContext, answer: Values, open: readonly 'tax'[] = []): BookedDocument {
  const order = parse(orderShape, answer, { model: 'sale.order', effect: 'read' })
  // An order's own lines all have a key of ours; the one that makes up for Odoo's rounding has none.
  const rounded = order.order_line.some((one) => one[ROW] === null) || open.includes('tax')
  return {
    externalId: String(order.id),
    state: stateOf(order.state),
    total: order.amount_total,
    taxTotal: rounded ? null : order.amount_tax,
    rowIds: rowIds(order.order_line),
    url: urlOf(context, 'sales-order', order.id),
    messages: [],
  }
}

export const rowIds = (lines: readonly z.infer<typeof line>[]): Readonly<Record<string, string>> =>
  Object.fromEntries(lines.flatMap((one) => (one[ROW] === null ? [] : [[one[ROW], String(one.id)]])))

export const MOVE_ANSWER: Wanted = {
  fields: ['state', 'move_type', 'amount_total', 'amount_tax', 'amount_untaxed', 'amount_residual'],
  rows: {
    field: 'line_ids',
    model: 'account.move.line',
    fields: [ROW, 'display_type', 'tax_line_id', 'account_id', 'amount_currency', 'balance'],
  },
}

const moveLine = line.extend({
  display_type: text,
  tax_line_id: z.unknown(),
  account_id: z.unknown(),
  amount_currency: number,
  balance: number,
})
export const moveShape = z.object({
  id: z.number(),
  state: z.string(),
  move_type: z.string(),
  amount_total: number,
  amount_tax: number,
  amount_untaxed: number,
  amount_residual: number,
  line_ids: z.array(moveLine),
})
export type Move = z.infer<typeof moveShape>

/** The id of a relation that is told with its name or without. */
export const idOf = (value: unknown): number | null => {
  const id: unknown = Array.isArray(value) ? value[0] : value
  return typeof id === 'number' ? id : null
}

export const asMove = (answer: Values): Move => parse(moveShape, answer, { model: 'account.move', effect: 'read' })

export function bookedMove(context: OdooContext, kind: DocumentKind, move: Move): BookedDocument {
  return {
    externalId: String(move.id),
    state: stateOf(move.state),
    total: absolute(move.amount_total),
    taxTotal: kind === 'journal' ? null : absolute(move.amount_tax),
    rowIds: kind === 'journal' ? {} : rowIds(move.line_ids),
    url: urlOf(context, kind, move.id),
    messages: [],
  }
}

export const urlOf = (context: OdooContext, kind: DocumentKind, id: number): string =>
  recordUrl(context.settings, MODEL[kind], id)
