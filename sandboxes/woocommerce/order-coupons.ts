import { add, compare, type Decimal, decimal, divide, multiply, subtract, sum, ZERO } from '#lib/decimal'
import { discountsOf } from './discounts.ts'
import { halfUp } from './money.ts'
import { isObject } from './params.ts'
import { type Coupon, decimalsOf, isOn, nextId, type Order, optionOf, type Shop } from './state.ts'
import { precisionOf, ratesFor, taxesOf, taxPlace, taxSum } from './taxes.ts'
import { WpError } from './wp-error.ts'

export const couponByCode = (shop: Shop, code: string): Coupon | undefined =>
  [...shop.coupons.values()].find((coupon) => !coupon.trashed && coupon.code.toLowerCase() === code.toLowerCase())

/**
 * The coupons of an order are those that are named.
 *
 * @throws {WpError} for a line without a code and a coupon that does not exist.
 */
export function applyCoupons(shop: Shop, order: Order, given: readonly unknown[]): void {
  const wanted = given.map((line) => {
    const code = isObject(line) ? line['code'] : undefined
    if (typeof code !== 'string' || code === '')
      throw new WpError(400, 'woocommerce_rest_invalid_coupon', 'Coupon code is required.')
    const coupon = couponByCode(shop, code)
    if (coupon !== undefined) return coupon
    throw new WpError(400, 'woocommerce_rest_invalid_coupon', `Coupon &quot;${code}&quot; does not exist!`)
  })
  for (const line of order.lines) line.total = line.subtotal
  const place = taxPlace(shop, order.billing, order.shipping)
  const places = decimalsOf(shop)
  const unit = decimal(10 ** places)
  const lines = order.lines.map((line) => ({
    key: line.id,
    quantity: line.quantity,
    price: multiply(order.pricesIncludeTax ? add(line.subtotal, line.subtotalTax) : line.subtotal, unit),
  }))
  const manner = { sequentially: isOn(shop, 'woocommerce_calc_discounts_sequentially'), places }
  const discounts = discountsOf(
    wanted,
    lines.filter(({ quantity }) => compare(quantity, ZERO) > 0),
    manner,
  )
  order.coupons = wanted.map((coupon) => {
    const sums = [...(discounts.get(coupon.code) ?? [])].map(([key, cents]) => {
      const line = order.lines.find(({ id }) => id === key)
      const gross = divide(cents, unit)
      if (line === undefined) return { net: ZERO, tax: ZERO }
      const rates = optionOf(shop, 'woocommerce_calc_taxes') === 'yes' ? ratesFor(shop, place, line.taxClass) : []
      const tax = taxSum(taxesOf(gross, rates, order.pricesIncludeTax, precisionOf(shop)))
      const net = order.pricesIncludeTax ? subtract(gross, tax) : gross
      line.total = compare(line.total, net) < 0 ? ZERO : subtract(line.total, net)
      return { net, tax }
    })
    const couponSum = (pick: 'net' | 'tax'): Decimal => halfUp(sum(sums.map((one) => one[pick])), places)
    return couponLine(shop, coupon, couponSum('net'), couponSum('tax'))
  })
}

/** How a coupon stands in an order. */
export function couponLine(shop: Shop, coupon: Coupon, discount: Decimal, discountTax: Decimal) {
  const kind = coupon.discountType === 'fixed_cart' ? null : coupon.discountType
  const info = [coupon.id, coupon.code, kind, Number(coupon.amount), ...(coupon.freeShipping ? [true] : [])]
  const id = nextId(shop, 'item')
  return {
    id,
    code: coupon.code,
    discount,
    discountTax,
    couponId: coupon.id,
    discountType: coupon.discountType,
    nominalAmount: coupon.amount,
    freeShipping: coupon.freeShipping,
    meta: [{ id: nextId(shop, 'meta'), key: 'coupon_info', value: JSON.stringify(info) }],
  }
}
