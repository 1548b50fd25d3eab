import { z } from 'zod'
import type { DocumentSearch, FoundDocument } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import type { DocumentKind } from '#model/documents'
import { companyId } from './client.ts'
import type { OdooContext } from './memory.ts'
import { pages } from './pages.ts'
import { find, number, text, write } from './records.ts'
import { common, emailsOf, named, searchMoves, searchOrders, texts } from './search.ts'
import { memoField, MODEL, REFERENCE } from './vendor.ts'

/** Documents of a kind in a range of days, whoever wrote them; none for kinds without an amount. */
export async function* search(context: OdooContext, wanted: DocumentSearch): AsyncGenerator<readonly FoundDocument[]> {
  const { kind } = wanted
  if (kind === 'sales-order') yield* searchOrders(context, wanted)
  else if (kind === 'invoice' || kind === 'credit-note') yield* searchMoves(context, wanted)
  else if (kind === 'payment' || kind === 'refund-payment') yield* searchPayments(context, wanted)
}

const paymentHead = {
  id: z.number(),
  state: z.string(),
  partner_id: named,
  currency_id: named,
  [REFERENCE]: text,
  amount: number,
  date: z.string(),
}
const memoShape = z.object({ ...paymentHead, memo: text })
const refShape = z.object({ ...paymentHead, ref: text })

async function* searchPayments(
  context: OdooContext,
  { kind, from, to }: DocumentSearch,
): AsyncGenerator<readonly FoundDocument[]> {
  const domain = [
    ['company_id', '=', await companyId(context)],
    ['partner_type', '=', 'customer'],
    ['payment_type', '=', kind === 'payment' ? 'inbound' : 'outbound'],
    ['date', '>=', from],
    ['date', '<=', to],
  ]
  const isMemo = memoField(context.settings) === 'memo'
  const found = isMemo
    ? pages(context, 'account.payment', memoShape, { domain }, 100)
    : pages(context, 'account.payment', refShape, { domain }, 100)
  for await (const page of found) {
    const emails = await emailsOf(context, page)
    yield page.map((payment) => ({
      ...common(context, kind, payment, emails),
      numbers: texts('memo' in payment ? payment.memo : payment.ref),
      total: payment.amount,
      taxTotal: null,
      date: payment.date,
      rows: null,
    }))
  }
}

const referenceShape = z.object({ id: z.number(), [REFERENCE]: text })

/** Stores our reference in a document that somebody else wrote; Odoo lets issued ones take it. */
export async function adopt(
  context: OdooContext,
  kind: DocumentKind,
  externalId: string,
  reference: string,
): Promise<void> {
  const model = MODEL[kind]
  const id = Number(externalId)
  const domain = ['|', ['id', '=', id], [REFERENCE, '=', reference]]
  const found = await find(context, model, referenceShape, { domain })
  const there = found.find((one) => one.id === id)?.[REFERENCE] ?? null
  if (there === reference) return
  const other = found.find((one) => one.id !== id)
  if (there !== null || other !== undefined) throw taken(externalId, there ?? reference, other?.id)
  await write(context, model, [id], { [REFERENCE]: reference })
}

const taken = (externalId: string, reference: string, other: number | undefined): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'REFERENCE_EXISTS',
    message:
      other === undefined
        ? `${externalId} belongs to another record of Tillbridge already (${reference}).`
        : `The document ${other} in Odoo has the reference ${reference} already, so ${externalId} cannot have it.`,
    remedy: 'Reject this pair, or clear the field x_tillbridge_ref of the document that should not have it.',
    subject: `document:${externalId}`,
  })
