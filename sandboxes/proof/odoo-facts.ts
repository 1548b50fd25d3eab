import { add, type Decimal, decimal, divide, HUNDRED, multiply, negate, subtract, sum, ZERO } from '#lib/decimal'
import { round } from '#lib/rounding'
import { fromFloat } from '#lib/rounding'
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
  /** Accounts of what customers owe. */
  readonly receivable: ReadonlySet<number>
  readonly orderLines: ReadonlyMap<number, readonly Doc[]>
}

/** Names the shop's part on each line that is one. */
const ROW = 'x_tillbridge_row'
const REFERENCED = ['x_tillbridge_ref', 'state', 'currency_id'] as const
const LINE_FIELDS = ['move_id', 'display_type', 'tax_line_id', 'amount_currency', 'account_id', 'balance'] as const
const MOVE_FIELDS = [...REFERENCED, 'move_type', 'amount_total', 'reversed_entry_id'] as const
const PAYMENT_FIELDS = [...REFERENCED, 'move_id', 'payment_type', 'amount'] as const

/** Everything in Odoo's books that came from an order, or looks like it, told as that of any ERP. */
export function odooDocuments(odoo: ErpWithRecords): ErpDocument[] {
  const items = odoo.records('account.move.line', [], LINE_FIELDS)
  const taxes = odoo.records('account.tax', [], ['amount'])
  const receivable = odoo.records('account.account', [['account_type', '=', 'asset_receivable']], ['id'])
  const books: Books = {
    odoo,
    lines: Map.groupBy(items, (line) => idOf(line['move_id'])),
    matched: matchedEntries(odoo, items),
    rates: new Map(taxes.map((tax) => [Number(tax['id']), String(tax['amount'])])),
    receivable: new Set(receivable.map((account) => Number(account['id']))),
    orderLines: Map.groupBy(orderLinesOf(odoo), (line) => idOf(line['order_id'])),
  }
  const moves = odoo.records('account.move', [], MOVE_FIELDS)
  const payments = odoo.records('account.payment', [], PAYMENT_FIELDS)
  const ofPayments = new Set(payments.map((payment) => idOf(payment['move_id'])))
  return [
    ...odoo
      .records('sale.order', [], [...REFERENCED, 'amount_tax', 'amount_total'])
      .map((order) => orderOf(order, books)),
    ...moves.filter((move) => move['move_type'] !== 'entry').map((move) => invoiceOf(move, books)),
    ...payments.map((payment) => paymentOf(payment, books)),
    ...odoo.records('stock.picking').flatMap((picking) => goodsOf(picking, books)),
    // A person's own entries are no concern of ours, and those of payments count as payments.
    ...moves
      .filter((move) => move['move_type'] === 'entry' && !ofPayments.has(Number(move['id'])))
      .filter((move) => text(move['x_tillbridge_ref']) !== null)
      .map((move) => ({ ...head('account.move', 'journal', move), ...moneyOf(move, books), total: ZERO })),
  ]
}

/** The field of their taxes got another name in 19. */
function orderLinesOf(odoo: ErpWithRecords): readonly Doc[] {
  const [one] = odoo.records('sale.order.line', [['id', '=', 1]])
  if (one === undefined) return odoo.records('sale.order.line')
  const fields = ['order_id', 'price_subtotal', 'price_tax', 'tax_ids', 'tax_id', ROW].filter((field) => field in one)
  return odoo.records('sale.order.line', [], fields)
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

// An order of Odoo takes no tax but Odoo's: it leaves amounts that it is given aside without a word (recorded on 17, 18 and 19; its
// invoices take them). It rounds the tax of each line, or only the sum of each rate, whichever the company
// chose: then its lines, each rounded for show, do not come to the order's own `amount_tax`.
const CENT_FOR_EACH_LINE = decimal('0.01')

function orderOf(order: Doc, { orderLines, rates }: Books): ErpDocument {
  const lines = orderLines.get(Number(order['id'])) ?? []
  const taxes: Record<string, Decimal> = {}
  const slack: Record<string, Decimal> = {}
  for (const { rate, amount } of lines.flatMap((line) => taxesOfLine(line, rates))) {
    taxes[rate] = add(taxes[rate] ?? ZERO, amount)
    slack[rate] = add(slack[rate] ?? ZERO, CENT_FOR_EACH_LINE)
  }
  // A line of no row of the shop's is what rounding left.
  const inPlace = sum(lines.filter((line) => text(line[ROW]) === null).map((line) => number(line['price_subtotal'])))
  const inAll = add(number(order['amount_tax']), inPlace)
  const total = number(order['amount_total'])
  return { ...head('sale.order', 'sales-order', order), total, taxes, reckoned: { slack, inAll } }
}

/** Of a line that is taxed at several rates Odoo tells their sum alone: each is what its rate makes of the price, the last the rest. */
function taxesOfLine(line: Doc, rates: Books['rates']): { readonly rate: string; readonly amount: Decimal }[] {
  const own = ((line['tax_ids'] ?? line['tax_id'] ?? []) as number[]).flatMap((tax) => rates.get(tax) ?? [])
  let left = number(line['price_tax'])
  return own.map((rate, index) => {
    const share = divide(multiply(number(line['price_subtotal']), decimal(rate)), HUNDRED)
    const amount = index === own.length - 1 ? left : round(share, { places: 2, direction: 'half-up' })
    left = subtract(left, amount)
    return { rate, amount }
  })
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
function moneyOf(move: Doc, { lines, matched, receivable }: Books): Pick<ErpDocument, 'debt' | 'settles'> {
  const id = Number(move['id'])
  const own = (lines.get(id) ?? []).filter((line) => receivable.has(idOf(line['account_id'])))
  return { debt: sum(own.map((line) => number(line['balance']))), settles: matched.get(id) ?? [] }
}

function matchedEntries(odoo: ErpWithRecords, items: readonly Doc[]): Map<number, string[]> {
  const entryOf = new Map(items.map((line) => [Number(line['id']), idOf(line['move_id'])]))
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
const number = (value: unknown): Decimal => fromFloat(Number(value ?? 0))
