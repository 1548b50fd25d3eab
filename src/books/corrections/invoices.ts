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
  isFlat,
  minus,
  opposite,
  plus,
  type Position,
  type Positions,
  positionsOf,
  reversed,
  withoutFlat,
} from './positions.ts'
import { wantedPositions } from './wanted.ts'

/**
 * The credit notes and further invoices that bring what is invoiced to what the store says now.
 *
 * @param before - refunds that were made before the invoice was due.
 */
export function correctInvoices(desk: Desk, rows: readonly SalesRow[], before: readonly CreditFact[]): void {
  if (salesInForce(desk, 'invoice').length === 0) return
  correctCoveredPayments(desk)
  const wanted = wantedPositions(desk.facts, rows)
  // What the first invoice contained explains a difference only where nothing later does.
  const later = desk.facts.credits.filter((credit) => !before.includes(credit))
  for (const credit of [...later, ...before]) creditRefund(desk, credit, wanted, 'refund')
  // The newest removals are those that the invoices do not know of yet.
  for (const removal of desk.facts.removals.toReversed()) creditRefund(desk, removal, wanted, 'removal')
  correctEdits(desk, wanted)
}

/** The invoice of what is sold when it is due. */
export function firstInvoice(desk: Desk, rows: readonly SalesRow[], invoicedAt: string): void {
  if (rows.length === 0) return
  const date = dayOf(desk, invoicedAt)
  const [order] = salesInForce(desk, 'sales-order')
  // An order that says something else cannot be invoiced as it is: the invoice stands alone, and takes its payments.
  const isFrozen = order !== undefined && order.reference === desk.frozenOrder
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

/** The credit note of one refund, as far as the books still hold what it gave back. */
function creditRefund(desk: Desk, credit: CreditFact, wanted: Positions, word: 'refund' | 'removal'): void {
  const source = `r${credit.externalId}`
  const open = withoutFlat(minus(positionsOf(creditRows(credit, desk.facts.taxesIncluded)), givenUnder(desk, source)))
  const gap = excess(desk, wanted)
  const rest = new Map([...open].filter(([part, position]) => covers(gap.get(part), position)))
  // A removal that the invoices knew of is not in the books: all of it, or none.
  if (rest.size === 0 || (word === 'removal' && rest.size < open.size)) return
  giveBack(desk, rest, { source, date: dayOf(desk, credit.at), cause: `${word} ${credit.externalId}` })
}

const covers = (gap: Position | undefined, position: Position): boolean => gap !== undefined && fits(position, gap)

/** What documents of this source gave back already. */
function givenUnder(desk: Desk, source: string): Positions {
  const own = new Set((['credit-note', 'invoice'] as const).map((kind) => reference(desk, kind, source)))
  return inForce(desk)
    .filter((document): document is SalesDocument => document.kind === 'credit-note' || document.kind === 'invoice')
    .filter((document) => own.has(firstReference(document.reference)))
    .map((document) => reversed(effectOf(document)))
    .reduce<Positions>(plus, new Map())
}

/** What no refund explains was edited: what fell is credited, what rose is invoiced. */
function correctEdits(desk: Desk, wanted: Positions): void {
  const { policies, order } = desk
  const gap = excess(desk, wanted)
  if (gap.size === 0) return
  const { fell, rose } = sorted(gap, wanted)
  const replace =
    (fell.size > 0 && policies.corrections.decrease === 'replace') ||
    (rose.size > 0 && policies.corrections.increase === 'replace')
  const date = dayOf(desk, order.updatedAt)
  const edit = { source: order.externalId, date, cause: 'edit' }
  const sold = replace ? withParts(wanted) : rose
  const booked = replace ? withParts(plus(gap, wanted)) : fell
  if (booked.size > 0) giveBack(desk, booked, edit)
  invoiceMore(desk, sold, edit)
}

/** Goodwill and fees belong to their refunds: what is sold may be replaced, they stay. */
const withParts = (positions: Positions): Positions =>
  new Map([...withoutFlat(positions)].filter(([, { row }]) => row.role !== 'adjustment'))

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
