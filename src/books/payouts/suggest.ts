import { absolute, equals } from '#lib/decimal'
import type { PayoutTransaction } from '#model/payout'
import type { BookedPayment } from './facts.ts'
import type { Matching } from './match.ts'

// A provider takes days from the buyer's payment to its own booking of it.
const NEAR_DAYS = 5
const DAY_MS = 24 * 60 * 60_000

/** The one payment that the row could be by amount and date; a person confirms it, nobody else. */
export function suggestionFor(
  { payout, index }: Matching,
  row: PayoutTransaction,
  taken: ReadonlySet<string>,
): string | null {
  const kind = row.category === 'refund' ? 'refund-payment' : 'payment'
  const isLike = ({ document, reference }: BookedPayment): boolean =>
    document.kind === kind &&
    !taken.has(reference) &&
    document.currency === payout.currency &&
    equals(document.amount, absolute(row.amount)) &&
    Math.abs(Date.parse(`${document.date}T12:00:00Z`) - Date.parse(row.processedAt)) <= NEAR_DAYS * DAY_MS
  const [only, ...others] = (index.byAmount.get(absolute(row.amount)) ?? []).filter(isLike)
  return only === undefined || others.length > 0 ? null : only.reference
}
