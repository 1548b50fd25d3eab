import { type Decimal, decimal, ONE } from '#lib/decimal'
import { chargeView, paymentIntentView } from './charge-view.ts'
import { checkAmount, converted, type Minor } from './currencies.ts'
import { emit } from './events.ts'
import { post } from './rows.ts'
import { type Account, type Charge, type FeeDetail, type Metadata, need } from './state.ts'

export interface ChargeInput {
  /** What the customer pays, in minor units of `currency`. */
  readonly amount: Minor
  /** Lower case; default the account's first currency. */
  readonly currency?: string
  /** Minor units of the settlement currency per minor unit of `currency`, e.g. `"0.0884"`. Needed when the account does not settle in `currency`. */
  readonly rate?: string
  /** What the customer saw when Stripe showed prices in another currency than the charge's. */
  readonly presentmentCurrency?: string
  readonly presentmentAmount?: Minor
  /** Stripe's fee in minor units of the settlement currency, tax not included. Default 1.5 % and 25. */
  readonly fee?: Minor
  /** Tax on the fee. Default none. */
  readonly feeTax?: Minor
  /** All fees, instead of `fee` and `feeTax`. */
  readonly fees?: readonly { readonly type: FeeDetail['type']; readonly amount: Minor; readonly description?: string }[]
  readonly metadata?: Metadata
  /** Default: a new intent. `null` for none, as old plugins make; an id for a further attempt on that intent. */
  readonly paymentIntent?: string | null
  readonly paymentIntentMetadata?: Metadata
  readonly description?: string
  readonly customer?: string
  readonly email?: string
  readonly transferGroup?: string
  /** `card` (default), `klarna`, `ideal`, `swish`, … What is not a card gets an id with `py_` and rows of type `payment`. */
  readonly method?: string
  /** False authorises only; `capture` brings the money. Default true. */
  readonly captured?: boolean
  /** False leaves the balance transaction away until `settle`. Default true. */
  readonly settled?: boolean
  readonly status?: 'succeeded' | 'pending' | 'failed'
  /** When; default now. Every action takes it, so that a history can be made. */
  readonly at?: Date
  readonly availableOn?: Date
}

const FEE_RATE = decimal('0.015')
const FEE_FIXED = 25

/** A customer pays. */
export function charge(account: Account, input: ChargeInput): Charge {
  const currency = input.currency ?? account.settings.currencies[0]
  checkAmount(input.amount, currency)
  const { settlementCurrency, rate } = settlementOf(account, currency, input.rate)
  const status = input.status ?? 'succeeded'
  const method = input.method ?? 'card'
  const paymentIntentId = intentFor(account, input, currency)
  const captured = status !== 'failed' && (input.captured ?? true)
  const made = account.charges.add({
    ...account.stamp(method === 'card' ? 'ch' : 'py'),
    amount: input.amount,
    currency,
    paymentIntentId,
    method,
    metadata: input.metadata ?? {},
    description: input.description ?? null,
    customer: input.customer ?? null,
    email: input.email ?? null,
    transferGroup: input.transferGroup ?? null,
    refundIds: [],
    disputeIds: [],
    presentment: presentmentOf(input),
    settlementCurrency,
    rate,
    fees: feesOf(input, converted(input.amount, rate ?? ONE)),
    status,
    capturedAmount: captured ? input.amount : 0,
    captured,
    rowId: null,
    failureRowId: null,
    failure: status === 'failed' ? { code: 'card_declined', message: 'Your card was declined.' } : null,
  })
  if (paymentIntentId !== null) need(account.paymentIntents, paymentIntentId).chargeIds.push(made.id)
  if (status === 'succeeded' && captured && input.settled !== false) book(account, made, input.availableOn)
  emit(account, `charge.${status}`, chargeView(account, made))
  emitIntent(account, made)
  return made
}

function intentFor(account: Account, input: ChargeInput, currency: string): string | null {
  if (input.paymentIntent === null) return null
  if (input.paymentIntent !== undefined) return need(account.paymentIntents, input.paymentIntent).id
  const intent = account.paymentIntents.add({
    ...account.stamp('pi'),
    chargeIds: [],
    amount: input.amount,
    currency,
    metadata: input.paymentIntentMetadata ?? input.metadata ?? {},
    description: input.description ?? null,
    customer: input.customer ?? null,
  })
  return intent.id
}

function emitIntent(account: Account, { paymentIntentId, status, captured }: Charge): void {
  const intent = paymentIntentId === null ? undefined : account.paymentIntents.get(paymentIntentId)
  if (intent === undefined) return
  const type = { failed: 'payment_failed', pending: 'processing', succeeded: 'succeeded' }[status]
  const happened = status === 'succeeded' && !captured ? 'amount_capturable_updated' : type
  emit(account, `payment_intent.${happened}`, paymentIntentView(account, intent))
}

function settlementOf(
  { settings }: Account,
  currency: string,
  rate: string | undefined,
): { settlementCurrency: string; rate: Decimal | null } {
  if (settings.currencies.includes(currency)) return { settlementCurrency: currency, rate: null }
  if (rate === undefined) {
    throw new RangeError(`The account does not settle in ${currency}: say at which rate it is exchanged`)
  }
  return { settlementCurrency: settings.currencies[0], rate: decimal(rate) }
}

const presentmentOf = ({ presentmentCurrency, presentmentAmount, amount }: ChargeInput): Charge['presentment'] =>
  presentmentCurrency === undefined ? null : { currency: presentmentCurrency, amount: presentmentAmount ?? amount }

function feesOf(input: ChargeInput, settled: Minor): FeeDetail[] {
  if (input.fees !== undefined) return input.fees.map((fee) => ({ ...fee, description: fee.description ?? null }))
  const fee = input.fee ?? converted(settled, FEE_RATE) + FEE_FIXED
  const tax = input.feeTax ?? 0
  return [
    ...(fee === 0 ? [] : [{ type: 'stripe_fee', amount: fee, description: 'Stripe processing fees' } as const]),
    ...(tax === 0 ? [] : [{ type: 'tax', amount: tax, description: 'VAT' } as const]),
  ]
}

function book(account: Account, made: Charge, availableOn?: Date): void {
  const from = account.at ?? account.clock.now()
  const row = post(account, {
    type: made.method === 'card' ? 'charge' : 'payment',
    amount: converted(made.capturedAmount, made.rate ?? ONE),
    currency: made.settlementCurrency,
    fees: made.fees,
    description: made.description,
    source: made.id,
    exchangeRate: made.rate,
    availableOn: availableOn ?? new Date(from.getTime() + account.settings.settlementDays * 86_400_000),
  })
  made.rowId = row.id
}

export interface CaptureInput {
  /** Books the whole authorisation and takes back what was not captured, as some accounts see it. Default one row. */
  readonly reversal?: boolean
  readonly at?: Date
}

/** Takes authorised money, all or a part of it. */
export function capture(account: Account, id: string, amount?: Minor, input: CaptureInput = {}): Charge {
  const made = need(account.charges, id)
  if (made.captured || made.status !== 'succeeded') throw new RangeError(`${id} cannot be captured`)
  made.captured = true
  made.capturedAmount = input.reversal === true ? made.amount : (amount ?? made.amount)
  book(account, made)
  made.capturedAmount = amount ?? made.amount
  const released = made.amount - made.capturedAmount
  if (input.reversal === true && released > 0) {
    post(account, {
      type: made.method === 'card' ? 'refund' : 'payment_refund',
      category: 'partial_capture_reversal',
      amount: -converted(released, made.rate ?? ONE),
      currency: made.settlementCurrency,
      source: made.id,
      exchangeRate: made.rate,
    })
  }
  emit(account, 'charge.captured', chargeView(account, made), { captured: false })
  emitIntent(account, made)
  return made
}

/** A pending or not yet settled charge gets its balance transaction. */
export function settle(account: Account, id: string): Charge {
  const made = need(account.charges, id)
  if (made.rowId !== null || made.status === 'failed') throw new RangeError(`${id} is settled or failed`)
  const wasPending = made.status === 'pending'
  made.status = 'succeeded'
  book(account, made)
  emit(account, wasPending ? 'charge.succeeded' : 'charge.updated', chargeView(account, made), {
    balance_transaction: null,
  })
  if (wasPending) emitIntent(account, made)
  return made
}

/** A payment that had succeeded bounces, e.g. a direct debit: the money leaves the balance again. */
export function paymentFails(account: Account, id: string): Charge {
  const made = need(account.charges, id)
  made.status = 'failed'
  made.failure = { code: 'payment_intent_payment_attempt_failed', message: 'The payment failed.' }
  if (made.rowId !== null) {
    const row = post(account, {
      type: 'payment_failure_refund',
      amount: -converted(made.capturedAmount, made.rate ?? ONE),
      currency: made.settlementCurrency,
      source: made.id,
      exchangeRate: made.rate,
    })
    made.failureRowId = row.id
  }
  emit(account, 'charge.failed', chargeView(account, made))
  emitIntent(account, made)
  return made
}
