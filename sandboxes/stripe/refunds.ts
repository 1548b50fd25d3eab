import { type Decimal, decimal, ONE } from '#lib/decimal'
import { chargeView, refundedAmount } from './charge-view.ts'
import { checkAmount, converted, type Minor } from './currencies.ts'
import { emit } from './events.ts'
import { post } from './rows.ts'
import { type Account, type Charge, type FeeDetail, type Json, type Metadata, need, type Refund } from './state.ts'

export interface RefundInput {
  /** Minor units of the charge's currency; default all that is left. */
  readonly amount?: Minor
  readonly reason?: 'duplicate' | 'fraudulent' | 'requested_by_customer'
  readonly metadata?: Metadata
  /** Default `succeeded`. `requires_action` moves no money; nor does `pending` for want of funds. */
  readonly status?: 'succeeded' | 'pending' | 'requires_action'
  readonly pendingReason?: 'processing' | 'insufficient_funds' | 'charge_pending'
  /** The day's exchange rate; default the charge's. */
  readonly rate?: string
  /** A fee for refunding, in the settlement currency. Default none. */
  readonly fee?: Minor
  readonly at?: Date
}

/** Money goes back to the customer. @throws {RangeError} when the charge has not that much left. */
export function refund(account: Account, chargeId: string, input: RefundInput = {}): Refund {
  const charge = need(account.charges, chargeId)
  const left = charge.capturedAmount - refundedAmount(account, charge)
  const amount = input.amount ?? left
  checkAmount(amount, charge.currency)
  if (amount <= 0 || amount > left) throw new RangeError(`${chargeId} has ${left} left, not ${amount}`)
  const status = input.status ?? 'succeeded'
  const made = account.refunds.add({
    ...account.stamp(charge.method === 'card' ? 're' : 'pyr'),
    chargeId,
    amount,
    currency: charge.currency,
    reason: input.reason ?? null,
    metadata: input.metadata ?? {},
    rate: rateOf(charge, input.rate),
    fees: feeOf(input.fee),
    status,
    pendingReason: status === 'pending' ? (input.pendingReason ?? 'processing') : null,
    rowId: null,
    failureRowId: null,
    failureReason: null,
    arn: status === 'succeeded' ? `7${String(account.refunds.rows.length).padStart(22, '0')}` : null,
  })
  charge.refundIds.push(made.id)
  if (status !== 'requires_action' && made.pendingReason !== 'insufficient_funds') {
    bookRefund(account, charge, made)
  }
  emit(account, 'refund.created', refundView(account, made))
  emit(account, 'charge.refunded', chargeView(account, charge), { amount_refunded: charge.capturedAmount - left })
  return made
}

const rateOf = (charge: Charge, rate: string | undefined): Decimal | null =>
  charge.rate === null || rate === undefined ? charge.rate : decimal(rate)

const feeOf = (fee: Minor | undefined): FeeDetail[] =>
  fee === undefined || fee === 0 ? [] : [{ type: 'stripe_fee', amount: fee, description: 'Refund fee' }]

function bookRefund(account: Account, charge: Charge, made: Refund): void {
  made.rowId = post(account, {
    type: charge.method === 'card' ? 'refund' : 'payment_refund',
    amount: -converted(made.amount, made.rate ?? ONE),
    currency: charge.settlementCurrency,
    fees: made.fees,
    description: charge.description === null ? null : `REFUND FOR CHARGE (${charge.description})`,
    source: made.id,
    exchangeRate: made.rate,
  }).id
}

/** A pending refund gets through. */
export function refundSucceeds(account: Account, id: string): Refund {
  const made = need(account.refunds, id)
  const before = made.status
  made.status = 'succeeded'
  made.pendingReason = null
  made.arn = `7${String(made.sequence).padStart(22, '0')}`
  if (made.rowId === null) bookRefund(account, need(account.charges, made.chargeId), made)
  emitUpdate(account, 'refund.updated', made, { status: before })
  return made
}

export type RefundFailure =
  | 'lost_or_stolen_card'
  | 'expired_or_canceled_card'
  | 'declined'
  | 'insufficient_funds'
  | 'unknown'

/** The customer's bank sends the money back: it returns to the balance, even when the refund had succeeded. */
export function refundFails(account: Account, id: string, reason: RefundFailure = 'expired_or_canceled_card'): Refund {
  const made = need(account.refunds, id)
  if (made.status === 'failed' || made.status === 'canceled') throw new RangeError(`${id} is ${made.status}`)
  const before = made.status
  made.status = 'failed'
  made.pendingReason = null
  made.failureReason = reason
  if (made.rowId !== null) giveBack(account, made)
  emitUpdate(account, 'refund.failed', made, { status: before })
  return made
}

/** A refund that waits for the customer or for funds is called off. */
export function refundCanceled(account: Account, id: string): Refund {
  const made = need(account.refunds, id)
  if (made.status !== 'requires_action' && made.status !== 'pending') throw new RangeError(`${id} is ${made.status}`)
  const before = made.status
  made.status = 'canceled'
  made.pendingReason = null
  if (made.rowId !== null) giveBack(account, made)
  emitUpdate(account, 'refund.updated', made, { status: before })
  return made
}

function giveBack(account: Account, made: Refund): void {
  const booked = need(account.rows, made.rowId ?? '')
  made.failureRowId = post(account, {
    type: 'refund_failure',
    amount: -booked.amount,
    currency: booked.currency,
    source: made.id,
    exchangeRate: booked.exchangeRate,
    description: 'REFUND FAILURE',
  }).id
}

function emitUpdate(account: Account, type: string, made: Refund, previous: Json): void {
  emit(account, type, refundView(account, made), previous)
  emit(account, 'charge.refund.updated', refundView(account, made), previous)
}

export function refundView(account: Account, made: Refund): Json {
  const charge = need(account.charges, made.chargeId)
  return {
    id: made.id,
    object: 'refund',
    amount: made.amount,
    balance_transaction: made.rowId,
    charge: made.chargeId,
    created: made.created,
    currency: made.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: { type: charge.method, [charge.method]: destinationOf(charge.method, made) },
    ...(made.failureRowId === null ? {} : { failure_balance_transaction: made.failureRowId }),
    ...(made.failureReason === null ? {} : { failure_reason: made.failureReason }),
    metadata: made.metadata,
    payment_intent: charge.paymentIntentId,
    payment_method: `pm_${charge.id.slice(3)}`,
    ...(made.pendingReason === null ? {} : { pending_reason: made.pendingReason }),
    reason: made.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: made.status,
    transfer_reversal: null,
  }
}

function destinationOf(method: string, { arn }: Refund): Json {
  const status = arn === null ? 'pending' : 'available'
  if (method !== 'card') return { reference: arn, reference_status: status }
  return {
    ...(arn === null ? {} : { reference: arn }),
    reference_status: status,
    reference_type: 'acquirer_reference_number',
    type: 'refund',
  }
}
