import { absolute, decimal, ZERO } from '#lib/decimal'
import type { Fulfillment } from '#model/fulfillment'
import { dual, negateDual } from '#model/money'
import type { Payment } from '#model/payment'
import type { Refund, RefundShipping } from '#model/refund'
import { dualSet } from './map-money.ts'
import type { WebhookAdjustment, WebhookFulfillment, WebhookRefund, WebhookTransaction } from './vendor-webhook.ts'
import { cancelledAt, paymentKind, paymentMove, paymentStatus, restockType, shipmentStatus } from './words.ts'

const isShipping = (adjustment: WebhookAdjustment): boolean => adjustment.kind?.toLowerCase() === 'shipping_refund'

/** Refunded shipping that is told as an adjustment only, without the shipping line that it belongs to. */
export const namesNoShippingLine = (refund: WebhookRefund): boolean =>
  (refund.refund_shipping_lines ?? []).length === 0 && refund.order_adjustments.some(isShipping)

/** A refund as a webhook body states it; its movements of money are picked from the order's. */
export function webhookRefund(source: WebhookRefund, payments: readonly Payment[]): Refund {
  const own = new Set(source.transactions.map((entry) => entry.id))
  return {
    externalId: source.id,
    createdAt: source.created_at ?? source.processed_at ?? new Date(0).toISOString(),
    note: source.note,
    returnExternalId: source.return?.id ?? null,
    lines: source.refund_line_items.map((line) => ({
      externalId: line.id,
      lineExternalId: line.line_item_id,
      quantity: decimal(line.quantity),
      subtotal: dualSet(line.subtotal_set, line.subtotal),
      tax: dualSet(line.total_tax_set, line.total_tax),
      restock: restockType(line.restock_type),
      locationExternalId: line.location_id,
    })),
    shipping: shippingOf(source),
    adjustments: source.order_adjustments.filter((entry) => !isShipping(entry)).map(adjustmentOf),
    duties: source.duties.map((duty) => ({
      dutyExternalId: duty.duty_id ?? '',
      amount: dualSet(duty.amount_set, null),
    })),
    payments: payments.filter((payment) => own.has(payment.externalId)),
  }
}

// Newer bodies tell refunded shipping twice: as lines, and as an adjustment of kind `shipping_refund` with a minus.
function shippingOf(source: WebhookRefund): RefundShipping[] {
  if (!namesNoShippingLine(source)) {
    return (source.refund_shipping_lines ?? []).map((line) => ({
      shippingExternalId: line.shipping_line_id ?? line.shipping_line?.id ?? null,
      subtotal: dualSet(line.subtotal_amount_set, null),
      tax: dualSet(line.tax_amount_set, null),
    }))
  }
  return source.order_adjustments.filter(isShipping).map((entry) => ({
    shippingExternalId: null,
    subtotal: negateDual(dualSet(entry.amount_set, entry.amount)),
    tax: negateDual(dualSet(entry.tax_amount_set, entry.tax_amount)),
  }))
}

const adjustmentOf = (source: WebhookAdjustment) => ({
  externalId: source.id,
  // `Refund discrepancy` in bodies is REFUND_DISCREPANCY in GraphQL.
  reason: (source.reason ?? source.kind ?? 'other')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_'),
  amount: dualSet(source.amount_set, source.amount),
  tax: dualSet(source.tax_amount_set, source.tax_amount),
})

/** A shipment as a webhook body states it. */
export const webhookFulfillment = (source: WebhookFulfillment): Fulfillment => ({
  externalId: source.id,
  status: shipmentStatus(source.status ?? 'pending'),
  createdAt: source.created_at,
  ...cancelledAt(source.status ?? 'pending', source.updated_at),
  locationExternalId: source.location_id,
  lines: source.line_items.map((line) => ({ lineExternalId: line.id, quantity: decimal(line.quantity) })),
  tracking: trackingOf(source),
})

function trackingOf(source: WebhookFulfillment): Fulfillment['tracking'] {
  const numbers = source.tracking_numbers.length > 0 ? source.tracking_numbers : listed(source.tracking_number)
  const urls = source.tracking_urls.length > 0 ? source.tracking_urls : listed(source.tracking_url)
  const length = Math.max(numbers.length, urls.length, source.tracking_company === null ? 0 : 1)
  return Array.from({ length }, (_, index) => ({
    company: source.tracking_company,
    number: numbers[index] ?? null,
    url: urls[index] ?? null,
  }))
}

const listed = (value: string | null): string[] => (value === null ? [] : [value])

/** Movements of money as old REST answers state them. Only right when the order has one currency. */
export function webhookPayments(transactions: readonly WebhookTransaction[]): Payment[] {
  return transactions.flatMap((source) => {
    const kind = paymentKind(source.kind)
    if (kind === null) return []
    return {
      externalId: source.id,
      kind: paymentMove(kind, source.amount),
      status: paymentStatus(source.status),
      gateway: source.gateway ?? 'manual',
      amount: dual(absolute(source.amount)),
      rounding: dual(source.amount_rounding ?? ZERO),
      processedAt: source.processed_at ?? source.created_at ?? new Date(0).toISOString(),
      providerReference: source.payment_id,
      parentExternalId: source.parent_id,
      test: source.test,
    }
  })
}
