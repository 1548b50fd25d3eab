import type { Minor } from './currencies.ts'
import { emit } from './events.ts'
import { type NewRow, post } from './rows.ts'
import type { Account, Json, Row } from './state.ts'

/** How a row that belongs to no order may differ from the usual. */
export interface BookingInput {
  readonly currency?: string
  readonly description?: string
  readonly at?: Date
  readonly availableOn?: Date
}

export type AnyBooking = Omit<NewRow, 'exchangeRate'> & { readonly at?: Date }

/** One row of any type, known to Stripe or not, with exactly the amounts given. */
export const book = (account: Account, input: AnyBooking): Row => post(account, input)

type Booking = (account: Account, amount: Minor, input?: BookingInput) => Row

/** A function that books rows of one type; `sign` says which way the (positive) amount goes. */
const kind =
  (type: string, sign: 1 | -1, fixed: { category?: string; description?: string } = {}): Booking =>
  (account, amount, input = {}) =>
    post(account, { type, ...fixed, ...input, amount: amount * sign })

/** Monthly fees such as Radar or the terminal; negative gives some back. No source. */
export const stripeFee = kind('stripe_fee', -1, { description: 'Radar' })
export const taxFee = kind('tax_fee', -1, { description: 'VAT on Stripe fees' })
export const fxFee = kind('stripe_fx_fee', -1, { description: 'Currency conversion fee' })
/** What the card network took, booked after the charge (IC++ pricing). */
export const networkCost = kind('stripe_fee', -1, { category: 'network_cost', description: 'Card network costs' })
export const networkReserveHold = kind('payment_network_reserve_hold', -1)
export const networkReserveRelease = kind('payment_network_reserve_release', 1)
export const minimumBalanceHold = kind('payout_minimum_balance_hold', -1)
export const minimumBalanceRelease = kind('payout_minimum_balance_release', 1)
/** Money lent or paid out early. */
export const advance = kind('advance', 1)
export const advanceFunding = kind('advance_funding', -1)
export const anticipationRepayment = kind('anticipation_repayment', -1)
/** A correction by Stripe, with its sign. */
export const adjustment = kind('adjustment', 1)
export const contribution = kind('contribution', -1, { description: 'Stripe Climate contribution' })
export const climateOrder = kind('climate_order_purchase', -1)
export const climateRefund = kind('climate_order_refund', 1)

// The money changes balances: one row takes it from the payments balance, its mirror is in the reserve's.
const reserve =
  (type: string, sign: 1 | -1): Booking =>
  (account, amount, input = {}) => {
    const row = post(account, { type, ...input, amount: amount * sign })
    post(account, { type, ...input, amount: -amount * sign, balanceType: 'risk_reserved' })
    return row
  }

export const reserveHold = reserve('reserve_hold', -1)
export const reserveRelease = reserve('reserve_release', 1)

/** A row with an object of its own behind it, which can be expanded. */
function withSource(
  account: Account,
  { prefix, object, type, sign }: { prefix: string; object: string; type: string; sign: 1 | -1 },
  amount: Minor,
  input: BookingInput,
  more: Json,
): Row {
  const stamp = account.stamp(prefix)
  const row = post(account, { type, ...input, amount: amount * sign, source: stamp.id })
  const view = {
    id: stamp.id,
    object,
    amount,
    balance_transaction: row.id,
    created: stamp.created,
    currency: row.currency,
    description: input.description ?? null,
    livemode: account.settings.livemode,
    metadata: {},
    ...more,
  }
  account.others.add({ ...stamp, view })
  return row
}

/** The merchant pays money in. */
export const topup: Booking = (account, amount, input = {}) => {
  const how = { prefix: 'tu', object: 'topup', type: 'topup', sign: 1 } as const
  const row = withSource(account, how, amount, input, {
    expected_availability_date: null,
    failure_code: null,
    failure_message: null,
    source: null,
    statement_descriptor: null,
    status: 'succeeded',
    transfer_group: null,
  })
  emit(account, 'topup.succeeded', account.others.get(row.source ?? '')?.view ?? {})
  return row
}

/** Money for a connected account. */
export const transfer: Booking = (account, amount, input = {}) => {
  const how = { prefix: 'tr', object: 'transfer', type: 'transfer', sign: -1 } as const
  const row = withSource(account, how, amount, input, {
    amount_reversed: 0,
    destination: 'acct_destination',
    destination_payment: null,
    reversals: { object: 'list', data: [], has_more: false, url: '' },
    reversed: false,
    source_transaction: null,
    source_type: 'card',
    transfer_group: null,
  })
  emit(account, 'transfer.created', account.others.get(row.source ?? '')?.view ?? {})
  return row
}

/** A transfer comes back. */
export const transferReversal: Booking = (account, amount, input = {}) => {
  const how = { prefix: 'trr', object: 'transfer_reversal', type: 'transfer_refund', sign: 1 } as const
  return withSource(account, how, amount, input, { destination_payment_refund: null, source_refund: null })
}

/** What a platform earns on a connected account's charge. */
export const applicationFee: Booking = (account, amount, input = {}) => {
  const how = { prefix: 'fee', object: 'application_fee', type: 'application_fee', sign: 1 } as const
  return withSource(account, how, amount, input, { amount_refunded: 0, refunded: false })
}
