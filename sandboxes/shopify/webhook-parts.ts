import { toNumber } from '#lib/decimal'
import type { View } from './connections.ts'
import { gid } from './ids.ts'
import { type Bag, bagSum, restAmount, ZERO_BAG } from './money.ts'
import { zonedText } from './search.ts'
import type { Shop } from './shop.ts'
import type { FulfillmentState, NumericId, OrderState, RefundState, TransactionState } from './state.ts'
import { lineBody, moneySet } from './webhook-line.ts'

const lineOf = (shop: Shop, order: OrderState, id: NumericId): View | null => {
  const line = order.lines.find((entry) => entry.id === id)
  return line === undefined ? null : lineBody(shop, order, line)
}

/** A refund as it stands in an order and as the body of `refunds/create`. */
export function refundBody(shop: Shop, order: OrderState, refund: RefundState): View {
  const time = zonedText(shop.config.ianaTimezone, refund.createdAt)
  const { currencies } = order
  const transactions = order.transactions.filter((entry) => refund.transactionIds.includes(entry.id))
  return {
    id: refund.id,
    admin_graphql_api_id: gid('Refund', refund.id),
    order_id: order.id,
    created_at: time,
    processed_at: time,
    note: refund.note,
    restock: refund.lines.some((part) => part.restockType !== 'NO_RESTOCK'),
    user_id: null,
    return:
      refund.returnId === null ? null : { id: refund.returnId, admin_graphql_api_id: gid('Return', refund.returnId) },
    total_additional_fees_set: moneySet(ZERO_BAG, currencies),
    total_duties_set: moneySet(bagSum(refund.duties.map((duty) => duty.amount)), currencies),
    order_adjustments: refund.adjustments.map((entry) => ({
      id: entry.id,
      order_id: order.id,
      refund_id: refund.id,
      kind: 'refund_discrepancy',
      reason: 'Refund discrepancy',
      ...amountAndTax(order, entry.amount, entry.tax),
    })),
    transactions: transactions.map((entry) => transactionBody(shop, order, entry)),
    refund_line_items: refund.lines.map((part) => ({
      id: part.id,
      line_item_id: part.lineId,
      location_id: part.locationId,
      quantity: part.quantity,
      restock_type: part.restockType.toLowerCase(),
      // The one place where Shopify sends amounts as JSON numbers.
      subtotal: toNumber(part.subtotal.shop),
      subtotal_set: moneySet(part.subtotal, currencies),
      total_tax: toNumber(bagSum(part.taxes).shop),
      total_tax_set: moneySet(bagSum(part.taxes), currencies),
      line_item: lineOf(shop, order, part.lineId),
    })),
    refund_shipping_lines: refund.shipping.map((part) => ({
      id: part.id,
      shipping_line_id: part.shippingLineId,
      subtotal_amount_set: moneySet(part.subtotal, currencies),
      tax_amount_set: moneySet(bagSum(part.taxes), currencies),
    })),
    duties: refund.duties.map((duty) => ({ duty_id: duty.subjectId, amount_set: moneySet(duty.amount, currencies) })),
    additional_fees: [],
  }
}

const amountAndTax = (order: OrderState, amount: Bag, tax: Bag): View => ({
  amount: restAmount(amount.shop, order.currencies.shop),
  amount_set: moneySet(amount, order.currencies),
  tax_amount: restAmount(tax.shop, order.currencies.shop),
  tax_amount_set: moneySet(tax, order.currencies),
})

export function transactionBody(shop: Shop, order: OrderState, entry: TransactionState): View {
  const time = (at: Date): string => zonedText(shop.config.ianaTimezone, at)
  return {
    id: entry.id,
    admin_graphql_api_id: gid('OrderTransaction', entry.id),
    order_id: order.id,
    amount: restAmount(entry.amount.presentment, order.currencies.presentment),
    currency: order.currencies.presentment,
    amount_rounding:
      entry.rounding === null ? null : restAmount(entry.rounding.presentment, order.currencies.presentment),
    authorization: null,
    created_at: time(entry.createdAt),
    processed_at: time(entry.processedAt),
    device_id: null,
    error_code: entry.errorCode,
    gateway: entry.gateway,
    kind: entry.kind.toLowerCase(),
    location_id: null,
    message: null,
    parent_id: entry.parentId,
    payment_id: entry.paymentId,
    receipt: {},
    source_name: order.sourceName,
    status: entry.status.toLowerCase(),
    test: entry.test,
    user_id: null,
  }
}

export function fulfillmentBody(shop: Shop, order: OrderState, entry: FulfillmentState): View {
  const time = (at: Date): string => zonedText(shop.config.ianaTimezone, at)
  const numbers = entry.tracking.map((tracking) => tracking.number).filter((number) => number !== null)
  const urls = entry.tracking.map((tracking) => tracking.url).filter((url) => url !== null)
  return {
    id: entry.id,
    admin_graphql_api_id: gid('Fulfillment', entry.id),
    order_id: order.id,
    name: entry.name,
    status: entry.status.toLowerCase(),
    service: 'manual',
    shipment_status: null,
    location_id: entry.locationId,
    created_at: time(entry.createdAt),
    updated_at: time(entry.updatedAt),
    origin_address: {},
    receipt: {},
    tracking_company: entry.tracking[0]?.company ?? null,
    tracking_number: numbers[0] ?? null,
    tracking_numbers: numbers,
    tracking_url: urls[0] ?? null,
    tracking_urls: urls,
    line_items: entry.lines.map((part) => ({ ...lineOf(shop, order, part.lineId), quantity: part.quantity })),
  }
}
