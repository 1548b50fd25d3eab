import { type Decimal, equals, isNegative, isPositive, isZero, minimum, negate, subtract, sum } from '#lib/decimal'
import type { JournalDocument, JournalLine } from '#model/documents'
import { create, dayOf, type Desk, nextReference, salesInForce } from './desk.ts'
import { openClaims, openMoney } from './payments.ts'

/**
 * Sets what the shop owes off against what the buyer owes, credit notes and money on account against invoices, and closes what
 * the exchange rate left open of an order that is settled.
 */
export function correctOffsets(desk: Desk): void {
  // Where somebody else books the payments, they find invoices and credit notes open.
  if (!desk.policies.payments || !desk.capabilities.kinds.includes('journal')) return
  if (salesInForce(desk, 'invoice').length === 0) return
  offset(desk)
  closeExchange(desk)
}

type Claim = readonly [reference: string, open: Decimal]

const allClaims = (desk: Desk): Claim[] => [...openClaims(desk), ...openMoney(desk)].filter(([, open]) => !isZero(open))

function offset(desk: Desk): void {
  const claims = allClaims(desk)
  const owed = claims.filter(([, open]) => isPositive(open))
  const owing = claims.filter(([, open]) => isNegative(open))
  const total = minimum(sum(owed.map(([, open]) => open)), negate(sum(owing.map(([, open]) => open))))
  if (!isPositive(total)) return
  const lines = [...settling(desk, owed, negate(total)), ...settling(desk, owing, total)]
  journal(desk, 'offset', lines)
}

/** Receivable lines of `total` in all, oldest claim first. */
function settling(desk: Desk, claims: readonly Claim[], total: Decimal): JournalLine[] {
  let left = isNegative(total) ? negate(total) : total
  return claims.flatMap(([claim, open]) => {
    const part = minimum(left, isNegative(open) ? negate(open) : open)
    left = subtract(left, part)
    return isZero(part) ? [] : [receivable(desk, claim, isNegative(total) ? negate(part) : part)]
  })
}

const receivable = (desk: Desk, settles: string, amount: Decimal): JournalLine => ({
  id: settles,
  ledger: { kind: 'receivable' },
  amount,
  party: desk.party,
  settles,
  memo: null,
})

/**
 * An order that the buyer settled exactly in the own currency is settled here too: what the rate made differ in the shop's
 * currency is a gain or a loss on exchange.
 */
function closeExchange(desk: Desk): void {
  const { facts, order } = desk
  const isForeign = facts.side === 'shop' && order.currencies.shop !== order.currencies.presentment
  if (!isForeign || !equals(facts.debt.settled, facts.debt.due)) return
  const lines = allClaims(desk).map(([claim, open]) => receivable(desk, claim, negate(open)))
  if (lines.length === 0) return
  const difference = negate(sum(lines.map((line) => line.amount)))
  const exchange: JournalLine = {
    id: 'exchange',
    ledger: { kind: 'category', category: 'exchange' },
    amount: difference,
    party: null,
    settles: null,
    memo: null,
  }
  journal(desk, 'exchange', isZero(difference) ? lines : [...lines, exchange])
}

function journal(desk: Desk, purpose: 'offset' | 'exchange', lines: readonly JournalLine[]): void {
  const { order, facts } = desk
  const document: JournalDocument = {
    kind: 'journal',
    purpose,
    reference: nextReference(desk, 'journal', `${order.externalId}:${purpose}`),
    orderName: order.name,
    date: dayOf(desk, order.updatedAt),
    currency: facts.currency,
    lines,
    remarks: null,
  }
  create(desk, document)
}
