import { add, type Decimal, divide, isZero, negate, toNumber, ZERO } from '#lib/decimal'
import { dates } from './dates.ts'
import { fixed } from './money.ts'
import { ALL_METHODS, links } from './route.ts'
import {
  type CouponLine,
  decimalsOf,
  type FeeLine,
  type Meta,
  type Order,
  type ProductLine,
  type Refund,
  type ShippingLine,
  type Shop,
  type TaxLine,
} from './state.ts'

export interface Manner {
  /** Digits behind the point. */
  readonly places: number
  readonly includeMeta: readonly string[]
  readonly excludeMeta: readonly string[]
}

export const usualManner = (shop: Shop): Manner => ({ places: decimalsOf(shop), includeMeta: [], excludeMeta: [] })

const SYMBOLS: Readonly<Record<string, string>> = {
  SEK: 'kr',
  NOK: 'kr',
  DKK: 'kr.',
  EUR: '€',
  USD: '$',
  GBP: '£',
  JPY: '¥',
  KWD: 'د.ك',
  CAD: '$',
}
const EDITABLE = ['pending', 'on-hold', 'auto-draft', 'failed', 'checkout-draft']

/** The order as the API shows it, keys in its order. */
export function showOrder(shop: Shop, order: Order, manner: Manner = usualManner(shop)) {
  const amount = (value: Decimal): string => fixed(value, manner.places)
  return {
    id: order.id,
    parent_id: order.parentId,
    status: order.status,
    currency: order.currency,
    version: '9.9.5',
    prices_include_tax: order.pricesIncludeTax,
    ...pickDates(dates(shop.zone, 'created', order.created), false),
    ...pickDates(dates(shop.zone, 'modified', order.modified), false),
    discount_total: amount(order.discountTotal),
    discount_tax: amount(order.discountTax),
    shipping_total: amount(order.shippingTotal),
    shipping_tax: amount(order.shippingTax),
    cart_tax: amount(order.cartTax),
    total: amount(order.total),
    total_tax: amount(add(order.cartTax, order.shippingTax)),
    ...party(shop, order),
    meta_data: showMeta(order.meta, manner),
    line_items: order.lines.map((line) => showLine(shop, line, manner)),
    tax_lines: order.taxLines.map((line) => showTaxLine(line, manner)),
    shipping_lines: order.shippingLines.map((line) => showShipping(line, manner)),
    fee_lines: order.fees.map((fee) => showFee(fee, manner)),
    coupon_lines: order.coupons.map(showCoupon),
    refunds: refundsOf(shop, order.id).map(({ id, reason, amount: paid }) => ({
      id,
      reason,
      total: isZero(paid) ? `-${amount(ZERO)}` : amount(negate(paid)),
    })),
    ...tail(shop, order),
  }
}

const pickDates = (both: Record<string, string | null>, gmt: boolean) =>
  Object.fromEntries(Object.entries(both).filter(([name]) => name.endsWith('_gmt') === gmt))

const party = (shop: Shop, order: Order) => ({
  customer_id: order.customerId,
  order_key: order.key,
  billing: showAddress(order.billing, true),
  shipping: showAddress(order.shipping, false),
  payment_method: order.paymentMethod,
  payment_method_title: order.paymentTitle,
  transaction_id: order.transactionId,
  customer_ip_address: order.ip,
  customer_user_agent: order.userAgent,
  created_via: order.createdVia,
  customer_note: order.customerNote,
  ...pickDates(dates(shop.zone, 'completed', order.completed), false),
  ...pickDates(dates(shop.zone, 'paid', order.paid), false),
  cart_hash: order.cartHash,
  number: String(order.id),
})

function tail(shop: Shop, order: Order) {
  const unpaid = ['pending', 'failed'].includes(order.status) && !isZero(order.total)
  const shown = links(shop, `/wc/v3/orders/${order.id}`, ALL_METHODS)
  return {
    payment_url: `${shop.baseUrl}/checkout/order-pay/${order.id}/?pay_for_order=true&key=${order.key}`,
    is_editable: EDITABLE.includes(order.status),
    needs_payment: unpaid,
    needs_processing: order.lines.length === 0 ? false : order.lines.some((line) => !isService(shop, line)),
    ...pickDates(dates(shop.zone, 'created', order.created), true),
    ...pickDates(dates(shop.zone, 'modified', order.modified), true),
    ...pickDates(dates(shop.zone, 'completed', order.completed), true),
    ...pickDates(dates(shop.zone, 'paid', order.paid), true),
    currency_symbol: SYMBOLS[order.currency] ?? order.currency,
    _links: {
      ...shown._links,
      email_templates: [
        { embeddable: true, href: `${shop.baseUrl}/wp-json/wc/v3/orders/${order.id}/actions/email_templates` },
      ],
    },
  }
}

/** Nothing to pack: virtual and to download. */
export function isService(shop: Shop, line: ProductLine): boolean {
  const product = shop.products.get(line.variationId === 0 ? line.productId : line.variationId)
  return product === undefined || (product.virtual && product.downloadable)
}

const NAMES = ['first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country']
export const showAddress = (address: Readonly<Record<string, string>>, billing: boolean) =>
  Object.fromEntries(
    [...NAMES, ...(billing ? ['email', 'phone'] : ['phone'])].map((name) => [name, address[name] ?? '']),
  )

/** Newest first. */
export const refundsOf = (shop: Shop, orderId: number): Refund[] =>
  [...shop.refunds.values()].filter((refund) => refund.orderId === orderId).toSorted((a, b) => b.id - a.id)

export function showMeta(meta: readonly Meta[], { includeMeta, excludeMeta }: Manner) {
  return meta
    .filter(({ key }) => (includeMeta.length === 0 || includeMeta.includes(key)) && !excludeMeta.includes(key))
    .map(({ id, key, value }) => ({ id, key, value }))
}

const showLineMeta = (meta: readonly Meta[]) =>
  meta
    .filter(({ key }) => !['_reduced_stock_hidden'].includes(key))
    .map(({ id, key, value }) => ({ id, key, value, display_key: key, display_value: value }))

const showTaxes = (taxes: ProductLine['taxes']) =>
  taxes.map(({ id, total, subtotal }) => ({ id, total: total.valueOf(), subtotal: subtotal?.valueOf() ?? '' }))

export function showLine(shop: Shop, line: ProductLine, { places }: Manner) {
  const parent = shop.products.get(line.productId)
  const product = line.variationId === 0 ? parent : (shop.products.get(line.variationId) ?? parent)
  const quantity = isZero(line.quantity) ? ZERO : line.quantity
  return {
    id: line.id,
    name: line.name,
    product_id: parent === undefined ? 0 : line.productId,
    variation_id: shop.products.has(line.variationId) ? line.variationId : 0,
    quantity: toNumber(line.quantity),
    tax_class: line.taxClass,
    subtotal: fixed(line.subtotal, places),
    subtotal_tax: fixed(line.subtotalTax, places),
    total: fixed(line.total, places),
    total_tax: fixed(line.totalTax, places),
    taxes: showTaxes(line.taxes),
    meta_data: showLineMeta(line.meta),
    sku: product === undefined ? null : product.sku === '' ? (parent?.sku ?? '') : product.sku,
    price: isZero(quantity) ? 0 : toNumber(divide(line.total, quantity)),
    image: { id: '', src: '' },
    parent_name: product !== undefined && product.parentId !== 0 ? (parent?.name ?? null) : null,
  }
}

export const showTaxLine = (line: TaxLine, { places }: Manner) => ({
  id: line.id,
  rate_code: line.rateCode,
  rate_id: line.rateId,
  label: line.label,
  compound: line.compound,
  tax_total: fixed(line.taxTotal, places),
  shipping_tax_total: fixed(line.shippingTaxTotal, places),
  rate_percent: line.ratePercent,
  meta_data: [],
})

export const showShipping = (line: ShippingLine, { places }: Manner) => ({
  id: line.id,
  method_title: line.methodTitle,
  method_id: line.methodId,
  instance_id: line.instanceId,
  total: fixed(line.total, places),
  total_tax: fixed(line.totalTax, places),
  taxes: showTaxes(line.taxes),
  tax_status: 'taxable',
  meta_data: showLineMeta(line.meta),
})

export const showFee = (fee: FeeLine, { places }: Manner) => ({
  id: fee.id,
  name: fee.name,
  tax_class: fee.taxClass,
  tax_status: fee.taxStatus,
  amount: fee.amount,
  total: fixed(fee.total, places),
  total_tax: fixed(fee.totalTax, places),
  taxes: showTaxes(fee.taxes),
  meta_data: showLineMeta(fee.meta),
})

const showCoupon = (coupon: CouponLine) => ({
  id: coupon.id,
  code: coupon.code,
  discount: coupon.discount.valueOf(),
  discount_tax: coupon.discountTax.valueOf(),
  meta_data: showLineMeta(coupon.meta),
  discount_type: coupon.discountType,
  nominal_amount: toNumber(coupon.nominalAmount),
  free_shipping: coupon.freeShipping,
})

export function showRefund(shop: Shop, refund: Refund, manner: Manner = usualManner(shop)) {
  const order = `/wc/v3/orders/${refund.orderId}`
  return {
    id: refund.id,
    ...dates(shop.zone, 'created', refund.created),
    amount: fixed(refund.amount, manner.places),
    reason: refund.reason,
    refunded_by: 1,
    refunded_payment: refund.paidBack,
    meta_data: showMeta(refund.meta, manner),
    line_items: refund.lines.map((line) => showLine(shop, line, manner)),
    shipping_lines: refund.shippingLines.map((line) => showShipping(line, manner)),
    tax_lines: refund.taxLines.map((line) => showTaxLine(line, manner)),
    fee_lines: refund.fees.map((fee) => showFee(fee, manner)),
    ...links(shop, `${order}/refunds/${refund.id}`, ['GET', 'DELETE'], order),
  }
}
