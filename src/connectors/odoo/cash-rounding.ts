import { z } from 'zod'
import { absolute, isNegative, isZero, toNumber } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedPaymentDocument } from '#model/documents'
import type { Values } from './client.ts'
import { accountOf, journalOf } from './facts.ts'
import type { OdooContext } from './memory.ts'
import { receivableOf } from './receivable.ts'
import { act, create, find, text } from './records.ts'
import { REFERENCE, SETTLES } from './vendor.ts'

const entryShape = z.object({ id: z.number(), state: text })

/** The reference of the entry that holds the cash rounding of a payment. */
const roundingReference = (reference: string): string => `${reference}:rounding`

/**
 * Cash rounding that a payment contains stands in an entry of its own: between the customer and the rounding account, so that payment,
 * entry and invoice come to zero together. It is written before the payment, which names it among what it settles.
 */
export async function roundingEntry(
  context: OdooContext,
  document: MappedPaymentDocument,
  { partner, settles }: { readonly partner: number; readonly settles: string },
): Promise<string> {
  if (isZero(document.rounding)) return ''
  const { roundingAccount, generalJournal, companyCurrency } = context.settings
  if (document.currency !== companyCurrency) throw foreignRounding(document)
  if (roundingAccount === null) throw accountMissing(document)
  const reference = roundingReference(document.reference)
  const known = await entryOf(context, reference)
  if (known !== null) {
    if (known.state === 'draft') await act(context, 'account.move', 'action_post', [known.id])
    return `;move:${known.id};`
  }
  const value = toNumber(absolute(document.rounding))
  // Too much came in, or too little went out: the customer is charged with it.
  const isCharged = isNegative(document.rounding) === (document.kind === 'refund-payment')
  const side = (isDebit: boolean): Values => (isDebit ? { debit: value, credit: 0 } : { debit: 0, credit: value })
  const name = `Cash rounding ${document.orderName}`
  const account = (await accountOf(context, roundingAccount)).id
  const id = await create(context, 'account.move', {
    move_type: 'entry',
    journal_id: (await journalOf(context, generalJournal, 'general')).id,
    date: document.date,
    ref: name,
    [REFERENCE]: reference,
    [SETTLES]: settles,
    line_ids: [
      [0, 0, { account_id: await receivableOf(context, partner), partner_id: partner, name, ...side(isCharged) }],
      [0, 0, { account_id: account, partner_id: partner, name, ...side(!isCharged) }],
    ],
  })
  await act(context, 'account.move', 'action_post', [id])
  return `;move:${id};`
}

async function entryOf(context: OdooContext, reference: string): Promise<z.infer<typeof entryShape> | null> {
  const domain = [
    [REFERENCE, '=', reference],
    ['state', '!=', 'cancel'],
  ]
  const [found] = await find(context, 'account.move', entryShape, { domain, limit: 1, order: 'id' })
  return found ?? null
}

/** Takes the rounding of a payment back with the payment. */
export async function cancelRounding(context: OdooContext, payment: number): Promise<void> {
  if (context.settings.roundingAccount === null) return
  const [found] = await find(context, 'account.payment', paymentShape, { domain: [['id', '=', payment]] })
  const reference = found?.[REFERENCE] ?? null
  const entry = reference === null ? null : await entryOf(context, roundingReference(reference))
  if (entry === null) return
  if (entry.state === 'posted') await act(context, 'account.move', 'button_draft', [entry.id])
  await act(context, 'account.move', 'button_cancel', [entry.id])
}

const paymentShape = z.object({ id: z.number(), [REFERENCE]: text })

/** Entries with the rounding of payments on an order that wait for its invoice. */
export async function roundingsOf(context: OdooContext, order: string): Promise<string> {
  if (context.settings.roundingAccount === null) return ''
  const domain = [
    [SETTLES, 'like', order],
    ['move_type', '=', 'entry'],
    ['state', '=', 'posted'],
  ]
  const found = await find(context, 'account.move', entryShape, { domain, order: 'id' })
  return found.map(({ id }) => `;move:${id};`).join('')
}

const accountMissing = ({ orderName, rounding }: MappedPaymentDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ROUNDING_ACCOUNT_MISSING',
    message: `The payment of ${orderName} contains cash rounding of ${rounding}, and no account is set for it.`,
    remedy: 'Choose a rounding account in the Odoo connection.',
    subject: 'setting:roundingAccount',
  })

const foreignRounding = ({ orderName, currency }: MappedPaymentDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CASH_ROUNDING_NOT_SUPPORTED',
    message: `The payment of ${orderName} is in ${currency} and contains cash rounding, which Odoo takes in the company’s currency only.`,
    remedy: 'Book this payment in Odoo by hand and skip it here.',
    subject: 'cash-rounding',
  })
