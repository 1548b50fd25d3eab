import type { Account, EventRecord, Json } from './state.ts'

export const API_VERSION = '2026-10-28.endive'
const KEPT_SECONDS = 30 * 86_400

/** Notes that something happened to an object, as it is now, and tells the endpoints. */
export function emit(account: Account, type: string, object: Json, previous: Json | null = null): EventRecord {
  const event = account.events.add({
    ...account.stamp('evt'),
    type,
    object,
    previous,
    request: account.request,
    pendingWebhooks: 0,
    failedWebhooks: 0,
  })
  account.deliver(event)
  return event
}

/** Stripe forgets events after thirty days. */
export const isKept = (event: EventRecord, nowSeconds: number): boolean => event.created > nowSeconds - KEPT_SECONDS

export function eventView(account: Account, event: EventRecord, apiVersion: string = API_VERSION): Json {
  return {
    id: event.id,
    object: 'event',
    api_version: apiVersion,
    created: event.created,
    data: {
      object: event.object,
      ...(event.previous === null ? {} : { previous_attributes: event.previous }),
    },
    livemode: account.settings.livemode,
    pending_webhooks: event.pendingWebhooks,
    request:
      event.request === null
        ? { id: null, idempotency_key: null }
        : { id: event.request.id, idempotency_key: event.request.idempotencyKey },
    type: event.type,
  }
}

/** True when a pattern such as `payout.*`, `*` or a full name covers the type. */
export const covers = (pattern: string, type: string): boolean =>
  pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)))

/** Types that an endpoint may ask for: what happens in this sandbox, and the neighbours an integration usually names with them. */
export const EVENT_TYPES: readonly string[] = [
  'account.application.deauthorized',
  'account.updated',
  'balance.available',
  'charge.captured',
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.funds_reinstated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.updated',
  'charge.expired',
  'charge.failed',
  'charge.pending',
  'charge.refund.updated',
  'charge.refunded',
  'charge.succeeded',
  'charge.updated',
  'checkout.session.completed',
  'invoice.paid',
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.created',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.succeeded',
  'payout.canceled',
  'payout.created',
  'payout.failed',
  'payout.paid',
  'payout.reconciliation_completed',
  'payout.updated',
  'refund.created',
  'refund.failed',
  'refund.updated',
  'reporting.report_run.failed',
  'reporting.report_run.succeeded',
  'reporting.report_type.updated',
  'topup.created',
  'topup.failed',
  'topup.succeeded',
  'transfer.created',
  'transfer.reversed',
  'transfer.updated',
]
