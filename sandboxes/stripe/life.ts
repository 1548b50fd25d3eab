import { balanceView } from './balance.ts'
import * as bookings from './bookings.ts'
import { capture, charge, paymentFails, settle } from './charges.ts'
import * as disputes from './disputes.ts'
import { emit } from './events.ts'
import { findView } from './find.ts'
import * as payouts from './payouts.ts'
import * as refunds from './refunds.ts'
import { reportFails } from './reports.ts'
import { type Account, atTime, type Json, need, type Row } from './state.ts'

/**
 * What happens in an account, as functions. Amounts are whole minor units; ids are those of the API.
 * Any input takes `at`, a moment in the past at which it happened.
 */
export type Life = ReturnType<typeof createLife>

/** Binds an action to its account and does it at the moment that its last argument names. */
const bound =
  (account: Account) =>
  <A extends unknown[], R>(act: (account: Account, ...args: A) => R) =>
  (...args: A): R => {
    const last = args.at(-1)
    const at =
      last !== null && typeof last === 'object' && 'at' in last && last.at instanceof Date ? last.at : undefined
    return atTime(account, at, () => act(account, ...args))
  }

export function createLife(account: Account) {
  const bind = bound(account)
  return {
    charge: bind(charge),
    capture: bind(capture),
    settle: bind(settle),
    paymentFails: bind(paymentFails),
    refund: bind(refunds.refund),
    refundSucceeds: bind(refunds.refundSucceeds),
    refundFails: bind(refunds.refundFails),
    refundCanceled: bind(refunds.refundCanceled),
    dispute: bind(disputes.dispute),
    disputeSubmitted: bind(disputes.disputeSubmitted),
    disputeEscalates: bind(disputes.disputeEscalates),
    disputeWon: bind(disputes.disputeWon),
    disputeLost: bind(disputes.disputeLost),
    disputeStatus: bind(disputes.disputeStatus),
    inquiryClosed: bind(disputes.inquiryClosed),
    payout: bind(payouts.payout),
    payoutPaid: bind(payouts.payoutPaid),
    payoutReconciled: bind(payouts.payoutReconciled),
    payoutFails: bind(payouts.payoutFails),
    payoutCanceled: bind(payouts.payoutCanceled),
    payoutReversed: bind(payouts.payoutReversed),
    reportFails: bind(reportFails),
    /** Tells the endpoints that money can be paid out. */
    balanceAvailable: () => void emit(account, 'balance.available', balanceView(account)),
    ...boundBookings(account),
    /** The object behind an id as the API would state it; `null` when there is none. */
    view: (id: string): Json | null => findView(account, id),
    /** The rows that an automatic payout took, its own included, oldest first. */
    rowsOf: (payoutId: string): Row[] => [...need(account.payouts, payoutId).rows],
    /** All balance transactions, oldest first. */
    rows: (): readonly Row[] => account.rows.rows,
  }
}

function boundBookings(account: Account) {
  const bind = bound(account)
  return {
    book: bind(bookings.book),
    stripeFee: bind(bookings.stripeFee),
    taxFee: bind(bookings.taxFee),
    fxFee: bind(bookings.fxFee),
    networkCost: bind(bookings.networkCost),
    reserveHold: bind(bookings.reserveHold),
    reserveRelease: bind(bookings.reserveRelease),
    networkReserveHold: bind(bookings.networkReserveHold),
    networkReserveRelease: bind(bookings.networkReserveRelease),
    minimumBalanceHold: bind(bookings.minimumBalanceHold),
    minimumBalanceRelease: bind(bookings.minimumBalanceRelease),
    advance: bind(bookings.advance),
    advanceFunding: bind(bookings.advanceFunding),
    anticipationRepayment: bind(bookings.anticipationRepayment),
    adjustment: bind(bookings.adjustment),
    topup: bind(bookings.topup),
    transfer: bind(bookings.transfer),
    transferReversal: bind(bookings.transferReversal),
    applicationFee: bind(bookings.applicationFee),
    contribution: bind(bookings.contribution),
    climateOrder: bind(bookings.climateOrder),
    climateRefund: bind(bookings.climateRefund),
  }
}
