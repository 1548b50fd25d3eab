import { add, type Decimal, isNegative, isPositive, isZero, minimum, negate, subtract, sum, ZERO } from '#lib/decimal'
import type { JournalDocument, JournalLine } from '#model/documents'
import { create, dayOf, type Desk, inForce, nextReference, salesInForce } from './desk.ts'
import { onAccount, openClaims } from './payments.ts'

/** Sets credit notes off against invoices, and closes what the exchange rate left open of an order that is settled. */
export function correctOffsets(desk: Desk): void {
  if (!desk.policies.payments || salesInForce(desk, 'invoice').length === 0) return
  if (desk.capabilities.offsets === 'journal') offset(desk)
  closeExchange(desk)
}

function offset(desk: Desk): void {
  const claims = [...openClaims(desk)]
  const owed = claims.filter(([, open]) => isPositive(open))
  const owing = claims.filter(([, open]) => isNegative(open))
  const total = minimum(sum(owed.map(([, open]) => open)), negate(sum(owing.map(([, open]) => open))))
  if (!isPositive(total)) return
  const lines = [...settling(desk, owed, negate(total)), ...settling(desk, owing, total)]
  journal(desk, 'offset', lines)
}

/** Receivable lines of `total` in all, oldest claim first. */
function settling(desk: Desk, claims: readonly (readonly [string, Decimal])[], total: Decimal): JournalLine[] {
  let left = isNegative(total) ? negate(total) : total
  return claims.flatMap(([claim, open]) => {
    const part = minimum(left, isNegative(open) ? negate(open) : open)
    left = subtract(left, part)
    return isZero(part) ? [] : [receivable(desk, claim, isNegative(total) ? negate(part) : part)]
  })
}

const receivable = (desk: Desk, settles: string | null, amount: Decimal): JournalLine => ({
  id: settles ?? 'on-account',
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
  if (!isForeign || facts.debt.settled !== facts.debt.due) return
  const claims = [...openClaims(desk)].filter(([, open]) => !isZero(open))
  const free = subtract(onAccount(desk), exchangedOnAccount(desk))
  const open = claims.map(([claim, amount]) => receivable(desk, claim, negate(amount)))
  const lines = isZero(free) ? open : [...open, receivable(desk, null, negate(free))]
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

/** What earlier journals closed of the money on account. */
const exchangedOnAccount = (desk: Desk): Decimal =>
  negate(
    add(
      ZERO,
      ...inForce(desk).flatMap((document) =>
        document.kind === 'journal'
          ? document.lines
              .filter((line) => line.ledger.kind === 'receivable' && line.settles === null)
              .map((line) => line.amount)
          : [],
      ),
    ),
  )

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
