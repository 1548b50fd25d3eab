import { compare, equals, isPositive } from '#lib/decimal'
import type { SalesDocument, SalesRow } from '#model/documents'
import type { CreditFact } from '#books/credits'
import * as reasons from '#books/reasons'
import { creditRows } from '#books/rows'
import { giveBack } from './credit-notes.ts'
import { invoiceMore } from './follow-ups.ts'
import { releasePayments } from './orders.ts'
import { correctCoveredPayments } from './payments.ts'
import {
  create,
  dayOf,
  type Desk,
  dueOn,
  firstReference,
  inForce,
  isOrderClosed,
  issued,
  nextReference,
  reference,
  salesDocument,
  salesInForce,
} from './desk.ts'
import {
  difference,
  directionOf,
  effectOf,
  fits,
  grossOf,
  isFlat,
  minus,
  opposite,
  plus,
  type Position,
  type Positions,
  positionsOf,
  reversed,
  totalOf,
  withoutFlat,
} from './positions.ts'
import { wantedPositions } from './wanted.ts'

/** The credit notes and further invoices that bring what is invoiced to what the store says now. */
export function correctInvoices(desk: Desk, rows: readonly SalesRow[]): void {
  if (salesInForce(desk, 'invoice').length === 0) return
  correctCoveredPayments(desk)
  const wanted = wantedPositions(desk.facts, rows)
  if (!desk.capabilities.credits.partial) completeCredits(desk, wanted)
  for (const { taking, positions, word } of unbooked(desk, excess(desk, wanted))) {
    const { externalId, at } = taking
    giveBack(desk, positions, { source: `r${externalId}`, date: dayOf(desk, at), cause: `${word} ${externalId}` })
  }
  correctEdits(desk, wanted)
}

/** The invoice of what is sold when it is due. */
export function firstInvoice(desk: Desk, rows: readonly SalesRow[], invoicedAt: string): void {
  if (rows.length === 0) return
  const date = dayOf(desk, invoicedAt)
  const [order] = salesInForce(desk, 'sales-order')
  // An order that says something else cannot be invoiced as it is: the invoice stands alone, and takes its payments.
  const isFrozen = order !== undefined && (order.reference === desk.frozenOrder || isOrderClosed(desk, order.reference))
  if (isFrozen && !releasePayments(desk, order.reference)) {
    desk.refusal = reasons.paymentsNotReleased(desk.order, order.reference)
    return
  }
  const head = {
    kind: 'invoice',
    reference: nextReference(desk, 'invoice', desk.order.externalId),
    date,
    basedOn: isFrozen ? null : (order?.reference ?? null),
    dueOn: dueOn(desk, date),
  } as const
  create(desk, salesDocument(desk, head, rows))
}

/** By how much the invoices and credit notes in force exceed what they should say. */
function excess(desk: Desk, wanted: Positions): Positions {
  const booked = salesInForce(desk, 'invoice', 'credit-note').map(effectOf)
  return withoutFlat(minus(booked.reduce<Positions>(plus, new Map()), wanted))
}

interface Unbooked {
  readonly taking: CreditFact
  readonly word: 'refund' | 'removal'
  readonly positions: Positions
}

/**
 * The refunds and removals that explain why the books hold too much, oldest first. What explains a part to the cent counts before
 * what only fits, and the newest first: invoices contain what was taken off before them.
 */
function unbooked(desk: Desk, gap: Positions): Unbooked[] {
  const { credits, removals, taxesIncluded } = desk.facts
  const isNew = issued(desk, 'invoice').length === 0
  const isReplaced = desk.policies.corrections.decrease === 'replace'
  const takings = [
    ...credits.map((taking) => ({ taking, word: 'refund' as const })),
    // An invoice that is about to be written knows of every removal.
    ...(isNew || isReplaced ? [] : removals).map((taking) => ({ taking, word: 'removal' as const })),
  ].sort((a, b) => Date.parse(a.taking.at) - Date.parse(b.taking.at))
  let left = gap
  const found: Unbooked[] = []
  for (const explains of [equalsGap, covers]) {
    for (const { taking, word } of takings.toReversed()) {
      if (found.some((one) => one.taking === taking)) continue
      const given = givenUnder(desk, `r${taking.externalId}`)
      const open = stillOpen(positionsOf(creditRows(taking, taxesIncluded)), given)
      const positions = explained(open, left, explains)
      // A removal that the invoices knew of is not in the books: all of it, or none.
      if (positions.size === 0 || (positions.size < open.size && (word === 'removal' || explains === equalsGap)))
        continue
      left = minus(left, positions)
      found.push({ taking, word, positions })
    }
  }
  return takings.flatMap(({ taking }) => found.filter((one) => one.taking === taking))
}

/** What was not given back yet; more than that may have been, where an invoice is only given back whole. */
const stillOpen = (all: Positions, given: Positions): Positions =>
  new Map(
    [...withoutFlat(minus(all, given))].filter(([part, position]) => {
      const whole = all.get(part)
      return whole !== undefined && directionOf(position) === directionOf(whole)
    }),
  )

function explained(open: Positions, gap: Positions, explains: typeof covers): Positions {
  return new Map(
    [...open].flatMap(([part, position]): [string, Position][] => {
      const over = gap.get(part)
      if (over === undefined || !explains(over, position)) return []
      // The same goods for the same money: a cent of tax that fell otherwise meanwhile goes along.
      const isSame = equals(over.quantity, position.quantity) && equals(grossOf(over), grossOf(position))
      return [[part, isSame ? { ...over, row: position.row } : position]]
    }),
  )
}

const equalsGap = (gap: Position | undefined, position: Position): boolean =>
  gap !== undefined && isFlat(difference(gap, position))

const covers = (gap: Position | undefined, position: Position): boolean => gap !== undefined && fits(position, gap)

/** What documents of these sources gave back already. */
function givenUnder(desk: Desk, ...sources: readonly string[]): Positions {
  const kinds = ['credit-note', 'invoice'] as const
  const own = new Set(sources.flatMap((source) => kinds.map((kind) => reference(desk, kind, source))))
  return inForce(desk)
    .filter((document): document is SalesDocument => document.kind === 'credit-note' || document.kind === 'invoice')
    .filter((document) => own.has(firstReference(document.reference)))
    .map((document) => reversed(effectOf(document)))
    .reduce<Positions>(plus, new Map())
}

/** A run may have broken off between an invoice that was given back whole and the one of what stays sold. */
function completeCredits(desk: Desk, wanted: Positions): void {
  const { credits, removals, taxesIncluded } = desk.facts
  for (const { externalId, at, parts } of [...credits, ...removals]) {
    const source = `r${externalId}`
    const given = givenUnder(desk, source, `${source}-fee`)
    if (given.size === 0) continue
    const own = positionsOf(creditRows({ parts }, taxesIncluded))
    const lacking = reversed(excess(desk, wanted))
    const over = [...withoutFlat(minus(given, own))].filter(
      ([part, position]) =>
        (position.row.role === 'adjustment' || directionOf(position) === 1) && covers(lacking.get(part), position),
    )
    if (!isPositive(totalOf(new Map(over)))) continue
    invoiceMore(desk, new Map(over), { source, date: dayOf(desk, at), cause: `refund ${externalId}` })
  }
}

/** What no refund explains was edited: what fell is credited, what rose is invoiced. */
function correctEdits(desk: Desk, wanted: Positions, turns = MOST_TURNS): void {
  const { policies, order, capabilities } = desk
  const gap = excess(desk, wanted)
  if (gap.size === 0) return
  const { fell, rose } = sorted(gap, wanted)
  // Where invoices are only given back whole, what they held besides is invoiced anew anyway.
  const replace =
    capabilities.credits.partial &&
    ((withParts(fell).size > 0 && policies.corrections.decrease === 'replace') ||
      (withParts(rose).size > 0 && policies.corrections.increase === 'replace'))
  const date = dayOf(desk, order.updatedAt)
  const edit = { source: order.externalId, date, cause: 'edit' }
  // Where a refund was taken back in the store, its goodwill is no longer wanted.
  const sold = replace ? plus(withParts(wanted), withoutParts(rose)) : rose
  const booked = replace ? plus(withParts(plus(gap, wanted)), withoutParts(fell)) : fell
  const { given, invoiced } = lessGoodwill(desk, booked, sold)
  if (given.size > 0) giveBack(desk, given, edit)
  invoiceMore(desk, invoiced, edit)
  // Goodwill whose invoice was given back whole goes to another one.
  if (capabilities.credits.partial || desk.refusal !== null) return
  if (turns > 0) return correctEdits(desk, wanted, turns - 1)
  desk.refusal = reasons.negativeTotal(order, 'invoice')
}

const MOST_TURNS = 3

/** Goodwill that lost its invoice goes with what is invoiced now, where a credit would take back a whole invoice for it. */
function lessGoodwill(desk: Desk, booked: Positions, sold: Positions): { given: Positions; invoiced: Positions } {
  const goodwill = withoutParts(booked)
  const { credits, negativeRows } = desk.capabilities
  const isRoom = compare(totalOf(goodwill), totalOf(sold)) <= 0
  if (credits.partial || !negativeRows || goodwill.size === 0 || !isRoom) return { given: booked, invoiced: sold }
  const given = new Map([...booked].filter(([part]) => !goodwill.has(part)))
  return { given, invoiced: plus(sold, reversed(goodwill)) }
}

/** Goodwill and fees belong to their refunds: what is sold may be replaced, they stay. */
const withParts = (positions: Positions): Positions =>
  new Map([...withoutFlat(positions)].filter(([, { row }]) => row.role !== 'adjustment'))

const withoutParts = (positions: Positions): Positions =>
  new Map([...positions].filter(([, { row }]) => row.role === 'adjustment'))

/** Parts of which some figures rose and some fell are given back whole and sold anew. */
function sorted(gap: Positions, wanted: Positions): { fell: Positions; rose: Positions } {
  const fell = new Map<string, Position>()
  const rose = new Map<string, Position>()
  for (const [part, position] of gap) {
    const direction = directionOf(position)
    const now = wanted.get(part)
    if (direction === 1) fell.set(part, position)
    else if (direction === -1 || now === undefined) rose.set(part, opposite(position))
    else {
      const booked = difference(position, opposite(now))
      if (!isFlat(booked)) fell.set(part, booked)
      rose.set(part, now)
    }
  }
  return { fell, rose }
}
