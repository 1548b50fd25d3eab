import { add, type Decimal, equals, isNegative, isPositive, minimum, negate, subtract, sum, ZERO } from '#lib/decimal'
import {
  type Allocation,
  isJournal,
  isPaymentDocument,
  isSalesDocument,
  type PaymentDocument,
  type SalesDocument,
  type TargetDocument,
} from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { MoneyFact } from '#books/money'
import * as reasons from '#books/reasons'
import { changesBetween, GONE } from './content.ts'
import {
  cancel,
  create,
  dayOf,
  type Desk,
  firstReference,
  inForce,
  issued,
  nextReference,
  reference,
  salesInForce,
} from './desk.ts'

/**
 * Writes the payments that what is invoiced so far takes whole. Before credit notes are written, so that a target that sets those
 * off by itself finds paid what was paid.
 */
export function correctCoveredPayments(desk: Desk): void {
  if (!desk.policies.payments || salesInForce(desk, 'invoice').length === 0) return
  for (const money of desk.facts.money) {
    if (isKnown(desk, 'payment', money)) continue
    const payment = paymentDocument(desk, 'payment', money)
    const paid = sum(payment.allocations.map((one) => one.amount))
    if (equals(paid, subtract(money.amount, money.rounding))) create(desk, payment)
  }
}

const isKnown = (desk: Desk, kind: PaymentDocument['kind'], { externalId }: MoneyFact): boolean =>
  inForce(desk).some((one) => firstReference(one.reference) === reference(desk, kind, externalId))

/** Takes back the refund payments that the store no longer counts. First of all, since a credit note meets what is open by then. */
export const dropVanishedRefunds = (desk: Desk): void => dropVanished(desk, 'refund-payment', desk.facts.refunds)

/** Writes the money that moved and is not in the books yet, each payment against what is open. */
export function correctPayments(desk: Desk): void {
  const { facts, policies } = desk
  // Money of an order that was ever in the books is booked, also when nothing else is left of it.
  const isBooked = desk.held.length > 0 || salesInForce(desk, 'sales-order', 'invoice', 'credit-note').length > 0
  for (const kind of ['payment', 'refund-payment'] as const) {
    const moved = kind === 'payment' ? facts.money : facts.refunds
    dropVanished(desk, kind, moved)
    for (const money of moved) {
      refuseChanged(desk, kind, money)
      if (isKnown(desk, kind, money) || !policies.payments || !isBooked) continue
      create(desk, paymentDocument(desk, kind, money))
    }
  }
}

/** A payment that is booked and says something else by now is for a person to look at. */
function refuseChanged(desk: Desk, kind: PaymentDocument['kind'], money: MoneyFact): void {
  const first = reference(desk, kind, money.externalId)
  const held = issuedNow(desk, kind).find((one) => firstReference(one.reference) === first)
  if (held === undefined) return
  const changes = changesBetween(held.document, paymentDocument(desk, kind, money))
  if (changes.length > 0) desk.refusal ??= reasons.changedAfterPosting(desk.order, held, changes)
}

/** Held payments that are not about to be taken back. */
const issuedNow = (desk: Desk, kind: PaymentDocument['kind']): HeldDocument[] => {
  const documents = new Set(inForce(desk))
  return issued(desk, kind).filter((one) => documents.has(one.document))
}

/**
 * The store no longer counts a payment that is booked: a refund that somebody took back there is taken back here too, money that came
 * in and is gone is for a person to look at.
 */
function dropVanished(desk: Desk, kind: PaymentDocument['kind'], money: readonly MoneyFact[]): void {
  const known = new Set(money.map((one) => reference(desk, kind, one.externalId)))
  for (const vanished of issuedNow(desk, kind).filter((one) => !known.has(firstReference(one.reference)))) {
    const journals = offsetsOf(desk, vanished)
    if (kind === 'refund-payment' && !metSince(desk, journals) && cancel(desk, ...journals, vanished)) continue
    desk.refusal ??= reasons.changedAfterPosting(desk.order, vanished, [GONE])
  }
}

/** The journals that set a payment off: they go before it, and what is left of them is set off anew. */
const offsetsOf = (desk: Desk, { reference: settled }: HeldDocument): HeldDocument[] => {
  const documents = new Set(inForce(desk))
  return issued(desk, 'journal').filter(
    ({ document }) =>
      documents.has(document) && isJournal(document) && document.lines.some((line) => line.settles === settled),
  )
}

/**
 * Where the target sets a credit note off against what is open of its invoice as it is issued, one that came after these journals met
 * what they had left; without them nobody could tell how much that was.
 */
function metSince({ held, capabilities }: Desk, journals: readonly HeldDocument[]): boolean {
  if (capabilities.offsets !== 'itself') return false
  return journals.some((journal) => {
    const settled = isJournal(journal.document) ? journal.document.lines.map((line) => line.settles) : []
    const later = held.slice(held.indexOf(journal) + 1)
    return later.some(
      ({ state, document }) =>
        state === 'issued' && document.kind === 'credit-note' && settled.includes(document.basedOn),
    )
  })
}

function paymentDocument(desk: Desk, kind: PaymentDocument['kind'], money: MoneyFact): PaymentDocument {
  const settled = subtract(money.amount, money.rounding)
  const allocations = kind === 'payment' ? allocated(desk, settled) : allocatedBack(desk, settled, money.externalId)
  return {
    kind,
    reference: nextReference(desk, kind, money.externalId),
    orderName: desk.order.name,
    date: dayOf(desk, money.processedAt),
    currency: desk.facts.currency,
    party: desk.party,
    gateway: money.gateway,
    amount: money.amount,
    rounding: money.rounding,
    providerReference: money.providerReference,
    allocations,
  }
}

/** What the buyer still owes for each document (negative: what the shop owes), oldest first. */
export function openClaims(desk: Desk): Map<string, Decimal> {
  const isInvoiced = salesInForce(desk, 'invoice', 'credit-note').length > 0
  const kinds = isInvoiced ? ['invoice', 'credit-note'] : ['sales-order']
  const claims = new Map<string, Decimal>()
  const invoiceOf = new Map(
    salesInForce(desk, 'invoice').flatMap((one) => (one.basedOn === null ? [] : [[one.basedOn, one.reference]])),
  )
  // What was paid on an order is paid on its invoice.
  const advances = new Map<string, Decimal>()
  const settle = (claim: string, amount: Decimal): void => {
    const billed = claims.has(claim) ? claim : invoiceOf.get(claim)
    const open = billed === undefined ? undefined : claims.get(billed)
    if (billed !== undefined && open !== undefined) claims.set(billed, add(open, amount))
    else advances.set(claim, add(advances.get(claim) ?? ZERO, amount))
  }
  for (const document of inForce(desk)) {
    if (isSalesDocument(document) && kinds.includes(document.kind)) {
      claims.set(document.reference, document.kind === 'credit-note' ? negate(document.total) : document.total)
      settleAtOnce(desk, document, claims, advances, settle)
    }
    for (const { reference: settled, amount } of settlementsOf(document)) settle(settled, amount)
  }
  return claims
}

/** What happens when a document is issued: an invoice takes what was paid on its order, some targets set credits off. */
function settleAtOnce(
  desk: Desk,
  document: SalesDocument,
  claims: ReadonlyMap<string, Decimal>,
  advances: ReadonlyMap<string, Decimal>,
  settle: (claim: string, amount: Decimal) => void,
): void {
  if (document.basedOn === null) return
  if (document.kind === 'invoice') return settle(document.reference, advances.get(document.basedOn) ?? ZERO)
  const open = claims.get(document.basedOn) ?? ZERO
  if (desk.capabilities.offsets !== 'itself' || !isPositive(open)) return
  const part = minimum(open, document.total)
  settle(document.basedOn, negate(part))
  settle(document.reference, part)
}

/** What a document adds to the claims it names. */
function settlementsOf(document: TargetDocument): Allocation[] {
  if (isJournal(document)) {
    return document.lines.flatMap((line) =>
      line.settles === null ? [] : [{ reference: line.settles, amount: line.amount }],
    )
  }
  if (!isPaymentDocument(document)) return []
  const isPayment = document.kind === 'payment'
  return document.allocations.map((one) => (isPayment ? { ...one, amount: negate(one.amount) } : one))
}

/** A payment that cannot be taken back is kept free of an order that may be replaced: it is set off against the invoice later. */
function allocated(desk: Desk, amount: Decimal): Allocation[] {
  const isOrdered = salesInForce(desk, 'invoice', 'credit-note').length === 0
  if (isOrdered && !desk.capabilities.cancels.includes('payment')) return []
  return allocate(
    [...openClaims(desk)].filter(([, open]) => isPositive(open)),
    amount,
  )
}

/** A refund pays its own credit note first, then any other. */
function allocatedBack(desk: Desk, amount: Decimal, externalId: string): Allocation[] {
  const refund = desk.order.refunds.find((one) => one.payments.some((payment) => payment.externalId === externalId))
  const own = `:r${refund?.externalId ?? ''}`
  const open = [...openClaims(desk)].flatMap(([claim, value]) =>
    isNegative(value) ? [[claim, negate(value)] as const] : [],
  )
  const isOwn = ([claim]: readonly [string, Decimal]) => firstReference(claim).endsWith(own)
  return allocate([...open.filter(isOwn), ...open.filter((claim) => !isOwn(claim))], amount)
}

function allocate(claims: readonly (readonly [string, Decimal])[], amount: Decimal): Allocation[] {
  let left = amount
  return claims.flatMap(([claim, open]) => {
    if (!isPositive(left)) return []
    const part = minimum(left, open)
    left = subtract(left, part)
    return [{ reference: claim, amount: part }]
  })
}

/** What is on account in each payment: no document is settled with it. Negative: what the shop owes. */
export function openMoney(desk: Desk): Map<string, Decimal> {
  const documents = inForce(desk)
  const journals = documents.filter(isJournal).flatMap((journal) => settlementsOf(journal))
  return new Map(
    documents.filter(isPaymentDocument).map((one) => {
      const paid = sum(one.allocations.map((part) => part.amount))
      const free = subtract(subtract(one.amount, one.rounding), paid)
      const settled = sum(journals.filter((part) => part.reference === one.reference).map((part) => part.amount))
      return [one.reference, add(one.kind === 'payment' ? negate(free) : free, settled)]
    }),
  )
}
