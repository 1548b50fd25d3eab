import { z } from 'zod'
import { foundParty, type WriteContext } from '#contract/target'
import { toNumber } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedPaymentDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { stateOf, urlOf } from './booked.ts'
import { parse, type Values } from './client.ts'
import { roundingEntry } from './cash-rounding.ts'
import { assertOpen, saveDraft } from './closed-until.ts'
import { withExtraFields } from './extra-fields.ts'
import { accountOf, accounts, currencyOf, type Journal, journalOf } from './facts.ts'
import { type OdooContext, remembered } from './memory.ts'
import { act, find, link, number, text, type Wanted } from './records.ts'
import { settledOf, settlePayment, settlesText } from './settle.ts'
import { memoField, REFERENCE, SETTLES } from './vendor.ts'

export const PAYMENT_ANSWER: Wanted = { fields: ['state', 'amount', 'payment_type', SETTLES] }

export const paymentShape = z.object({
  id: z.number(),
  state: z.string(),
  amount: number,
  payment_type: z.string(),
  [SETTLES]: text,
})
export type Payment = z.infer<typeof paymentShape>

/** Writes money that came in or went back, posts it and matches it with what it pays. */
export async function createPayment(
  context: OdooContext,
  document: MappedPaymentDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  await assertOpen(context, document)
  const settled = document.allocations.flatMap(({ reference }) => write.documents[reference] ?? [])
  const partner = Number(foundParty(write, document.party).externalId)
  const fields = await paymentFields(context, document, partner)
  const text = settlesText(settled)
  const settles = `${text}${await roundingEntry(context, document, { partner, settles: text })}`
  const { values, ignored } = await withExtraFields(context, document, { ...fields, [SETTLES]: settles }, null)
  const about = { model: 'account.payment', effect: 'write' } as const
  const saved = await saveDraft(context, 'account.payment', values, { wanted: PAYMENT_ANSWER, document })
  const draft = parse(paymentShape, saved, about)
  await act(context, 'account.payment', 'action_post', [draft.id])
  await settlePayment(context, draft.id, settledOf(settles))
  return { ...bookedPayment(context, document.kind, { ...draft, state: 'posted' }), ...ignored }
}

export const bookedPayment = (
  context: OdooContext,
  kind: 'payment' | 'refund-payment',
  payment: Payment,
): BookedDocument => ({
  externalId: String(payment.id),
  state: stateOf(payment.state),
  total: payment.amount,
  taxTotal: null,
  rowIds: {},
  url: urlOf(context, kind, payment.id),
  messages: [],
})

async function paymentFields(context: OdooContext, document: MappedPaymentDocument, partner: number): Promise<Values> {
  const { kind, mode, account, orderName, providerReference } = document
  const type = kind === 'payment' ? 'inbound' : 'outbound'
  const journal = await journalOf(context, mode, 'bank')
  return {
    payment_type: type,
    partner_type: 'customer',
    partner_id: partner,
    amount: toNumber(document.amount),
    currency_id: (await currencyOf(context, document.currency)).id,
    date: document.date,
    journal_id: journal.id,
    ...(account === null ? {} : { payment_method_line_id: await methodLine(context, journal, type, account) }),
    [memoField(context.settings)]: [orderName, providerReference].filter(Boolean).join(' '),
    [REFERENCE]: document.reference,
  }
}

const methodShape = z.object({ id: z.number(), payment_type: z.string(), payment_account_id: link })

/** The way of paying by a journal whose money waits on the account that the mapping names. */
async function methodLine(context: OdooContext, journal: Journal, type: string, code: string): Promise<number> {
  const account = await accountOf(context, code)
  const lines = await remembered(context, `methods:${journal.id}`, () =>
    find(context, 'account.payment.method.line', methodShape, { domain: [['journal_id', '=', journal.id]] }),
  )
  const own = lines.filter((line) => line.payment_type === type)
  const fits = own.find((line) => line.payment_account_id === account.id)
  if (fits !== undefined) return fits.id
  const known = await accounts(context)
  const others = own.map((line) => known.find(({ id }) => id === line.payment_account_id)?.code ?? 'Odoo’s own')
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CLEARING_ACCOUNT_DIFFERS',
    message: `The mapping books ${wordOf(type)} of the journal ${journal.code} on ${code}, in Odoo they go to ${others.join(', ') || 'no account'}.`,
    remedy: `Set the outstanding account of the journal’s ${type === 'inbound' ? 'incoming' : 'outgoing'} payment method to ${code} in Odoo, or name Odoo’s account in the mapping.`,
    subject: `journal:${journal.code}`,
  })
}

const wordOf = (type: string): string => (type === 'inbound' ? 'payments' : 'refunds')
