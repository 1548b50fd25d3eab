import type { View } from './connections.ts'
import { addressBody, customerBody } from './customer-body.ts'
import { type Figures, figures, financialStatus } from './figures.ts'
import { fulfillmentStatus } from './fulfillment-view.ts'
import { gid } from './ids.ts'
import { type Bag, bagSum, type Currencies, restAmount, ZERO_BAG } from './money.ts'
import { zonedText } from './search.ts'
import type { Shop } from './shop.ts'
import type { AddressState } from './people-state.ts'
import type { OrderState } from './state.ts'
import { lineBody, moneySet, shippingBody, taxBody } from './webhook-line.ts'
import { fulfillmentBody, refundBody } from './webhook-parts.ts'

const setOrNull = (bag: Bag | null, currencies: Currencies): View | null =>
  bag === null ? null : moneySet(bag, currencies)

/** The order as webhooks carry it: REST shape, without transactions. */
export function orderBody(shop: Shop, order: OrderState): View {
  const sums = figures(order)
  return { ...headBody(shop, order), ...totalsBody(order, sums), ...partsBody(shop, order) }
}

function headBody(shop: Shop, order: OrderState): View {
  const time = (at: Date | null): string | null => (at === null ? null : zonedText(shop.config.ianaTimezone, at))
  const fulfillment = fulfillmentStatus(order)
  return {
    id: order.id,
    admin_graphql_api_id: gid('Order', order.id),
    app_id: order.appId,
    browser_ip: null,
    buyer_accepts_marketing: false,
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    cancelled_at: time(order.cancelledAt),
    cart_token: null,
    checkout_id: null,
    checkout_token: null,
    client_details: null,
    closed_at: time(order.closedAt),
    confirmation_number: order.confirmationNumber,
    confirmed: true,
    contact_email: order.email,
    created_at: time(order.createdAt),
    currency: order.currencies.shop,
    presentment_currency: order.currencies.presentment,
    customer_locale: order.customerLocale,
    device_id: null,
    duties_included: order.dutiesIncluded,
    email: order.email,
    estimated_taxes: order.estimatedTaxes,
    financial_status: financialStatus(order).toLowerCase(),
    fulfillment_status: fulfillment === 'UNFULFILLED' ? null : fulfillment === 'FULFILLED' ? 'fulfilled' : 'partial',
    landing_site: null,
    location_id: order.retailLocationId,
    merchant_business_entity_id: String(shop.config.id),
    merchant_of_record_app_id: order.merchantOfRecordAppId,
    name: order.name,
    note: order.note,
    note_attributes: order.attributes.map(({ key, value }) => ({ name: key, value })),
    number: order.number - 1000,
    order_number: order.number,
    payment_gateway_names: [...new Set(order.transactions.map((entry) => entry.gateway))],
    phone: order.phone,
    po_number: order.poNumber,
    processed_at: time(order.processedAt),
    reference: order.sourceIdentifier,
    referring_site: null,
    source_identifier: order.sourceIdentifier,
    source_name: order.sourceName,
    source_url: null,
    tags: order.tags.join(', '),
    tax_exempt: order.taxExempt,
    taxes_included: order.taxesIncluded,
    test: order.test,
    updated_at: time(order.updatedAt),
    user_id: null,
  }
}

function totalsBody(order: OrderState, sums: Figures): View {
  const { currencies } = order
  const pair = (name: string, bag: Bag): View => ({
    [name]: restAmount(bag.shop, currencies.shop),
    [`${name}_set`]: moneySet(bag, currencies),
  })
  return {
    ...pair('current_subtotal_price', sums.currentSubtotal),
    ...pair('current_total_discounts', sums.currentDiscounts),
    ...pair('current_total_price', sums.currentTotal),
    ...pair('current_total_tax', sums.currentTax),
    ...pair('subtotal_price', sums.subtotal),
    ...pair('total_discounts', sums.discounts),
    ...pair('total_line_items_price', sums.lineItems),
    ...pair('total_price', sums.total),
    ...pair('total_tax', sums.tax),
    current_total_additional_fees_set: setOrNull(sums.currentFees, currencies),
    current_total_duties_set: setOrNull(sums.currentDuties, currencies),
    current_shipping_price_set: moneySet(sums.currentShipping, currencies),
    original_total_additional_fees_set: setOrNull(sums.fees, currencies),
    original_total_duties_set: setOrNull(sums.duties, currencies),
    total_cash_rounding_payment_adjustment_set: moneySet(sums.paymentRounding, currencies),
    total_cash_rounding_refund_adjustment_set: moneySet(ZERO_BAG, currencies),
    total_outstanding: restAmount(sums.outstanding.shop, currencies.shop),
    total_shipping_price_set: moneySet(sums.shipping, currencies),
    total_tip_received: restAmount(sums.tips.shop, currencies.shop),
    total_weight: 0,
    tax_lines: sums.taxLines.map((tax) => taxBody(tax, currencies)),
    discount_codes: discountCodes(order),
    discount_applications: order.discounts.map((discount) => ({
      target_type: discount.target === 'line' ? 'line_item' : 'shipping_line',
      type: discount.kind === 'code' ? 'discount_code' : discount.kind,
      value:
        'percentage' in discount.value ? discount.value.percentage : restAmount(discount.value.amount, currencies.shop),
      value_type: 'percentage' in discount.value ? 'percentage' : 'fixed_amount',
      allocation_method: discount.allocation,
      target_selection: discount.selection,
      ...(discount.kind === 'code' ? { code: discount.name } : { title: discount.name }),
      ...(discount.kind === 'manual' ? { description: discount.name } : {}),
    })),
  }
}

function discountCodes(order: OrderState): View[] {
  return order.discounts.flatMap((discount, index) => {
    if (discount.kind !== 'code') return []
    const taken = [...order.lines, ...order.shipping].flatMap((entry) =>
      entry.allocations.filter((allocation) => allocation.discount === index),
    )
    const amount = restAmount(bagSum(taken.map((entry) => entry.amount)).shop, order.currencies.shop)
    const type =
      discount.target === 'shipping' ? 'shipping' : 'percentage' in discount.value ? 'percentage' : 'fixed_amount'
    return [{ code: discount.name, amount, type }]
  })
}

function partsBody(shop: Shop, order: OrderState): View {
  const { customer, paymentTerms } = order
  return {
    billing_address: placeBody(order.billingAddress),
    shipping_address: placeBody(order.shippingAddress),
    customer: customer === null ? null : customerBody(shop, customer),
    company: order.company === null ? null : { id: order.company.company.id, location_id: order.company.locationId },
    fulfillments: order.fulfillments.map((entry) => fulfillmentBody(shop, order, entry)),
    line_items: order.lines.map((line) => lineBody(shop, order, line)),
    payment_terms:
      paymentTerms === null
        ? null
        : {
            id: paymentTerms.id,
            payment_terms_name: paymentTerms.name,
            payment_terms_type: paymentTerms.type.toLowerCase(),
            due_in_days: paymentTerms.dueInDays,
          },
    refunds: order.refunds.map((refund) => refundBody(shop, order, refund)),
    shipping_lines: order.shipping.map((line) => shippingBody(order, line)),
  }
}

const placeBody = (address: AddressState | null): View | null =>
  address === null ? null : { ...addressBody(address), latitude: null, longitude: null }
