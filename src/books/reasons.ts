import type { Decimal } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { DocumentKind } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Currency } from '#model/money'
import type { Order } from '#model/order'
import type { Change } from './corrections/content.ts'
import type { Facts } from './facts.ts'
import type { Proof } from './proof.ts'

/** Why nothing is written, for a shop owner. */
export interface Reason {
  /** Stable, upper snake case, listed in `docs/reference/errors.md`. */
  readonly code: ReasonCode
  readonly message: string
  readonly remedy?: string
  /** What exactly stands in the way; orders with the same code and subject are solved together. */
  readonly subject?: string
  /** The merchant's rule that decided, as it stands in the policies, e.g. `skip.tags: wholesale`. */
  readonly rule?: string
}

type ReasonCode =
  | 'TEST_ORDER'
  | 'BEFORE_GO_LIVE'
  | 'SKIPPED_BY_RULE'
  | 'CANCELLED_BEFORE_POSTING'
  | 'NOTHING_TO_BOOK'
  | 'NOT_PAID_YET'
  | 'NOT_FULFILLED_YET'
  | 'TAXES_ESTIMATED'
  | 'CANCELLED_BUT_PAID'
  | 'CHANGED_AFTER_POSTING'
  | 'OVERPAID'
  | 'ORDER_UNBALANCED'
  | 'CREDIT_NOT_POSSIBLE'
  | 'KIND_NOT_SUPPORTED'
  | 'NEGATIVE_ROWS'
  | 'TOO_MANY_ROWS'
  | 'PERIOD_CLOSED'

/** An amount as people write it, e.g. `99.50 SEK`. */
function amountText(amount: Decimal, currency: Currency): string {
  const [whole = '0', digits = ''] = amount.split('.')
  const shown = digits.padEnd(minorUnits(currency), '0')
  return `${whole}${shown === '' ? '' : `.${shown}`} ${currency}`
}

export const testOrder = (order: Order): Reason => ({
  code: 'TEST_ORDER',
  message: `${order.name} was made with a test payment and is not booked.`,
})

export const beforeGoLive = (order: Order, placedOn: string, goLiveOn: string): Reason => ({
  code: 'BEFORE_GO_LIVE',
  message: `${order.name} was placed on ${placedOn}, before this integration took over on ${goLiveOn}.`,
  remedy: 'Set an earlier go-live date if it should be booked here.',
  rule: `goLiveOn: ${goLiveOn}`,
})

export const skippedByRule = (order: Order, rule: string): Reason => ({
  code: 'SKIPPED_BY_RULE',
  message: `${order.name} is left out by your rule "${rule}".`,
  remedy: 'Change the rule if it should be booked.',
  rule,
})

export const cancelledBeforePosting = (order: Order): Reason => ({
  code: 'CANCELLED_BEFORE_POSTING',
  message: `${order.name} was cancelled before anything was booked, and no money was kept.`,
})

export const nothingToBook = (order: Order): Reason => ({
  code: 'NOTHING_TO_BOOK',
  message: `Everything was taken off ${order.name}: there is nothing to book.`,
})

export const notPaidYet = (order: Order): Reason => ({
  code: 'NOT_PAID_YET',
  message:
    order.financialStatus === 'authorized'
      ? `The payment of ${order.name} is reserved but not collected yet. It is booked when the money is.`
      : `${order.name} is not paid in full yet. It is booked when it is.`,
  rule: 'booked when paid',
})

export const notFulfilledYet = (order: Order): Reason => ({
  code: 'NOT_FULFILLED_YET',
  message: `${order.name} is not fulfilled yet. It is booked when everything has left.`,
  rule: 'booked when fulfilled',
})

export const taxesEstimated = (order: Order): Reason => ({
  code: 'TAXES_ESTIMATED',
  message: `The store has only estimated the taxes of ${order.name}; they may still change.`,
  remedy: 'Nothing, unless it stays so: then look at the order in the store.',
})

export const cancelledButPaid = (order: Order, { currency, till }: Facts): Reason => ({
  code: 'CANCELLED_BUT_PAID',
  message: `${order.name} was cancelled, but ${amountText(till.kept, currency)} of the buyer's money was kept.`,
  remedy: 'Give the money back in the store.',
})

const KIND_TEXT = {
  'sales-order': 'sales order',
  invoice: 'invoice',
  'credit-note': 'credit note',
  payment: 'payment',
  'refund-payment': 'refund payment',
  delivery: 'delivery',
  'delivery-return': 'return of goods',
  journal: 'journal entry',
} as const satisfies Record<DocumentKind, string>

export function changedAfterPosting(order: Order, document: HeldDocument, changes: readonly Change[]): Reason {
  const shown = changes.slice(0, 5).map((change) => `${change.what}: ${change.held} → ${change.now}`)
  const more = changes.length > shown.length ? `; and ${changes.length - shown.length} more` : ''
  const name = `${KIND_TEXT[document.kind]} ${document.externalId}`
  return {
    code: 'CHANGED_AFTER_POSTING',
    message: `${order.name} changed after it was booked (${name}). ${shown.join('; ')}${more}.`,
    remedy: `Correct it by hand in the target; what is booked in ${name} stays as it is.`,
  }
}

export const overpaid = (order: Order, { debt }: Facts): Reason => ({
  code: 'OVERPAID',
  message: `The buyer paid ${amountText(debt.settled, debt.currency)} for ${order.name}, which comes to ${amountText(debt.due, debt.currency)}.`,
  remedy: 'Give the difference back in the store, or add what was sold to the order.',
})

export function orderUnbalanced(order: Order, { currency, differences }: Proof): Reason {
  const shown = differences
    .slice(0, 3)
    .map(
      ({ what, expected, actual }) =>
        `${what}: the store says ${amountText(expected, currency)}, its parts make ${amountText(actual, currency)}`,
    )
  return {
    code: 'ORDER_UNBALANCED',
    message: `The figures of ${order.name} do not add up. ${shown.join('; ')}.`,
    remedy:
      'Compare both sides in the preview. For differences of a few cents allow a rounding row (rounding.maximum).',
  }
}

export const creditNotPossible = (order: Order, invoice: string): Reason => ({
  code: 'CREDIT_NOT_POSSIBLE',
  message: `${order.name} was given back in part once more, and the target takes no further credit on ${invoice}.`,
  remedy: 'Book this credit by hand in the target, then skip this transfer.',
})

export const paymentsNotReleased = (order: Order, salesOrder: string): Reason => ({
  code: 'CHANGED_AFTER_POSTING',
  message: `${order.name} changed after goods had left on ${salesOrder}, and the target does not give back the payments on it.`,
  remedy: 'Invoice the sales order by hand in the target, then skip this transfer.',
})

export const kindNotSupported = (order: Order, kind: DocumentKind): Reason => ({
  code: 'KIND_NOT_SUPPORTED',
  message: `${order.name} needs a ${KIND_TEXT[kind]}, which the target cannot hold.`,
  remedy: 'Book it by hand in the target, then skip this transfer; or change the policy that asks for it.',
  subject: `kind:${kind}`,
})

export const negativeRows = (order: Order, kind: DocumentKind): Reason => ({
  code: 'NEGATIVE_ROWS',
  message: `The ${KIND_TEXT[kind]} of ${order.name} would need a row that lowers its total, which the target cannot hold.`,
  remedy: 'Book the order by hand in the target, then skip this transfer.',
})

export const negativeTotal = (order: Order, kind: DocumentKind): Reason => ({
  code: 'NEGATIVE_ROWS',
  message: `The ${KIND_TEXT[kind]} of ${order.name} would come to less than nothing, which the target cannot hold.`,
  remedy: 'Book the order by hand in the target, then skip this transfer.',
})

export const tooManyRows = (order: Order, rows: number, maximum: number): Reason => ({
  code: 'TOO_MANY_ROWS',
  message: `${order.name} comes to ${rows} rows, and the target takes ${maximum} in one document.`,
  remedy: 'Split the order in the store, or book it by hand in the target and skip this transfer.',
})

export const periodClosed = (order: Order, date: string, closedUntil: string): Reason => ({
  code: 'PERIOD_CLOSED',
  message: `A document of ${order.name} belongs to ${date}, and the books are closed until ${closedUntil}.`,
  remedy: 'Open the period, or let documents of closed periods be dated on the next open day (closedPeriods.dating).',
  rule: 'closedPeriods.dating: hold',
})
