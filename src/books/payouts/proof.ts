import { type Decimal, negate, subtract, sum, ZERO } from '#lib/decimal'
import type { JournalLine, Ledger } from '#model/documents'
import { type Difference, differenceOf } from '#model/invariants'
import type { Currency } from '#model/money'
import type { Payout, PayoutCategory, PayoutTransaction } from '#model/payout'

/** The provider's figures beside those of the books; what a preview shows and what permits the write. */
export interface PayoutProof {
  readonly currency: Currency
  readonly figures: readonly {
    /** In words a bookkeeper knows, e.g. `bank`, `fees`. */
    readonly what: string
    readonly store: Decimal
    readonly documents: Decimal
  }[]
  /** Where they are not equal. Empty = bank + fees + all other ledgers − clearing = 0.00. */
  readonly differences: readonly Difference[]
}

const BUYERS: readonly PayoutCategory[] = [
  'charge',
  'refund',
  'refund-failure',
  'charge-failure',
  'exchange',
  'unknown',
]
const FEES: readonly PayoutCategory[] = ['fee', 'fee-tax', 'tax']

/** Compares what the provider states with what all journals of the payout should say together, group by group. */
export function provePayout(
  payout: Payout,
  rows: readonly PayoutTransaction[],
  lines: readonly JournalLine[],
): PayoutProof {
  const amountOf = (isMeant: (category: PayoutCategory) => boolean): Decimal =>
    sum(rows.flatMap((row) => (isMeant(row.category) ? [row.amount] : [])))
  const on = (isMeant: (ledger: string) => boolean): Decimal =>
    sum(lines.flatMap((line) => (isMeant(nameOf(line.ledger)) ? [line.amount] : [])))
  const cameBack = payout.status === 'failed' || payout.status === 'cancelled'
  const isGone = cameBack && rows.length === 0
  const isBuyers = (ledger: string): boolean => ['clearing', 'exchange', 'other'].includes(ledger)
  const isFee = (ledger: string): boolean => ['fee', 'fee-tax', 'tax'].includes(ledger)
  const isRest = (category: PayoutCategory): boolean => !BUYERS.includes(category) && !FEES.includes(category)
  const returned = cameBack && !isGone ? payout.net : ZERO
  const figures = [
    { what: 'bank', store: cameBack ? ZERO : payout.net, documents: on((ledger) => ledger === 'bank') },
    {
      what: 'payments and refunds',
      store: amountOf((category) => BUYERS.includes(category)),
      documents: negate(on(isBuyers)),
    },
    {
      what: 'fees and taxes',
      store: subtract(
        sum(rows.map((row) => row.fee)),
        amountOf((category) => FEES.includes(category)),
      ),
      documents: on(isFee),
    },
    {
      what: 'everything else',
      store: subtract(amountOf(isRest), returned),
      documents: negate(on((ledger) => ledger !== 'bank' && !isBuyers(ledger) && !isFee(ledger))),
    },
    { what: 'sum of the journal', store: ZERO, documents: sum(lines.map((line) => line.amount)) },
  ]
  const differences = figures.flatMap(({ what, store, documents }) => differenceOf(what, store, documents))
  return { currency: payout.currency, figures, differences }
}

const nameOf = (ledger: Ledger): string => (ledger.kind === 'category' ? ledger.category : ledger.kind)
