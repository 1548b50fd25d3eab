import { z } from 'zod'
import type { DocumentSearch, FoundDocument, FoundRow } from '#contract/target'
import { absolute, type Decimal } from '#lib/decimal'
import type { DocumentKind } from '#model/documents'
import { stateOf, urlOf } from './booked.ts'
import { companyId, type Domain } from './client.ts'
import { taxes } from './facts.ts'
import { codesOf } from './item-codes.ts'
import type { OdooContext } from './memory.ts'
import { pages } from './pages.ts'
import { find, link, number, text } from './records.ts'
import { REFERENCE } from './vendor.ts'

const PAGE = 100

/** A relation with its name. */
export const named = z
  .union([z.literal(false), z.tuple([z.number(), z.string()])])
  .transform((value) => (value === false ? null : { id: value[0], name: value[1] }))

const head = z.object({ id: z.number(), state: z.string(), partner_id: named, currency_id: named, [REFERENCE]: text })
const orderShape = head.extend({
  date_order: z.string(),
  client_order_ref: text,
  origin: text,
  amount_total: number,
  amount_tax: number,
})
const moveShape = head.extend({
  invoice_date: text,
  ref: text,
  payment_reference: text,
  invoice_origin: text,
  amount_total: number,
  amount_tax: number,
})

/** Orders that people wrote or we did, drafts and cancelled ones too. */
export async function* searchOrders(
  context: OdooContext,
  { from, to }: DocumentSearch,
): AsyncGenerator<readonly FoundDocument[]> {
  const domain = [
    ['company_id', '=', await companyId(context)],
    ['date_order', '>=', `${from} 00:00:00`],
    ['date_order', '<=', `${to} 23:59:59`],
  ]
  for await (const page of pages(context, 'sale.order', orderShape, { domain }, PAGE)) {
    const rows = await orderRows(
      context,
      page.map(({ id }) => id),
    )
    const emails = await emailsOf(context, page)
    yield page.map((order) => ({
      ...common(context, 'sales-order', order, emails),
      numbers: texts(order.client_order_ref, order.origin),
      total: order.amount_total,
      taxTotal: order.amount_tax,
      date: order.date_order.slice(0, 10),
      rows: rows.get(order.id) ?? [],
    }))
  }
}

/** Invoices and credit notes. */
export async function* searchMoves(
  context: OdooContext,
  { kind, from, to }: DocumentSearch,
): AsyncGenerator<readonly FoundDocument[]> {
  const domain = [
    ['company_id', '=', await companyId(context)],
    ['move_type', '=', kind === 'invoice' ? 'out_invoice' : 'out_refund'],
    ['invoice_date', '>=', from],
    ['invoice_date', '<=', to],
  ]
  for await (const page of pages(context, 'account.move', moveShape, { domain }, PAGE)) {
    const { rows, charged } = await moveRows(
      context,
      page.map(({ id }) => id),
    )
    const emails = await emailsOf(context, page)
    yield page.map((move) => ({
      ...common(context, kind, move, emails),
      numbers: texts(move.ref, move.payment_reference, move.invoice_origin),
      total: absolute(move.amount_total),
      taxTotal: absolute(move.amount_tax),
      taxes: charged.get(move.id) ?? [],
      date: move.invoice_date ?? from,
      rows: rows.get(move.id) ?? [],
    }))
  }
}

/** What the documents of all kinds tell of themselves. */
export const common = (
  context: OdooContext,
  kind: DocumentKind,
  record: z.infer<typeof head>,
  emails: ReadonlyMap<number, string>,
) => ({
  kind,
  externalId: String(record.id),
  partyExternalId: record.partner_id === null ? null : String(record.partner_id.id),
  partyName: record.partner_id?.name ?? null,
  partyEmail: emails.get(record.partner_id?.id ?? 0) ?? null,
  currency: record.currency_id?.name ?? context.settings.companyCurrency,
  reference: record[REFERENCE],
  state: stateOf(record.state),
  url: urlOf(context, kind, record.id),
})

export const texts = (...values: readonly (string | null)[]): string[] =>
  values.filter((value): value is string => value !== null && value.trim() !== '')

const partnerShape = z.object({ id: z.number(), email: text })

export async function emailsOf(
  context: OdooContext,
  records: readonly { readonly partner_id: { readonly id: number } | null }[],
): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(records.flatMap(({ partner_id: partner }) => partner?.id ?? []))]
  const query = { domain: [['id', 'in', ids]], context: { active_test: false } }
  const partners = ids.length === 0 ? [] : await find(context, 'res.partner', partnerShape, query)
  return new Map(partners.flatMap(({ id, email }) => (email === null ? [] : [[id, email]])))
}

const orderLine = z.object({
  id: z.number(),
  order_id: link,
  product_id: link,
  product_uom_qty: number,
  price_subtotal: number,
})

async function orderRows(context: OdooContext, orders: readonly number[]): Promise<Map<number, FoundRow[]>> {
  const query: { domain: Domain; order: string } = { domain: [['order_id', 'in', orders]], order: 'id' }
  const lines = await find(context, 'sale.order.line', orderLine, query)
  return grouped(
    context,
    lines.map(({ order_id: of, product_uom_qty: quantity, ...line }) => ({ ...line, of, quantity })),
  )
}

const moveLine = z.object({
  id: z.number(),
  move_id: link,
  product_id: link,
  display_type: text,
  tax_line_id: link,
  quantity: number,
  price_subtotal: number,
  amount_currency: number,
})

interface MoveRows {
  readonly rows: ReadonlyMap<number, FoundRow[]>
  readonly charged: ReadonlyMap<number, { readonly account: string; readonly amount: Decimal }[]>
}

async function moveRows(context: OdooContext, moves: readonly number[]): Promise<MoveRows> {
  const domain = [
    ['move_id', 'in', moves],
    ['display_type', 'in', ['product', 'tax']],
  ]
  const lines = await find(context, 'account.move.line', moveLine, { domain, order: 'id' })
  const names = new Map((await taxes(context)).map(({ id, name }) => [id, name]))
  const charged = new Map<number, { account: string; amount: Decimal }[]>()
  for (const { move_id: move, tax_line_id: tax, amount_currency: amount } of lines) {
    const account = names.get(tax ?? 0)
    if (move === null || account === undefined) continue
    charged.set(move, [...(charged.get(move) ?? []), { account, amount: absolute(amount) }])
  }
  const goods = lines.filter((line) => line.display_type === 'product')
  return {
    rows: await grouped(
      context,
      goods.map(({ move_id: of, ...line }) => ({ ...line, of })),
    ),
    charged,
  }
}

interface Line {
  readonly id: number
  readonly of: number | null
  readonly product_id: number | null
  readonly quantity: Decimal
  readonly price_subtotal: Decimal
}

/** Lines with an item, by their document. */
async function grouped(context: OdooContext, lines: readonly Line[]): Promise<Map<number, FoundRow[]>> {
  const codes = await codesOf(
    context,
    lines.flatMap((line) => line.product_id ?? []),
  )
  const rows = new Map<number, FoundRow[]>()
  for (const line of lines) {
    const item = codes.get(line.product_id ?? 0)
    if (line.of === null || item === undefined) continue
    const row = { externalId: String(line.id), item, quantity: absolute(line.quantity), net: line.price_subtotal }
    rows.set(line.of, [...(rows.get(line.of) ?? []), row])
  }
  return rows
}
