import { minorUnits } from '#lib/rounding'
import type { Decimal } from '#lib/decimal'
import type { Difference } from '#model/invariants'
import type { Payout, PayoutTransaction } from '#model/payout'
import type { BookedPayment } from './facts.ts'

/** Why a payout is not booked, or what is left to ask although it is; for a shop owner. */
export interface PayoutReason {
  /** Stable, upper snake case, listed in `docs/reference/errors.md`. */
  readonly code: PayoutReasonCode
  readonly message: string
  readonly remedy?: string
  /** What exactly stands in the way; payouts with the same code and subject are solved together. */
  readonly subject?: string
}

type PayoutReasonCode =
  | 'TEST_PAYOUT'
  | 'PAYOUT_BEFORE_GO_LIVE'
  | 'PAYOUT_EMPTY'
  | 'PAYOUT_NOT_PAID_YET'
  | 'PAYOUT_NOT_COMPLETE'
  | 'PAYOUT_NOT_ITEMISED'
  | 'PAYOUT_UNBALANCED'
  | 'PAYOUT_PERIOD_CLOSED'
  | 'PAYOUT_CLEARING_CURRENCY'
  | 'PAYOUT_TYPE_UNKNOWN'
  | 'PAYOUT_LINES_UNMATCHED'

/** A row that nobody can explain. */
export interface OpenRow {
  readonly row: PayoutTransaction
  readonly why: 'unknown' | 'unmatched'
  readonly reason: string
  /** The reference of the payment that it could be. */
  readonly suggestion: string | null
}

/** An amount as people write it, e.g. `−99.50 SEK`. */
export function amountText(amount: Decimal, currency: string): string {
  const [whole = '0', digits = ''] = amount.replace('-', '').split('.')
  const shown = digits.padEnd(minorUnits(currency), '0')
  return `${amount.startsWith('-') ? '−' : ''}${whole}${shown === '' ? '' : `.${shown}`} ${currency}`
}

export const testPayout = ({ name }: Payout): PayoutReason => ({
  code: 'TEST_PAYOUT',
  message: `${name} was made in a test mode and is no money.`,
})

export const beforeGoLive = ({ name, date }: Payout, goLiveOn: string): PayoutReason => ({
  code: 'PAYOUT_BEFORE_GO_LIVE',
  message: `${name} of ${date} is from before this integration took over on ${goLiveOn}.`,
  remedy: 'Set an earlier go-live date if it should be booked here.',
})

export const empty = ({ name }: Payout): PayoutReason => ({
  code: 'PAYOUT_EMPTY',
  message: `${name} contains nothing: there is nothing to book.`,
})

export const notPaidYet = ({ name, status }: Payout): PayoutReason => ({
  code: 'PAYOUT_NOT_PAID_YET',
  message: status === 'scheduled' ? `${name} has not left the provider yet.` : `${name} is on its way to the bank.`,
})

export const notComplete = ({ incomplete, name }: Payout): PayoutReason => ({
  code: 'PAYOUT_NOT_COMPLETE',
  message: incomplete?.reason ?? `What ${name} consists of is not final yet.`,
})

export const notItemised = ({ incomplete, name, provider }: Payout): PayoutReason => ({
  code: 'PAYOUT_NOT_ITEMISED',
  message: incomplete?.reason ?? `${provider} cannot say what ${name} consists of.`,
  remedy: `Book it by hand and skip it here. For later ones, switch ${provider} to automatic payouts.`,
})

export function unbalanced(payout: Payout, differences: readonly Difference[]): PayoutReason {
  const shown = differences
    .slice(0, 5)
    .map(
      ({ what, expected, actual }) =>
        `${what}: ${amountText(expected, payout.currency)} stated, ${amountText(actual, payout.currency)} found`,
    )
  const more = differences.length > shown.length ? `; and ${differences.length - shown.length} more` : ''
  return {
    code: 'PAYOUT_UNBALANCED',
    message: `The rows of ${payout.name} do not make up what was paid. ${shown.join('; ')}${more}.`,
    remedy: 'Compare both with the provider’s own page of the payout, then retry.',
  }
}

export const clearingCurrency = (
  { name, currency }: Payout,
  { externalId, cleared, document }: BookedPayment,
): PayoutReason => ({
  code: 'PAYOUT_CLEARING_CURRENCY',
  message: `${name} is in ${currency}, and ${externalId} waits for it on an account that is kept in ${cleared?.currency ?? 'another currency'}: nobody could say what is left there.`,
  remedy: `Map the payment method "${document.gateway}" to a clearing account in ${currency}, and book the payments there.`,
  subject: `clearing:${document.gateway}:${currency}`,
})

export const periodClosed = ({ name, date }: Payout, until: string): PayoutReason => ({
  code: 'PAYOUT_PERIOD_CLOSED',
  message: `${name} is of ${date}, and the books are closed up to ${until}.`,
  remedy: 'Open the period, or let late payouts go to the next open day (closedPeriods.dating: next-open-day).',
  subject: `period:${until}`,
})

const NAMED_AT_MOST = 10

/** One reason for all rows that are open; kinds that nobody knows come first, since one entry may solve many payouts. */
export function openRows(payout: Payout, open: readonly OpenRow[], isBooked: boolean): PayoutReason {
  const unknown = open.filter((one) => one.why === 'unknown')
  const named = unknown.length > 0 ? unknown : open
  const shown = named.slice(0, NAMED_AT_MOST).map((one) => rowText(one))
  const more = open.length > shown.length ? ` And ${open.length - shown.length} more.` : ''
  const stands = isBooked ? 'Everything else of it is booked; these amounts stand on the ledger "other".' : 'It waits.'
  const count = open.length === 1 ? 'a movement' : `${open.length} movements`
  const list = `${shown.join('; ')}.${more} ${stands}`
  const [first] = named
  if (unknown.length > 0 && first !== undefined) {
    return {
      code: 'PAYOUT_TYPE_UNKNOWN',
      message: `${payout.name} contains ${count} of a kind that nobody knows: ${list}`,
      remedy: `Say what it is. In the policies: payouts: { types: { ${first.row.type}: adjustment } }`,
      subject: `payout-type:${first.row.type}`,
    }
  }
  const suggested = open.find((one) => one.suggestion !== null)
  const pair = `{ transaction: ${suggested?.row.externalId ?? first?.row.externalId ?? '…'}, payment: ${JSON.stringify(suggested?.suggestion ?? '…')} }`
  return {
    code: 'PAYOUT_LINES_UNMATCHED',
    message: `${payout.name} contains ${count} that nobody can explain: ${list}`,
    remedy: `Book the orders, then retry. ${suggested === undefined ? 'Or name the payment' : 'Or confirm what is suggested'}, in the policies: payouts: { matches: [${pair}] }`,
    subject: `payout:${payout.externalId}`,
  }
}

function rowText({ row, why, reason, suggestion }: OpenRow): string {
  const about = why === 'unknown' ? `kind "${row.type}"` : reason
  const could = suggestion === null ? '' : `, by amount and date it could be ${suggestion}`
  return `${row.externalId} of ${amountText(row.amount, row.currency)} (${about}${could})`
}
