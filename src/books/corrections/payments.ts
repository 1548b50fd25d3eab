import { add, type Decimal, isNegative, isPositive, minimum, negate, subtract, sum } from '#lib/decimal'
import {
  type Allocation,
  isJournal,
  isPaymentDocument,
  type PaymentDocument,
  type TargetDocument,
} from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { MoneyFact } from '#books/money'
import * as reasons from '#books/reasons'
import { changesBetween, GONE } from './content.ts'
import {
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

/** Writes the money that moved and is not in the books yet, each payment against what is open. */
export function correctPayments(desk: Desk): void {
  const { facts, policies } = desk
  const isBooked = salesInForce(desk, 'sales-order', 'invoice', 'credit-note').length > 0
  const isHeld = issued(desk, 'payment', 'refund-payment').length > 0
  for (const kind of ['payment', 'refund-payment'] as const) {
    const moved = kind === 'payment' ? facts.money : facts.refunds
    refuseVanished(desk, kind, moved)
    for (const money of moved) {
      if (isBookedAs(desk, kind, money) || !policies.payments || !(isBooked || isHeld)) continue
      create(desk, paymentDocument(desk, kind, money))
    }
  }
}

/** Whether the books hold this payment. One that says something else by now is for a person to look at. */
function isBookedAs(desk: Desk, kind: PaymentDocument['kind'], money: MoneyFact): boolean {
  const first = reference(desk, kind, money.externalId)
  const held = issuedNow(desk, kind).find((one) => firstReference(one.reference) === first)
  if (held === undefined) return false
  const changes = changesBetween(held.document, paymentDocument(desk, kind, money))
  if (changes.length > 0) desk.refusal ??= reasons.changedAfterPosting(desk.order, held, changes)
  return true
}

/** Held payments that are not about to be taken back. */
const issuedNow = (desk: Desk, kind: PaymentDocument['kind']): HeldDocument[] => {
  const documents = new Set(inForce(desk))
  return issued(desk, kind).filter((one) => documents.has(one.document))
}

/** The store no longer counts a payment that is booked. */
function refuseVanished(desk: Desk, kind: PaymentDocument['kind'], money: readonly MoneyFact[]): void {
  const known = new Set(money.map((one) => reference(desk, kind, one.externalId)))
  const vanished = issuedNow(desk, kind).find((one) => !known.has(firstReference(one.reference)))
  if (vanished !== undefined) desk.refusal ??= reasons.changedAfterPosting(desk.order, vanished, [GONE])
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
  const invoices = salesInForce(desk, 'invoice', 'credit-note')
  const documents = invoices.length > 0 ? invoices : salesInForce(desk, 'sales-order')
  const claims = new Map(
    documents.map((one) => [one.reference, one.kind === 'credit-note' ? negate(one.total) : one.total]),
  )
  // What was paid on an order is paid on its invoice.
  const billed = new Map(invoices.flatMap((one) => (one.basedOn === null ? [] : [[one.basedOn, one.reference]])))
  for (const document of inForce(desk)) {
    for (const { reference: settled, amount } of settlementsOf(document)) {
      const claim = claims.has(settled) ? settled : billed.get(settled)
      const open = claim === undefined ? undefined : claims.get(claim)
      if (claim !== undefined && open !== undefined) claims.set(claim, add(open, amount))
    }
  }
  return claims
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

function allocated(desk: Desk, amount: Decimal): Allocation[] {
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

/** Money in the books that is on account of the party: what no document is settled with. */
export function onAccount(desk: Desk): Decimal {
  const payments = inForce(desk).filter(isPaymentDocument)
  return sum(
    payments.map((one) => {
      const free = subtract(subtract(one.amount, one.rounding), sum(one.allocations.map((part) => part.amount)))
      return one.kind === 'payment' ? negate(free) : free
    }),
  )
}
