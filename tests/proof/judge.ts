import type { Policies } from '#books/policies'
import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  isZero,
  isNegative,
  isPositive,
  maximum,
  multiply,
  negate,
  ONE,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { dateIn } from '#lib/clock'
import { minorUnits, round } from '#lib/rounding'
import {
  isPaymentDocument,
  isSalesDocument,
  type SalesDocument,
  type SalesRow,
  type TargetDocument,
} from '#model/documents'
import type { CurrencySide } from '#model/money'
import { balanceOf } from '#testing/ledger-books'
import type { LedgerEntry } from '#testing/ledger-state'
import type { LedgerTarget } from '#testing/ledger-target'
import { TIME_ZONE } from '#testing/direct-shop'
import type { Expected, OrderFacts } from './facts.ts'

/** One figure of the books that is not the shop's. */
export interface Wrong {
  readonly what: string
  readonly shop: string
  readonly books: string
}

export interface Case {
  readonly order: OrderFacts
  readonly policies: Policies
  readonly ledger: LedgerTarget
}

/** Compares the books with the shop, once the planner has nothing more to write. */
export function judge({ order, policies, ledger }: Case): Wrong[] {
  const issued = ledger.entries.filter((entry) => entry.held.state === 'issued')
  const side = sideOf(order, policies, issued)
  const expected = order.expected(side, creditedIn(issued))
  const invoiced = issued.some(({ held }) => held.kind === 'invoice')
  const ordered = issued.flatMap(({ held: { document } }) => (document.kind === 'sales-order' ? [document] : []))
  // A sales order on which goods left can neither be changed nor cancelled any more: its invoice will say what it came to.
  const left = issued.flatMap(({ held: { document } }) => (document.kind === 'delivery' ? [document.basedOn] : []))
  const isFrozen = policies.documents !== 'order' && ordered.some(({ reference }) => left.includes(reference))
  return [
    ...(invoiced ? salesWrong(expected, correctedSales(issued), order, side) : []),
    ...(!invoiced && !isFrozen && ordered.length > 0 ? salesWrong(expected, ordered.map(positive), order, side) : []),
    ...(invoiced || ordered.length > 0 ? [] : differs('net, without a document', expected.net, ZERO)),
    ...(issued.length > 0 && policies.payments ? moneyWrong(expected, ledger) : []),
    ...(invoiced ? receivableWrong(expected, ledger, policies) : []),
    ...(invoiced && policies.stock === 'deliveries' ? stockWrong(expected, order, ledger) : []),
    ...refundsWrong(expected, issued, { policies, isExact: ledger.capabilities.credits.partial }),
    ...issued.flatMap((entry) => dateWrong(entry, order)),
  ]
}

/** A payment, just written, that pays less than it could: an invoice stays open beside it. */
export function judgePayment({ entries }: LedgerTarget): Wrong[] {
  const payment = entries.at(-1)
  if (payment === undefined || payment.held.kind !== 'payment' || !isNegative(payment.open)) return []
  const invoice = entries.find(({ held, open }) => held.kind === 'invoice' && isPositive(open))
  if (invoice === undefined) return []
  const { reference } = payment.held
  return [{ what: `left of ${reference} while ${invoice.held.reference} is open`, shop: '0', books: payment.open }]
}

const differs = (what: string, shop: string, books: string, slack: Decimal = ZERO): Wrong[] =>
  shop === books || (!isZero(slack) && compare(absolute(subtract(decimal(shop), decimal(books))), slack) <= 0)
    ? []
    : [{ what, shop, books }]

/** An order's documents are all in the currency of the first one, also when the policy names another. */
function sideOf(order: OrderFacts, policies: Policies, issued: readonly LedgerEntry[]): CurrencySide {
  const currency = issued[0]?.held.document.currency
  const other = policies.currency === 'shop' ? 'presentment' : 'shop'
  return currency === undefined || currency === order.currencies[policies.currency] ? policies.currency : other
}

/** Refunds that credit notes, or invoices below zero, give back. */
const creditedIn = (issued: readonly LedgerEntry[]): ReadonlySet<string> =>
  new Set(issued.flatMap(({ held }) => /:(?:credit-note|invoice):r(\d+)(?:#\d+)?$/.exec(held.reference)?.[1] ?? []))

interface SignedRow {
  readonly row: SalesRow
  readonly sign: (amount: Decimal) => Decimal
}

const plus = (amount: Decimal): Decimal => amount
const positive = (document: SalesDocument): SignedRow[] => document.rows.map((row) => ({ row, sign: plus }))

/** The rows of all invoices, and those of credit notes turned round. */
const correctedSales = (issued: readonly LedgerEntry[]): SignedRow[][] =>
  issued.flatMap(({ held: { document } }) => {
    if (!isSalesDocument(document) || document.kind === 'sales-order') return []
    const sign = document.kind === 'credit-note' ? negate : plus
    return [document.rows.map((row) => ({ row, sign }))]
  })

/** Goodwill, and fees kept: rows named after the refund and after no part of the order. */
const isWithoutGoods = ({ row }: SignedRow): boolean => row.id.startsWith('adjustment:')

function salesWrong(
  expected: Expected,
  documents: readonly SignedRow[][],
  order: OrderFacts,
  side: CurrencySide,
): Wrong[] {
  const rows = documents.flat()
  const goods = rows.filter((row) => !isWithoutGoods(row))
  const others = rows.filter(isWithoutGoods)
  return [
    ...differs('net of invoices and credit notes', expected.net, grossOf(rows)),
    ...(expected.adjustments === null
      ? []
      : differs('amounts without goods', expected.adjustments, grossOf(others), expected.slack)),
    ...(expected.taxes === null ? [] : taxesWrong('tax', expected.taxes, goods, expected.slack)),
    ...(expected.isOver ? taxesWrong('tax in all', new Map(), rows) : splitWrong(rows, expected, order, side)),
  ]
}

const grossOf = (rows: readonly SignedRow[]): Decimal => sum(rows.map(({ row, sign }) => sign(row.gross)))

const taxOf = (rows: readonly SignedRow[]): Decimal =>
  sum(rows.flatMap(({ row, sign }) => row.taxes.map(({ amount }) => sign(amount))))

function taxesWrong(
  what: string,
  taxes: ReadonlyMap<string, Decimal>,
  rows: readonly SignedRow[],
  slack: Decimal = ZERO,
): Wrong[] {
  const booked = new Map<string, Decimal>()
  for (const { row, sign } of rows) {
    for (const { key, amount } of row.taxes) {
      const name = `${key.ratePercent ?? 'none'}|${key.title}|${key.channelLiable}`
      booked.set(name, add(booked.get(name) ?? ZERO, sign(amount)))
    }
  }
  return [...new Set([...booked.keys(), ...taxes.keys()])].flatMap((name) =>
    differs(`${what} ${name}`, taxes.get(name) ?? ZERO, booked.get(name) ?? ZERO, slack),
  )
}

/**
 * The tax in the amounts without goods is what the shop states of it, and of the rest what the rates of the order would make of it,
 * somewhere between the lowest and the dearest. Only the sum can say so: what clears an order clears the tax of what was given before.
 * Where a refund is gone, and what cleared the order does so no more, only the sum of goods and amounts can.
 */
function splitWrong(rows: readonly SignedRow[], expected: Expected, order: OrderFacts, side: CurrencySide): Wrong[] {
  if (expected.isReopened && isWithin(taxOf(rows), boundsOf([grossOf(rows)], order, side))) return []
  const places = minorUnits(order.currencies[side])
  const others = rows.filter(isWithoutGoods)
  const parts = others.map((row) => splitOf(row, expected))
  const amounts = parts.map(({ rest }) => rest)
  const stated = sum(parts.map(({ tax }) => tax))
  const tax = taxOf(others)
  const bounds = boundsOf(amounts, order, side).map((bound) => add(stated, bound))
  if (isWithin(tax, bounds)) return []
  const [from, to] = bounds.map((value) => round(value, { places, direction: 'half-up' }))
  return [{ what: 'tax in amounts without goods', shop: `${from} to ${to} of ${sum(amounts)}`, books: tax }]
}

/** The least and the most tax that the rates make of amounts. */
function boundsOf(amounts: readonly Decimal[], { rates }: OrderFacts, side: CurrencySide): Decimal[] {
  const { lowest, dearest, roundings, unit } = rates
  const [kept, given] = [sum(amounts.filter(isPositive)), sum(amounts.filter(isNegative))]
  // The shop rounds each tax of each part.
  const slack = multiply(decimal(roundings), unit(side))
  return [
    subtract(add(taxIn(kept, lowest), taxIn(given, dearest)), slack),
    add(taxIn(kept, dearest), taxIn(given, lowest), slack),
  ]
}

const isWithin = (tax: Decimal, [least = ZERO, most = ZERO]: readonly Decimal[]): boolean =>
  compare(tax, least) >= 0 && compare(tax, most) <= 0

/** The tax in a row that the shop states, and what of the row is left for the rates to explain. */
function splitOf({ row, sign }: SignedRow, { refunds }: Expected): { readonly tax: Decimal; readonly rest: Decimal } {
  const amount = sign(row.gross)
  const stated = refunds.find(({ id }) => row.id === `adjustment:${id}`)?.stated ?? null
  // What was booked of a refund may be taken back, and booked anew.
  if (amount === stated?.whole) return { tax: stated.tax, rest: subtract(amount, stated.gross) }
  if (stated !== null && amount === negate(stated.whole))
    return { tax: negate(stated.tax), rest: add(amount, stated.gross) }
  return { tax: ZERO, rest: amount }
}

const taxIn = (gross: Decimal, rate: Decimal): Decimal => divide(multiply(gross, rate), add(ONE, rate))

function moneyWrong(expected: Expected, { books }: LedgerTarget): Wrong[] {
  const names = [...books.accounts.keys()].filter((name) => name.startsWith('gateway:')).map((name) => name.slice(8))
  return [...new Set([...names, ...expected.money.keys()])].flatMap((gateway) =>
    differs(
      `money by ${gateway}`,
      expected.money.get(gateway) ?? ZERO,
      books.accounts.get(`gateway:${gateway}`) ?? ZERO,
    ),
  )
}

/** What is open on the buyer's account, with what was written off, is what the shop says is outstanding. */
function receivableWrong(expected: Expected, { books, entries }: LedgerTarget, policies: Policies): Wrong[] {
  const open = balanceOf(books, 'receivable:')
  const byDocument = sum(entries.map((entry) => entry.open))
  const closed = add(open, balanceOf(books, 'category:'))
  return [
    ...differs('receivable, by party and by document', open, byDocument),
    ...differs('receivable', policies.payments ? expected.receivable : expected.net, closed),
    // Where payments are booked by somebody else, they find invoices and credit notes open.
    ...(isZero(open) && policies.payments ? entries.flatMap(leftOpen) : []),
  ]
}

/** Where nothing is owed, no document may stand open beside another. */
const leftOpen = ({ held, open }: LedgerEntry): Wrong[] =>
  isZero(open) ? [] : [{ what: `open on ${held.reference}`, shop: '0', books: open }]

/** Money is booked on the day it moved, goods on the day they left, in the shop's zone. */
function dateWrong({ held: { document } }: LedgerEntry, order: OrderFacts): Wrong[] {
  const { kind, reference, date } = document
  const source = /:([^:#]+)(?:#\d+)?$/.exec(reference)?.[1] ?? ''
  const moved = isPaymentDocument(document) ? 'money' : kind === 'delivery' ? 'goods' : null
  const happened = moved === null ? undefined : order.happenedAt(moved, source)
  if (happened === undefined) return []
  return differs(`day of ${kind} ${source}`, dateIn(TIME_ZONE, happened), document.happenedOn ?? date)
}

function stockWrong({ stock }: Expected, { isOnePlace }: OrderFacts, { books }: LedgerTarget): Wrong[] {
  const booked = new Map<string, Decimal>()
  for (const [place, quantity] of books.stock) {
    const name = isOnePlace ? place.replace(/@.*$/, '') : place
    booked.set(name, add(booked.get(name) ?? ZERO, quantity))
  }
  return [...new Set([...booked.keys(), ...stock.keys()])].flatMap((place) => {
    const { least, most } = stock.get(place) ?? { least: ZERO, most: ZERO }
    const pieces = booked.get(place) ?? ZERO
    if (compare(least, pieces) <= 0 && compare(pieces, most) <= 0) return []
    return [{ what: `stock ${place}`, shop: least === most ? least : `${least} to ${most}`, books: pieces }]
  })
}

/** Each refund that gave money back has its refund payments, and is credited once; one whose money has not gone back is not. */
function refundsWrong(
  expected: Expected,
  issued: readonly LedgerEntry[],
  { policies, isExact }: { readonly policies: Policies; readonly isExact: boolean },
): Wrong[] {
  const count = (part: string) => issued.filter(({ held }) => namesSource(held.reference, part)).length
  return expected.refunds.flatMap(({ id, isOpen, given, paidBack }) => {
    const credited = sum(issued.map(({ held }) => creditedUnder(held.document, `r${id}`)))
    const credits = count(`:credit-note:r${id}`)
    const isEarly = isOpen && credits > 0 && !isZero(credited)
    // Where invoices are only credited whole, what is invoiced anew goes by the newest refund. Once another refund is gone, its rows may
    // take a unit more of a part, and one less of another.
    const isDouble = isExact && !isOpen && given !== null && compare(credited, add(given, expected.slack)) > 0
    const missing =
      policies.payments && issued.length > 0 ? paidBack.filter((entry) => count(`:refund-payment:${entry}`) !== 1) : []
    return [
      ...(isEarly ? [{ what: `credit of refund ${id}`, shop: 'money has not gone back', books: credited }] : []),
      ...(isDouble ? [{ what: `credit of refund ${id}`, shop: given ?? '', books: credited }] : []),
      ...missing.map((entry) => ({
        what: `refund payment ${entry} of refund ${id}`,
        shop: '1',
        books: `${count(`:refund-payment:${entry}`)}`,
      })),
    ]
  })
}

/** Whether a reference is of this source: `…:credit-note:r90` is not of refund 9. */
const namesSource = (reference: string, part: string): boolean => {
  const at = reference.indexOf(part)
  return at >= 0 && !/^\d/.test(reference.slice(at + part.length))
}

/** What a document gives back because of this refund: a credit note, or an invoice below zero. */
function creditedUnder(document: TargetDocument, source: string): Decimal {
  if (!isSalesDocument(document) || document.kind === 'sales-order') return ZERO
  if (!namesSource(document.reference, `:${document.kind}:${source}`)) return ZERO
  return document.kind === 'credit-note' ? document.total : maximum(ZERO, negate(document.total))
}
