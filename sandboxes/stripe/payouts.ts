import type { Minor } from './currencies.ts'
import { emit } from './events.ts'
import { netOf, post } from './rows.ts'
import { type Account, type Json, type Metadata, need, type Payout, type Row, secondsOf } from './state.ts'

export interface PayoutInput {
  /** False: asked for by hand, whose rows Stripe cannot name. Default true, unless `method` is `instant`. */
  readonly automatic?: boolean
  readonly method?: 'standard' | 'instant'
  /** Manual payouts only; default all that is available. */
  readonly amount?: Minor
  readonly currency?: string
  /** When it is in the bank; default the day it is made. */
  readonly date?: Date
  /** Default `paid`. `pending` and `in_transit` wait for `payoutPaid`. */
  readonly status?: 'pending' | 'in_transit' | 'paid'
  /** Automatic payouts only. Default `completed`; `in_progress` waits for `payoutReconciled`. */
  readonly reconciliation?: 'completed' | 'in_progress'
  /** What the account keeps back: a hold row inside of this payout, and its release for the next one. */
  readonly minimumBalance?: Minor
  /** A fee for an instant payout. */
  readonly fee?: Minor
  /** The bank's reference once it is paid; `null` when the bank gives none. */
  readonly traceId?: string | null
  readonly statementDescriptor?: string
  readonly metadata?: Metadata
  readonly at?: Date
}

/** Rows that no automatic payout has taken and that can be paid out now. */
function openRows(account: Account, currency: string): Row[] {
  const now = secondsOf(account.at ?? account.clock.now())
  return account.rows.rows.filter(
    (row) =>
      row.payoutId === null &&
      row.currency === currency &&
      row.balanceType === 'payments' &&
      row.availableOn <= now &&
      row.created <= now,
  )
}

const sumOf = (rows: readonly Row[]): Minor => rows.reduce((sum, row) => sum + netOf(row), 0)

/**
 * Sends the balance to the bank; when it is negative, takes it from there.
 * A manual or instant payout is itself one of the rows that the next automatic one takes, so that sums stay true.
 *
 * @throws {RangeError} when there is nothing to pay out.
 */
export function payout(account: Account, input: PayoutInput = {}): Payout {
  const currency = input.currency ?? account.settings.currencies[0]
  const automatic = input.automatic ?? input.method !== 'instant'
  const stamp = account.stamp('po')
  if (automatic) hold(account, currency, input.minimumBalance ?? 0)
  const rows = openRows(account, currency)
  const amount = automatic ? sumOf(rows) : (input.amount ?? sumOf(rows))
  if (amount === 0) throw new RangeError(`There is nothing to pay out in ${currency}`)
  const own = post(account, {
    type: 'payout',
    amount: -amount,
    currency,
    description: 'STRIPE PAYOUT',
    source: stamp.id,
    fees: input.fee === undefined ? [] : [{ type: 'stripe_fee', amount: input.fee, description: 'Instant payout fee' }],
  })
  const taken = automatic ? [...rows, own] : []
  for (const row of taken) row.payoutId = stamp.id
  const made = account.payouts.add({
    ...stamp,
    amount,
    currency,
    automatic,
    method: input.method ?? 'standard',
    arrivalDate: dayOf(input.date ?? new Date(stamp.created * 1000)),
    description: 'STRIPE PAYOUT',
    statementDescriptor: input.statementDescriptor ?? null,
    metadata: input.metadata ?? {},
    rowId: own.id,
    rows: taken,
    originalPayout: null,
    status: input.status === 'in_transit' ? 'in_transit' : 'pending',
    reconciliation: automatic ? 'in_progress' : 'not_applicable',
    failureRowId: null,
    failure: null,
    reversedBy: null,
    traceId: input.traceId === undefined ? `TRACE${String(stamp.sequence).padStart(9, '0')}` : input.traceId,
  })
  release(account, currency, input.minimumBalance ?? 0)
  emit(account, 'payout.created', payoutView(account, made))
  if ((input.status ?? 'paid') === 'paid') payoutPaid(account, made.id)
  if (automatic && input.reconciliation !== 'in_progress') payoutReconciled(account, made.id)
  return made
}

const dayOf = (at: Date): number => Math.floor(at.getTime() / 86_400_000) * 86_400

function hold(account: Account, currency: string, amount: Minor): void {
  if (amount > 0) post(account, { type: 'payout_minimum_balance_hold', amount: -amount, currency })
}

function release(account: Account, currency: string, amount: Minor): void {
  if (amount > 0) post(account, { type: 'payout_minimum_balance_release', amount, currency })
}

/** It is in the bank, as far as Stripe knows. */
export function payoutPaid(account: Account, id: string): Payout {
  const made = need(account.payouts, id)
  if (made.status !== 'pending' && made.status !== 'in_transit') throw new RangeError(`${id} is ${made.status}`)
  const before = made.status
  made.status = 'paid'
  emit(account, 'payout.paid', payoutView(account, made), { status: before })
  emit(account, 'payout.updated', payoutView(account, made), { trace_id: { status: 'pending', value: null } })
  return made
}

/** From now on the list of its rows is final. */
export function payoutReconciled(account: Account, id: string): Payout {
  const made = need(account.payouts, id)
  if (made.reconciliation !== 'in_progress') throw new RangeError(`${id} is ${made.reconciliation}`)
  made.reconciliation = 'completed'
  emit(account, 'payout.reconciliation_completed', payoutView(account, made), {
    reconciliation_status: 'in_progress',
  })
  return made
}

/** The bank sends it back, even days after it was paid; the money waits for the next payout. */
export function payoutFails(account: Account, id: string, code = 'account_closed'): Payout {
  const made = need(account.payouts, id)
  if (made.status === 'failed' || made.status === 'canceled') throw new RangeError(`${id} is ${made.status}`)
  return undo(account, made, 'payout_failure', 'failed', {
    code,
    message: 'The bank account has been closed or could not be found.',
  })
}

/** Called off before it left. */
export function payoutCanceled(account: Account, id: string): Payout {
  const made = need(account.payouts, id)
  if (made.status !== 'pending') throw new RangeError(`${id} is ${made.status}`)
  return undo(account, made, 'payout_cancel', 'canceled', null)
}

/** The merchant takes a paid payout back: a new one the other way. */
export function payoutReversed(account: Account, id: string): Payout {
  const original = need(account.payouts, id)
  if (original.status !== 'paid' || original.reversedBy !== null) throw new RangeError(`${id} cannot be reversed`)
  const stamp = account.stamp('po')
  const own = post(account, {
    type: 'payout',
    amount: original.amount,
    currency: original.currency,
    description: 'PAYOUT REVERSAL',
    source: stamp.id,
  })
  const made = account.payouts.add({
    ...original,
    ...stamp,
    amount: -original.amount,
    automatic: false,
    arrivalDate: dayOf(new Date(stamp.created * 1000)),
    rowId: own.id,
    rows: [],
    originalPayout: id,
    reconciliation: 'not_applicable',
  })
  original.reversedBy = made.id
  emit(account, 'payout.created', payoutView(account, made))
  emit(account, 'payout.updated', payoutView(account, original), { reversed_by: null })
  return made
}

function undo(
  account: Account,
  made: Payout,
  type: string,
  status: 'failed' | 'canceled',
  failure: Payout['failure'],
): Payout {
  const before = made.status
  made.failureRowId = post(account, {
    type,
    amount: made.amount,
    currency: made.currency,
    description: status === 'failed' ? 'PAYOUT FAILURE' : 'PAYOUT CANCELLATION',
    source: made.id,
  }).id
  made.status = status
  made.failure = failure
  emit(account, `payout.${status}`, payoutView(account, made), { status: before })
  return made
}

export function payoutView(account: Account, made: Payout): Json {
  const settled = made.status === 'paid' || made.status === 'failed' || made.status === 'canceled'
  const traceStatus = made.traceId === null ? 'unsupported' : 'supported'
  return {
    id: made.id,
    object: 'payout',
    amount: made.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: made.arrivalDate,
    automatic: made.automatic,
    balance_transaction: made.rowId,
    created: made.created,
    currency: made.currency,
    description: made.description,
    destination: bankAccountOf(account, made.currency),
    failure_balance_transaction: made.failureRowId,
    failure_code: made.failure?.code ?? null,
    failure_message: made.failure?.message ?? null,
    livemode: account.settings.livemode,
    metadata: made.metadata,
    method: made.method,
    original_payout: made.originalPayout,
    payout_method: null,
    reconciliation_status: made.reconciliation,
    reversed_by: made.reversedBy,
    source_type: 'card',
    statement_descriptor: made.statementDescriptor,
    status: made.status,
    trace_id: settled ? { status: traceStatus, value: made.traceId } : { status: 'pending', value: null },
    type: 'bank_account',
  }
}

/** Each currency has its own bank account. */
export const bankAccountOf = (account: Account, currency: string): string =>
  `ba_${account.settings.id.slice(5, 15)}${currency}`
