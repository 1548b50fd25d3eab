import { z } from 'zod'
import type { NamedDocument } from '#contract/target'
import { equals, type Decimal } from '#lib/decimal'
import type { DocumentKind } from '#model/documents'
import { roundingsOf } from './cash-rounding.ts'
import type { OdooContext } from './memory.ts'
import { act, find, link, number } from './records.ts'
import { SETTLES } from './vendor.ts'

const lineShape = z.object({
  id: z.number(),
  move_id: link,
  payment_id: link,
  account_id: link,
  balance: number,
  amount_residual: number,
})
export type OpenLine = z.infer<typeof lineShape>

export interface Settled {
  readonly moves: readonly number[]
  readonly payments: readonly number[]
}

/** Whether a line is one of these entries or payments. */
export const isOf = ({ move_id, payment_id }: OpenLine, { moves, payments }: Settled): boolean =>
  (payment_id !== null && payments.includes(payment_id)) || (move_id !== null && moves.includes(move_id))

/** Receivables of posted entries that are still open, in part or as a whole. */
export const openLines = (context: OdooContext, { moves, payments }: Settled): Promise<OpenLine[]> =>
  find(context, 'account.move.line', lineShape, {
    domain: [
      ['parent_state', '=', 'posted'],
      ['account_type', '=', 'asset_receivable'],
      ['reconciled', '=', false],
      '|',
      ['move_id', 'in', moves],
      ['payment_id', 'in', payments],
    ],
    order: 'id',
  })

/** Matches receivables with each other, as far as one account holds both. */
export async function match(context: OdooContext, own: OpenLine, others: readonly OpenLine[]): Promise<void> {
  const theirs = others.filter((line) => line.account_id === own.account_id && line.id !== own.id)
  if (theirs.length === 0) return
  await act(context, 'account.move.line', 'reconcile', [own.id, ...theirs.map((line) => line.id)])
}

/** Matches a payment with what it pays. */
export async function settlePayment(context: OdooContext, payment: number, settled: Settled): Promise<void> {
  if (settled.moves.length === 0) return
  const lines = await openLines(context, { moves: settled.moves, payments: [payment] })
  const own = lines.find((line) => line.payment_id === payment)
  const theirs = lines.filter((line) => line.move_id !== null && settled.moves.includes(line.move_id))
  // What stands on the same side waits with it for an invoice.
  const isMet = theirs.some((line) => own !== undefined && opposite(line.amount_residual, own.amount_residual))
  if (own !== undefined && isMet) await match(context, own, theirs)
}

const paymentShape = z.object({ id: z.number() })

/** The payments that were made on the orders of a text such as `;order:41;`, as such a text. */
export async function advancesOf(context: OdooContext, settles: string): Promise<string> {
  const [order] = /;order:\d+;/.exec(settles) ?? []
  if (order === undefined) return ''
  const found = await find(context, 'account.payment', paymentShape, {
    domain: [[SETTLES, 'like', order]],
    order: 'id',
  })
  const payments = settlesText(found.map(({ id }) => ({ kind: 'payment', externalId: String(id) })))
  return `${payments}${found.length === 0 ? '' : await roundingsOf(context, order)}`
}

/** An invoice takes what was paid on its order before. */
export async function settleWithAdvances(context: OdooContext, invoice: number, settles: string): Promise<void> {
  const advances = settledOf(await advancesOf(context, settles))
  if (advances.payments.length === 0) return
  const lines = await openLines(context, { ...advances, moves: [invoice, ...advances.moves] })
  const own = lines.find((line) => line.move_id === invoice)
  const paid = lines.filter((line) => isOf(line, advances))
  if (own !== undefined) await match(context, own, paid)
}

/** What documents are in Odoo that are no entries. */
const WORDS: Readonly<Partial<Record<DocumentKind, string>>> = {
  'sales-order': 'order',
  payment: 'payment',
  'refund-payment': 'payment',
}

/** What a document is to be matched with, as it is kept in the document, e.g. `;move:77;`. */
export function settlesText(documents: readonly Pick<NamedDocument, 'kind' | 'externalId'>[]): string {
  return documents.map(({ kind, externalId }) => `;${WORDS[kind] ?? 'move'}:${externalId};`).join('')
}

export function settledOf(text: string | null): Settled {
  const ids = (word: string): number[] =>
    [...(text ?? '').matchAll(new RegExp(`;${word}:(\\d+);`, 'g'))].map((found) => Number(found[1]))
  return { moves: ids('move'), payments: ids('payment') }
}

/** Whether a run broke off between posting and matching: nothing of the document is matched, and what it settles is open. */
export async function isUnsettled(context: OdooContext, own: Settled, text: string | null): Promise<boolean> {
  const { moves, payments } = settledOf(text)
  if (moves.length + payments.length === 0) return false
  const lines = await openLines(context, {
    moves: [...own.moves, ...moves],
    payments: [...own.payments, ...payments],
  })
  const mine = lines.filter((line) => isOf(line, own))
  const theirs = lines.filter((line) => isOf(line, { moves, payments }))
  return (
    mine.some(untouched) &&
    theirs.some((line) => mine.some((one) => opposite(one.amount_residual, line.amount_residual)))
  )
}

const untouched = ({ balance, amount_residual }: OpenLine): boolean => equals(balance, amount_residual)
const opposite = (a: Decimal, b: Decimal): boolean => a.startsWith('-') !== b.startsWith('-')
