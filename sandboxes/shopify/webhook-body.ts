import { toNumber } from '#lib/decimal'
import type { View } from './connections.ts'
import { type Figures, figures, financialStatus, shippingNet, type TaxSum } from './figures.ts'
import { fulfillmentStatus } from './fulfillment-view.ts'
import { gid } from './ids.ts'
import { type Bag, bagSum, type Currencies, restAmount, ZERO_BAG } from './money.ts'
import { fullName } from './people-view.ts'
import { zonedText } from './search.ts'
import type { Shop } from './shop.ts'
import type { AddressState, AllocationState, CustomerState, LineState, OrderState, ShippingLineState } from './state.ts'
import { fulfillmentBody, refundBody } from './webhook-parts.ts'

/** Both currencies of an amount, in REST spelling. */
export const moneySet = (bag: Bag, currencies: Currencies): View => ({
  shop_money: { amount: restAmount(bag.shop, currencies.shop), currency_code: currencies.shop },
  presentment_money: {
    amount: restAmount(bag.presentment, currencies.presentment),
    currency_code: currencies.presentment,
  },
})

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

export const taxBody = (tax: TaxSum, currencies: Currencies): View => ({
  channel_liable: tax.channelLiable,
  price: restAmount(tax.amount.shop, currencies.shop),
  price_set: moneySet(tax.amount, currencies),
  rate: toNumber(tax.rate),
  title: tax.title,
})

function partsBody(shop: Shop, order: OrderState): View {
  const { customer, paymentTerms } = order
  return {
    billing_address: addressBody(order.billingAddress),
    shipping_address: addressBody(order.shippingAddress),
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

const allocationsBody = (allocations: readonly AllocationState[], currencies: Currencies): View[] =>
  allocations.map((entry) => ({
    amount: restAmount(entry.amount.shop, currencies.shop),
    amount_set: moneySet(entry.amount, currencies),
    discount_application_index: entry.discount,
  }))

export function lineBody(shop: Shop, order: OrderState, line: LineState): View {
  const { currencies } = order
  const product = line.variantId === null ? undefined : shop.products.get(line.variantId)
  const exists = product !== undefined && !product.removed
  const sent = Math.max(0, line.currentQuantity - line.fulfilledQuantity)
  return {
    id: line.id,
    admin_graphql_api_id: gid('LineItem', line.id),
    attributed_staffs: [],
    current_quantity: line.currentQuantity,
    fulfillable_quantity: line.tip ? 0 : sent,
    fulfillment_service: 'manual',
    fulfillment_status: line.fulfilledQuantity === 0 ? null : sent === 0 ? 'fulfilled' : 'partial',
    gift_card: line.giftCard,
    grams: 0,
    name: line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`,
    price: restAmount(line.unitPrice.shop, currencies.shop),
    price_set: moneySet(line.unitPrice, currencies),
    product_exists: exists,
    product_id: exists ? line.productId : null,
    properties: line.attributes.map(({ key, value }) => ({ name: key, value })),
    quantity: line.quantity,
    requires_shipping: line.requiresShipping,
    sku: line.sku,
    taxable: line.taxable,
    title: line.title,
    // Only what was set on the line itself; every discount is in discount_allocations.
    total_discount: restAmount(ZERO_BAG.shop, currencies.shop),
    total_discount_set: moneySet(ZERO_BAG, currencies),
    variant_id: exists ? line.variantId : null,
    variant_inventory_management: exists ? 'shopify' : null,
    variant_title: line.variantTitle,
    vendor: line.vendor,
    ...(line.tip ? { tip_payment_gateway: order.transactions[0]?.gateway ?? null, tip_payment_method: null } : {}),
    tax_lines: line.taxLines.map((tax) => taxBody(tax, currencies)),
    duties: line.duties.map((duty) => ({
      id: String(duty.id),
      admin_graphql_api_id: gid('Duty', duty.id),
      harmonized_system_code: duty.harmonizedSystemCode,
      country_code_of_origin: duty.countryCodeOfOrigin,
      shop_money: moneySet(duty.price, currencies)['shop_money'],
      presentment_money: moneySet(duty.price, currencies)['presentment_money'],
      tax_lines: duty.taxLines.map((tax) => taxBody(tax, currencies)),
    })),
    discount_allocations: allocationsBody(line.allocations, currencies),
    ...(line.group === null
      ? {}
      : {
          line_item_group: {
            id: line.group.id,
            title: line.group.title,
            quantity: line.group.quantity,
            variant_sku: line.group.sku,
          },
        }),
  }
}

function shippingBody(order: OrderState, line: ShippingLineState): View {
  const { currencies } = order
  const net = shippingNet(line)
  return {
    id: line.id,
    carrier_identifier: line.carrierIdentifier,
    code: line.code,
    discounted_price: restAmount(net.shop, currencies.shop),
    discounted_price_set: moneySet(net, currencies),
    is_removed: line.isRemoved,
    phone: null,
    price: restAmount(line.price.shop, currencies.shop),
    price_set: moneySet(line.price, currencies),
    requested_fulfillment_service_id: null,
    source: line.source,
    title: line.title,
    tax_lines: line.taxLines.map((tax) => taxBody(tax, currencies)),
    discount_allocations: allocationsBody(line.allocations, currencies),
  }
}

export function addressBody(address: AddressState | null): View | null {
  if (address === null) return null
  return {
    first_name: address.firstName,
    last_name: address.lastName,
    name: fullName(address),
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    zip: address.zip,
    city: address.city,
    province: address.province,
    province_code: address.provinceCode,
    country: address.country,
    country_code: address.countryCode,
    phone: address.phone,
    latitude: null,
    longitude: null,
  }
}

export function customerBody(shop: Shop, customer: CustomerState): View {
  const time = (at: Date): string => zonedText(shop.config.ianaTimezone, at)
  return {
    id: customer.id,
    admin_graphql_api_id: gid('Customer', customer.id),
    email: customer.email,
    phone: customer.phone,
    first_name: customer.firstName,
    last_name: customer.lastName,
    state: 'disabled',
    note: null,
    verified_email: customer.email !== null,
    tax_exempt: customer.taxExempt,
    tax_exemptions: [],
    tags: '',
    currency: shop.config.currency,
    created_at: time(customer.createdAt),
    updated_at: time(customer.updatedAt),
    default_address:
      customer.defaultAddress === null
        ? null
        : {
            id: customer.defaultAddress.id,
            customer_id: customer.id,
            ...addressBody(customer.defaultAddress),
            default: true,
          },
  }
}
