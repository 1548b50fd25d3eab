import { add, type Decimal, isNegative, isZero, subtract, ZERO } from '#lib/decimal'
import { dual } from '#model/money'
import type { Attribute, OrderLine } from '#model/order'
import { type OrderMoney, unitPrice } from './map-money.ts'
import type { WooLine, WooMeta, WooOrder } from './vendor.ts'

/** What a line cost before coupons: what WooCommerce keeps as its subtotal. A price that was raised by hand is no discount. */
export function discountOf(line: WooLine, order: WooOrder, money: OrderMoney): Decimal {
  const { amount, tax } = money.of(line)
  // Where the order moved the line's tax by a unit, the price before discounts moves with it.
  const before = order.prices_include_tax
    ? add(line.subtotal, line.subtotal_tax, subtract(tax, line.total_tax))
    : line.subtotal
  const off = subtract(before, amount)
  return isNegative(off) ? ZERO : off
}

/** A line as it was sold. */
export function lineOf(source: WooLine, order: WooOrder, money: OrderMoney): OrderLine {
  const { amount, taxes } = money.of(source)
  const discount = discountOf(source, order, money)
  const { price, over } = unitPrice(add(amount, discount), source.quantity)
  // With several coupons WooCommerce does not tell which of them gave what.
  const applicationIndex = order.coupon_lines.length === 1 ? 0 : null
  return {
    externalId: source.id,
    kind: source.product_id === null ? 'custom' : 'product',
    sku: source.sku,
    productExternalId: source.product_id,
    variantExternalId: source.variation_id ?? source.product_id,
    title: source.name ?? source.sku ?? source.id,
    variantTitle: null,
    quantity: source.quantity,
    currentQuantity: source.quantity,
    unitPrice: dual(price),
    discounts: [
      ...(isZero(discount) ? [] : [{ applicationIndex, amount: dual(discount) }]),
      ...(isZero(over) ? [] : [{ applicationIndex: null, amount: dual(over) }]),
    ],
    taxes,
    duties: [],
    taxable: taxes.length > 0,
    requiresShipping: order.needs_processing !== false || order.shipping_lines.length > 0,
    bundle: null,
    locationExternalId: null,
    attributes: attributesOf(source.meta_data),
  }
}

/** Meta fields that people see: a leading `_` hides one, and what is no text is a plug-in's own record. */
export const attributesOf = (meta: WooMeta): Attribute[] =>
  meta.flatMap(({ key, value }) =>
    key.startsWith('_') || (typeof value !== 'string' && typeof value !== 'number') || value === ''
      ? []
      : [{ name: key, value: String(value) }],
  )

/** The first of these meta fields that holds something. */
export function metaText(meta: WooMeta, names: readonly string[]): string | null {
  for (const name of names) {
    const found = meta.find(
      ({ key, value }) => key === name && (typeof value === 'string' || typeof value === 'number'),
    )
    const value = found === undefined ? '' : String(found.value).trim()
    if (value !== '') return value
  }
  return null
}
