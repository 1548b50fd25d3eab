import { toNumber } from '#lib/decimal'
import type { View } from './connections.ts'
import { shippingNet, type TaxSum } from './figures.ts'
import { gid } from './ids.ts'
import { type Bag, type Currencies, restAmount, ZERO_BAG } from './money.ts'
import { unitsToSend } from './sent-units.ts'
import type { Shop } from './shop.ts'
import type { AllocationState, LineState, OrderState, ShippingLineState } from './state.ts'

/** Both currencies of an amount, in REST spelling. */
export const moneySet = (bag: Bag, currencies: Currencies): View => ({
  shop_money: { amount: restAmount(bag.shop, currencies.shop), currency_code: currencies.shop },
  presentment_money: {
    amount: restAmount(bag.presentment, currencies.presentment),
    currency_code: currencies.presentment,
  },
})

export const taxBody = (tax: TaxSum, currencies: Currencies): View => ({
  channel_liable: tax.channelLiable,
  price: restAmount(tax.amount.shop, currencies.shop),
  price_set: moneySet(tax.amount, currencies),
  rate: toNumber(tax.rate),
  title: tax.title,
})

const allocationsBody = (allocations: readonly AllocationState[], currencies: Currencies): View[] =>
  allocations.map((entry) => ({
    amount: restAmount(entry.amount.shop, currencies.shop),
    amount_set: moneySet(entry.amount, currencies),
    discount_application_index: entry.discount,
  }))

export function lineBody(shop: Shop, order: OrderState, line: LineState): View {
  const { currencies } = order
  const exists = line.variantId !== null && shop.catalog.variants.has(line.variantId)
  const sent = unitsToSend(line)
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

export function shippingBody(order: OrderState, line: ShippingLineState): View {
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
