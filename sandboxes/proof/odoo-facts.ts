import { add, type Decimal, decimal, negate, sum, ZERO } from '#lib/decimal'
import type { ErpDocument } from './erp-facts.ts'

/** What is asked of an Odoo sandbox. */
export interface ErpWithRecords {
  records(model: string, domain?: readonly unknown[], fields?: readonly string[]): readonly Doc[]
}

type Doc = Readonly<Record<string, unknown>>

interface Books {
  readonly odoo: ErpWithRecords
  /** Journal items by their entry. */
  readonly lines: ReadonlyMap<number, readonly Doc[]>
  /** Entries whose receivables are matched with those of an entry. */
  readonly matched: ReadonlyMap<number, readonly string[]>
  readonly rates: ReadonlyMap<number, string>
}

/** Everything in Odoo's books that came from an order, or looks like it, told as that of any ERP. */
export function odooDocuments(odoo: ErpWithRecords): ErpDocument[] {
  const lines = Map.groupBy(odoo.records('account.move.line'), (line) => idOf(line['move_id']))
  const taxes = odoo.records('account.tax', [], ['amount'])
  const books: Books = {
    odoo,
    lines,
    matched: matchedEntries(odoo),
    rates: new Map(taxes.map((tax) => [Number(tax['id']), String(tax['amount'])])),
  }
  const moves = odoo.records('account.move')
  const ofPayments = new Set(odoo.records('account.payment').map((payment) => idOf(payment['move_id'])))
  return [
    ...odoo.records('sale.order').map((order) => orderOf(order, books)),
    ...moves.filter((move) => move['move_type'] !== 'entry').map((move) => invoiceOf(move, books)),
    ...odoo.records('account.payment').map((payment) => paymentOf(payment, books)),
    ...odoo.records('stock.picking').flatMap((picking) => goodsOf(picking, books)),
    // A person's own entries are no concern of ours, and those of payments count as payments.
    ...moves
      .filter((move) => move['move_type'] === 'entry' && !ofPayments.has(Number(move['id'])))
      .filter((move) => text(move['x_tillbridge_ref']) !== null)
      .map((move) => ({ ...head('account.move', 'journal', move), ...moneyOf(move, books), total: ZERO })),
  ]
}

function head(model: string, kind: ErpDocument['kind'], record: Doc): ErpDocument {
  const reference = text(record['x_tillbridge_ref'])
  return {
    kind,
    name: `${model},${Number(record['id'])}`,
    reference,
    source:
      reference
        ?.split(':')
        .at(-1)
        ?.replace(/[#/].*$/, '') ?? null,
    settles: [],
    state: stateOf(String(record['state'])),
    currency: nameOf(record['currency_id']),
    total: ZERO,
    taxes: {},
    debt: ZERO,
    stock: {},
  }
}

function stateOf(state: string): ErpDocument['state'] {
  if (state === 'cancel' || state === 'canceled') return 'cancelled'
  return ['sale', 'done', 'posted', 'in_process', 'paid'].includes(state) ? 'issued' : 'draft'
}

function orderOf(order: Doc, { odoo }: Books): ErpDocument {
  const taxes: Record<string, Decimal> = {}
  const rates = new Map(odoo.records('account.tax', [], ['amount']).map((tax) => [tax['id'], String(tax['amount'])]))
  for (const line of odoo.records('sale.order.line', [['order_id', '=', order['id']]])) {
    const [tax] = (line['tax_ids'] ?? line['tax_id'] ?? []) as number[]
    const rate = tax === undefined ? undefined : rates.get(tax)
    if (rate !== undefined) taxes[rate] = add(taxes[rate] ?? ZERO, number(line['price_tax']))
  }
  return { ...head('sale.order', 'sales-order', order), total: number(order['amount_total']), taxes }
}

function invoiceOf(move: Doc, books: Books): ErpDocument {
  const isCredit = move['move_type'] === 'out_refund'
  const taxes: Record<string, Decimal> = {}
  for (const line of books.lines.get(Number(move['id'])) ?? []) {
    const rate = line['display_type'] === 'tax' ? books.rates.get(idOf(line['tax_line_id'])) : undefined
    if (rate !== undefined) taxes[rate] = add(taxes[rate] ?? ZERO, negate(number(line['amount_currency'])))
  }
  const total = number(move['amount_total'])
  const reversed = idOf(move['reversed_entry_id'])
  return {
    ...head('account.move', isCredit ? 'credit-note' : 'invoice', move),
    ...moneyOf(move, books),
    settles: reversed === 0 ? [] : [`account.move,${reversed}`],
    total: isCredit ? negate(total) : total,
    taxes,
  }
}

function paymentOf(payment: Doc, books: Books): ErpDocument {
  const isRefund = payment['payment_type'] === 'outbound'
  const amount = number(payment['amount'])
  const entry = { id: idOf(payment['move_id']) }
  return {
    ...head('account.payment', isRefund ? 'refund-payment' : 'payment', payment),
    ...moneyOf(entry, books),
    total: isRefund ? negate(amount) : amount,
  }
}

/** What an entry did to the debts of customers, and what it was matched with. */
function moneyOf(move: Doc, { odoo, lines, matched }: Books): Pick<ErpDocument, 'debt' | 'settles'> {
  const id = Number(move['id'])
  const receivable = new Set(
    odoo
      .records('account.account', [['account_type', '=', 'asset_receivable']], ['id'])
      .map((one) => Number(one['id'])),
  )
  const own = (lines.get(id) ?? []).filter((line) => receivable.has(idOf(line['account_id'])))
  return { debt: sum(own.map((line) => number(line['balance']))), settles: matched.get(id) ?? [] }
}

function matchedEntries(odoo: ErpWithRecords): Map<number, string[]> {
  const entryOf = new Map(odoo.records('account.move.line').map((line) => [Number(line['id']), idOf(line['move_id'])]))
  const found = new Map<number, string[]>()
  for (const part of odoo.records('account.partial.reconcile')) {
    const [one, other] = ['debit_move_id', 'credit_move_id'].map((side) => entryOf.get(idOf(part[side])) ?? 0)
    if (one === undefined || other === undefined) continue
    found.set(one, [...(found.get(one) ?? []), `account.move,${other}`])
    found.set(other, [...(found.get(other) ?? []), `account.move,${one}`])
  }
  return found
}

/** A transfer that moved goods out to a customer, or back; one that is still to come is none of the books. */
function goodsOf(picking: Doc, { odoo }: Books): ErpDocument[] {
  const code = String(picking['picking_type_code'])
  if (picking['state'] !== 'done' || (code !== 'outgoing' && code !== 'incoming')) return []
  const stock: Record<string, Decimal> = {}
  for (const move of odoo.records('stock.move', [
    ['picking_id', '=', picking['id']],
    ['state', '=', 'done'],
  ])) {
    const [place, sign] = code === 'outgoing' ? [move['location_id'], 1] : [move['location_dest_id'], -1]
    const [item] = odoo.records('product.product', [['id', '=', idOf(move['product_id'])]], ['default_code'])
    const key = `${String(item?.['default_code'])} @ ${nameOf(place)}`
    const pieces = number(move['quantity'])
    stock[key] = add(stock[key] ?? ZERO, sign === 1 ? pieces : negate(pieces))
  }
  const order = idOf(picking['sale_id'])
  const kind = code === 'outgoing' ? 'delivery' : 'delivery-return'
  return [{ ...head('stock.picking', kind, picking), settles: order === 0 ? [] : [`sale.order,${order}`], stock }]
}

const idOf = (value: unknown): number => Number((Array.isArray(value) ? value[0] : value) || 0)
const nameOf = (value: unknown): string => (Array.isArray(value) ? String(value[1]) : '')
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const number = (value: unknown): Decimal => decimal(Number(Number(value ?? 0).toFixed(6)))
