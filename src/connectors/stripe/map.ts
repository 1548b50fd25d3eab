import { dateIn } from '#lib/clock'
import { type Decimal, decimal, sum } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { Incomplete, Payout, PayoutStatus, PayoutTransaction, Presentment } from '#model/payout'
import { fromMinor } from './amounts.ts'
import { categoryOf } from './categories.ts'
import { isLive, type StripeSettings } from './settings.ts'
import type { StripePayout, StripeRow, StripeSource } from './vendor.ts'

const STATUS: Readonly<Record<string, PayoutStatus>> = {
  pending: 'scheduled',
  in_transit: 'in-transit',
  paid: 'paid',
  failed: 'failed',
  canceled: 'cancelled',
}

/** How far a payout has come: an order of its states, and whether its rows are final. */
const RANK: Readonly<Record<PayoutStatus, number>> = {
  scheduled: 0,
  'in-transit': 2,
  paid: 4,
  cancelled: 6,
  failed: 8,
}

const statusOf = ({ status, id }: StripePayout): PayoutStatus => {
  const known = Object.hasOwn(STATUS, status) ? STATUS[status] : undefined
  if (known !== undefined) return known
  throw new TillbridgeError({
    kind: 'bug',
    code: 'STRIPE_ANSWER_UNREADABLE',
    message: `Stripe says that ${id} is "${status}", which Tillbridge does not know.`,
    remedy: 'Update Tillbridge.',
  })
}

/** Stripe states no time of change: the time of making, and a second more for each step that the payout has taken since. */
export function stampOf(source: StripePayout): string {
  const steps = RANK[statusOf(source)] + (source.reconciliation_status === 'in_progress' ? 0 : 1)
  return instant(source.created + steps)
}

export const instant = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** @throws {TillbridgeError} `rejected`, `STRIPE_OTHER_MODE` when a test object came with a live key, or the other way round. */
export function payoutOf(source: StripePayout, rows: readonly StripeRow[], settings: StripeSettings): Payout {
  if (source.livemode !== isLive(settings)) throw otherMode(source, settings)
  const currency = source.currency.toUpperCase()
  const incomplete = incompleteOf(source)
  return {
    externalId: source.id,
    name: source.id,
    provider: 'Stripe',
    gateway: settings.gateway,
    status: statusOf(source),
    // A day, sent as its midnight in UTC.
    date: dateIn('UTC', new Date(source.arrival_date * 1000)),
    createdAt: instant(source.created),
    updatedAt: stampOf(source),
    timeZone: settings.timeZone,
    currency,
    net: fromMinor(source.amount, currency),
    direction: source.amount < 0 ? 'withdrawal' : 'deposit',
    bankReference: source.trace_id?.value ?? source.statement_descriptor ?? null,
    complete: incomplete === null,
    incomplete,
    test: !source.livemode,
    transactions: rows.map((row) => transactionOf(row, source.id, settings)),
  }
}

function incompleteOf({ automatic, method, reconciliation_status: state, id }: StripePayout): Incomplete | null {
  if (!automatic || method === 'instant') {
    const how = automatic ? 'an instant payout' : 'requested by hand'
    return { when: 'never', reason: `${id} was ${how}, and Stripe cannot say which payments such a payout contains.` }
  }
  if (state === 'completed') return null
  return { when: 'later', reason: `Stripe is still sorting which payments ${id} contains.` }
}

function transactionOf(row: StripeRow, payoutId: string, settings: StripeSettings): PayoutTransaction {
  const currency = row.currency.toUpperCase()
  const money = (amount: number): Decimal => fromMinor(amount, currency)
  const feesOf = (type: string): Decimal =>
    sum(row.fee_details.filter((fee) => fee.type === type).map((fee) => money(fee.amount)))
  const { metadata = {}, description } = typeof row.source === 'object' && row.source !== null ? row.source : {}
  return {
    externalId: row.id,
    type: row.type,
    category: idOf(row.source) === payoutId ? 'payout' : categoryOfRow(row),
    amount: money(row.amount),
    fee: money(row.fee),
    feeTax: feesOf('tax'),
    withheldTax: feesOf('withheld_tax'),
    net: money(row.net),
    currency,
    orderExternalId: metadata[settings.orderIdField] ?? null,
    orderName: metadata[settings.orderNameField] ?? null,
    orderPaymentExternalId: null,
    providerReferences: referencesOf(row.source),
    presentment: presentmentOf(row, currency),
    processedAt: instant(row.created),
    description: row.description ?? description ?? null,
  }
}

/**
 * Both directions of a reserve may carry one category; then the sign tells which it is. The row of another payout, one that was asked
 * for by hand, is money that this payout no longer contains.
 */
function categoryOfRow(row: StripeRow): PayoutTransaction['category'] {
  const category = categoryOf(row.type, row.reporting_category)
  if (category === 'payout') return 'transfer'
  if (category === 'reserve-hold' && row.amount > 0) return 'reserve-release'
  return category
}

type Expandable = string | { readonly id: string } | null | undefined

const idOf = (value: Expandable): string | null => (typeof value === 'string' ? value : (value?.id ?? null))

/** The ids of what stands behind a row: itself, its payment intent, its charge. */
function referencesOf(source: StripeSource | null): string[] {
  const behind = typeof source === 'object' && source !== null ? [source.payment_intent, source.charge] : []
  return [...new Set([source, ...behind].flatMap((value) => idOf(value) ?? []))]
}

/** What the buyer paid, when it was exchanged: the amount of the charge or refund behind the row. */
function presentmentOf({ source, exchange_rate: rate, amount }: StripeRow, currency: string): Presentment | null {
  if (typeof source !== 'object' || source === null) return null
  const paid = source.currency?.toUpperCase()
  if (paid === undefined || paid === currency || source.amount === undefined) return null
  const signed = amount < 0 ? -Math.abs(source.amount) : Math.abs(source.amount)
  return { amount: fromMinor(signed, paid), currency: paid, rate: rate == null ? null : decimal(rate) }
}

const otherMode = ({ id, livemode }: StripePayout, settings: StripeSettings): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STRIPE_OTHER_MODE',
    message: `${id} belongs to Stripe's ${livemode ? 'live' : 'test'} mode, and the key to its ${isLive(settings) ? 'live' : 'test'} mode.`,
    remedy: 'Keep test and live apart: one connection for each.',
    subject: 'setting:apiKey',
  })
