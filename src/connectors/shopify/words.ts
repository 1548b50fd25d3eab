import { type Decimal, decimal, HUNDRED, isNegative, multiply } from '#lib/decimal'
import { round } from '#lib/rounding'
import type { DiscountApplication } from '#model/discount'
import type { Fulfillment } from '#model/fulfillment'
import type { Channel, FinancialStatus, Order } from '#model/order'
import type { Payment } from '#model/payment'
import type { RefundLine, Return } from '#model/refund'

// Shopify's words in ours. GraphQL writes them in capitals, webhook bodies in small letters; both come here.

/** Only the table's own words: a file may say `constructor`. */
const known = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined

const FINANCIAL: Readonly<Record<string, FinancialStatus>> = {
  pending: 'pending',
  authorized: 'authorized',
  partially_paid: 'partially-paid',
  paid: 'paid',
  partially_refunded: 'partially-refunded',
  refunded: 'refunded',
  voided: 'voided',
  expired: 'expired',
}

/** An order without a financial status has no transactions yet. */
export const financialStatus = (word: string | null | undefined): FinancialStatus =>
  known(FINANCIAL, (word ?? 'pending').toLowerCase()) ?? 'pending'

/**
 * Webhook bodies know `null`, `partial`, `fulfilled` and `restocked`; GraphQL adds words for what is planned. What is planned
 * counts as not sent, except beside goods that were sent.
 */
export function fulfillmentStatus(
  word: string | null | undefined,
  fulfillments: readonly Fulfillment[],
): Order['fulfillmentStatus'] {
  const status = word?.toLowerCase() ?? 'unfulfilled'
  if (status === 'fulfilled') return 'fulfilled'
  if (status === 'partial' || status === 'partially_fulfilled') return 'partial'
  return fulfillments.some((fulfillment) => fulfillment.status === 'success') ? 'partial' : 'unfulfilled'
}

const CHANNELS: Readonly<Record<string, Channel['kind']>> = {
  web: 'web',
  pos: 'pos',
  shopify_draft_order: 'draft',
  subscription_contract: 'subscription',
  subscription_contract_checkout_one: 'subscription',
}

/** Every other source is an app, named by its id: a marketplace when it owes the tax, else unknown. */
export function channel(sourceName: string | null, location: string | null, taxOwedByChannel: boolean): Channel {
  const name = sourceName ?? 'web'
  const kind = known(CHANNELS, name) ?? (taxOwedByChannel ? 'marketplace' : 'other')
  return { kind, name, locationExternalId: location }
}

const KINDS: Readonly<Record<string, Payment['kind']>> = {
  authorization: 'authorization',
  emv_authorization: 'authorization',
  capture: 'capture',
  sale: 'sale',
  refund: 'refund',
  void: 'void',
  change: 'change',
}

/** `null` for what is no movement, such as a suggested refund. */
export const paymentKind = (word: string): Payment['kind'] | null => known(KINDS, word.toLowerCase()) ?? null

/** Which way the money goes: a sale below zero gives back. Refunds are refunds, whichever sign a body gives them. */
export const paymentMove = (kind: Payment['kind'], amount: Decimal): Payment['kind'] =>
  (kind === 'sale' || kind === 'capture') && isNegative(amount) ? 'refund' : kind

const STATUSES: Readonly<Record<string, Payment['status']>> = {
  success: 'success',
  pending: 'pending',
  awaiting_response: 'pending',
  failure: 'failure',
  error: 'error',
}

export const paymentStatus = (word: string): Payment['status'] => known(STATUSES, word.toLowerCase()) ?? 'unknown'

const RESTOCK: Readonly<Record<string, RefundLine['restock']>> = {
  return: 'return',
  cancel: 'cancel',
  no_restock: 'none',
  legacy_restock: 'legacy',
}

export const restockType = (word: string | null | undefined): RefundLine['restock'] =>
  known(RESTOCK, (word ?? 'no_restock').toLowerCase()) ?? 'none'

const SENT: Readonly<Record<string, Fulfillment['status']>> = {
  success: 'success',
  cancelled: 'cancelled',
  error: 'failure',
  failure: 'failure',
}

export const shipmentStatus = (word: string): Fulfillment['status'] => known(SENT, word.toLowerCase()) ?? 'pending'

/**
 * When a shipment was taken back. Shopify states it as the shipment's last change: one that is cancelled does not change any more.
 */
export function cancelledAt(status: string, updatedAt: string | null | undefined): Pick<Fulfillment, 'cancelledAt'> {
  if (shipmentStatus(status) !== 'cancelled') return { cancelledAt: null }
  return updatedAt == null ? {} : { cancelledAt: updatedAt }
}

const RETURNS: Readonly<Record<string, Return['status']>> = {
  requested: 'requested',
  open: 'open',
  closed: 'closed',
  declined: 'declined',
  canceled: 'cancelled',
}

export const returnStatus = (word: string): Return['status'] => known(RETURNS, word.toLowerCase()) ?? 'open'

const DISCOUNTS: Readonly<Record<string, DiscountApplication['kind']>> = {
  discountcodeapplication: 'code',
  discount_code: 'code',
  automaticdiscountapplication: 'automatic',
  automatic: 'automatic',
  manualdiscountapplication: 'manual',
  manual: 'manual',
  scriptdiscountapplication: 'script',
  script: 'script',
}

export const discountKind = (word: string | null | undefined): DiscountApplication['kind'] =>
  known(DISCOUNTS, (word ?? '').toLowerCase()) ?? 'other'

export const discountTarget = (word: string | null | undefined): DiscountApplication['target'] =>
  word?.toLowerCase() === 'shipping_line' ? 'shipping' : 'lines'

// A rate is a JSON number of at most five digits; binary fractions such as 0.07250000000000001 are repaired, not rounded.
const RATE_PLACES = 8

/** Shopify's `rate` is a fraction (`0.25`); ours is in percent (`25`). */
export const percent = (rate: number | null): Decimal | null =>
  rate === null ? null : round(multiply(decimal(rate), HUNDRED), { places: RATE_PLACES, direction: 'half-even' })

/** Tags without order: webhook bodies and GraphQL sort them differently. */
export const sortedTags = (tags: readonly string[]): string[] =>
  [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
