import { add, compare, type Decimal, decimal, divide, isZero, multiply, subtract, sum, ZERO } from '#lib/decimal'
import { discountsOf } from './discounts.ts'
import { amountOf, halfUp } from './money.ts'
import { couponByCode, couponLine } from './order-coupons.ts'
import { payOrder, setStatus } from './order-status.ts'
import { recalculate } from './order-totals.ts'
import { emptyOrder, lineOf } from './order-write.ts'
import { addMeta } from './meta.ts'
import { priceOf, taxClassOf } from './prices.ts'
import {
  type Address,
  type Coupon,
  decimalsOf,
  isOn,
  nextId,
  now,
  type Order,
  type Product,
  type ShippingMethod,
  type Shop,
  tell,
} from './state.ts'
import { GATEWAYS } from './store-routes.ts'
import { basePlace, isTaxed, type Place, precisionOf, ratesFor, taxesOf, taxPlace, taxSum } from './taxes.ts'

/** A cart at the checkout. */
export interface Cart {
  readonly items: readonly { readonly product: number | string; readonly quantity: number }[]
  readonly billing?: Address
  readonly shipping?: Address
  /** Codes of coupons that exist. */
  readonly coupons?: readonly string[]
  /** Method or method and instance, e.g. `flat_rate:1`. Default the first of the country; `null` for none. */
  readonly shippingRate?: string | null
  readonly fees?: readonly {
    readonly name: string
    readonly amount: string
    readonly taxable?: boolean
    readonly taxClass?: string
  }[]
  /** Default `testpay`, a card that pays at once. */
  readonly payment?: string
  readonly note?: string
  readonly customerId?: number
  readonly currency?: string
  /** When it was placed, and paid if it was. Default: now. */
  readonly at?: Date
  /** Of a company that a plug-in sells to without tax. */
  readonly vatNumber?: string
}

const ANNA: Address = {
  first_name: 'Anna',
  last_name: 'Svensson',
  address_1: 'Storgatan 1',
  city: 'Stockholm',
  postcode: '111 22',
  country: 'SE',
  email: 'anna@example.test',
  phone: '+46700000001',
}

/** Buys a cart as the checkout block does: the cart computes net amounts, the order its taxes and totals. */
export function placeOrder(shop: Shop, cart: Cart): Order {
  const order = emptyOrder(shop, { via: 'store-api', status: 'pending', ip: '127.0.0.1' })
  Object.assign(order.billing, cart.billing ?? ANNA)
  const { email: _, ...address } = order.billing
  Object.assign(order.shipping, cart.shipping ?? address)
  order.customerId = cart.customerId ?? 0
  order.customerNote = cart.note ?? ''
  if (cart.currency !== undefined) order.currency = cart.currency
  addMeta(shop, order.meta, 'is_vat_exempt', cart.vatNumber === undefined ? 'no' : 'yes')
  if (cart.vatNumber !== undefined) addMeta(shop, order.meta, '_billing_vat_number', cart.vatNumber)
  const place = cart.vatNumber === undefined ? taxPlace(shop, order.billing, order.shipping) : null
  const coupons = (cart.coupons ?? []).flatMap((code) => couponByCode(shop, code) ?? [])
  fillLines(shop, order, cart, coupons, place)
  addShipping(shop, order, cart.shippingRate, coupons)
  addFees(shop, order, cart)
  recalculate(shop, order)
  shop.orders.set(order.id, order)
  for (const line of order.lines) {
    const product = shop.products.get(line.productId)
    if (product !== undefined) product.totalSales += Number(line.quantity)
  }
  pay(shop, order, cart.payment ?? 'testpay')
  if (cart.at !== undefined) order.created = cart.at
  if (cart.at !== undefined && order.paid !== null) order.paid = cart.at
  tell(shop, 'order.updated', order.id)
  tell(shop, 'order.created', order.id)
  return order
}

interface Item {
  readonly key: number
  readonly product: Product
  readonly quantity: Decimal
  /** Of all pieces; with tax where prices hold tax, then for the customer's country. */
  readonly gross: Decimal
  readonly rates: ReturnType<typeof ratesFor>
  readonly inside: boolean
}

function productOf(shop: Shop, wanted: number | string): Product {
  const product = [...shop.products.values()].find(({ id, sku }) => id === wanted || sku === wanted)
  if (product === undefined) throw new Error(`no product ${wanted} in the sandbox`)
  return product
}

/** `place`: where it is taxed; `null` for a buyer without tax. */
function itemOf(shop: Shop, place: Place | null, given: Cart['items'][number], key: number): Item {
  const product = productOf(shop, given.product)
  const quantity = decimal(given.quantity)
  const price = multiply(priceOf(shop, product), quantity)
  const taxed = isTaxed(shop, product)
  const rates = taxed && place !== null ? ratesFor(shop, place, taxClassOf(shop, product)) : []
  const inside = taxed && isOn(shop, 'woocommerce_prices_include_tax')
  if (!inside) return { key, product, quantity, gross: price, rates, inside }
  if (isOn(shop, 'keep_gross_prices')) return { key, product, quantity, gross: price, rates, inside }
  // The net price stays when the customer's country has other rates than the shop's.
  const base = ratesFor(shop, basePlace(shop), taxClassOf(shop, product))
  if (base.map(({ id }) => id).join() === rates.map(({ id }) => id).join())
    return { key, product, quantity, gross: price, rates, inside }
  const places = cartPlaces(shop)
  const net = subtract(price, taxSum(taxesOf(price, base, true, places)))
  return { key, product, quantity, gross: add(net, taxSum(taxesOf(net, rates, false, places))), rates, inside }
}

const cartPlaces = precisionOf

const netOf = (shop: Shop, item: Item, gross: Decimal): Decimal =>
  item.inside ? subtract(gross, taxSum(taxesOf(gross, item.rates, true, cartPlaces(shop)))) : gross

function fillLines(shop: Shop, order: Order, cart: Cart, coupons: readonly Coupon[], place: Place | null): void {
  const items = cart.items.map((given, key) => itemOf(shop, place, given, key))
  const unit = decimal(10 ** decimalsOf(shop))
  const discounts = discountsOf(
    coupons,
    items.map((item) => ({
      key: item.key,
      quantity: item.quantity,
      price: multiply(item.gross, unit),
    })),
    { sequentially: isOn(shop, 'woocommerce_calc_discounts_sequentially'), places: decimalsOf(shop) },
  )
  const taken = (item: Item, code: string): Decimal => divide(discounts.get(code)?.get(item.key) ?? ZERO, unit)
  for (const item of items) {
    const line = lineOf(shop, item.product, item.quantity, netOf(shop, item, item.gross))
    const off = sum(coupons.map(({ code }) => taken(item, code)))
    line.total = compare(off, ZERO) === 0 ? line.subtotal : netOf(shop, item, subtract(item.gross, off))
    order.lines.push(line)
  }
  order.coupons = coupons.map((coupon) => {
    const net = sum(items.map((item) => netOf(shop, item, taken(item, coupon.code))))
    const gross = sum(items.map((item) => taken(item, coupon.code)))
    const tax = items.some(({ inside }) => inside)
      ? subtract(gross, net)
      : sum(items.map((item) => taxSum(taxesOf(taken(item, coupon.code), item.rates, false, cartPlaces(shop)))))
    const places = decimalsOf(shop)
    return couponLine(shop, coupon, halfUp(net, places), halfUp(tax, places))
  })
}

function methodsFor(shop: Shop, country: string): ShippingMethod[] {
  const zone = [...shop.zones.values()].find(({ countries }) => countries.includes(country)) ?? shop.zones.get(0)
  return zone?.methods ?? []
}

function addShipping(shop: Shop, order: Order, wanted: string | null | undefined, coupons: readonly Coupon[]): void {
  const needed = order.lines.some(
    (line) => shop.products.get(line.variationId === 0 ? line.productId : line.variationId)?.virtual !== true,
  )
  if (wanted === null || !needed) return
  const methods = methodsFor(shop, (order.shipping['country'] ?? '').toUpperCase())
  const free = coupons.some(({ freeShipping }) => freeShipping)
  const method = methods.find(({ methodId, instanceId }) =>
    wanted === undefined
      ? !free || methodId === 'free_shipping'
      : wanted === methodId || wanted === `${methodId}:${instanceId}`,
  )
  if (method === undefined) return
  const meta: Order['meta'] = []
  addMeta(shop, meta, 'Items', order.lines.map(({ name, quantity }) => `${name} &times; ${quantity}`).join(', '))
  order.shippingLines.push({
    id: nextId(shop, 'item'),
    methodTitle: method.settings['title'] ?? '',
    methodId: method.methodId,
    instanceId: String(method.instanceId),
    taxStatus: method.settings['tax_status'] ?? 'taxable',
    total: method.methodId === 'free_shipping' ? ZERO : amountOf(method.settings['cost'] ?? '0'),
    totalTax: ZERO,
    taxes: [],
    meta,
  })
}

function addFees(shop: Shop, order: Order, cart: Cart): void {
  for (const fee of cart.fees ?? []) {
    order.fees.push({
      id: nextId(shop, 'item'),
      name: fee.name,
      taxClass: fee.taxable === true ? (fee.taxClass ?? '') : '0',
      taxStatus: 'taxable',
      amount: fee.amount,
      total: amountOf(fee.amount),
      totalTax: ZERO,
      taxes: [],
      meta: [],
    })
  }
}

function pay(shop: Shop, order: Order, wanted: string): void {
  const free = isZero(order.total)
  const method = free ? 'bacs' : wanted
  const gateway = GATEWAYS.find(({ id }) => id === method)
  order.paymentMethod = method
  order.paymentTitle = free ? '' : (gateway?.title ?? method)
  // Nothing to pay is paid, though it names the first way to pay.
  if (free) return payOrder(shop, order)
  if (method === 'testpay') {
    order.transactionId = `tp_${order.id}`
    return payOrder(shop, order)
  }
  setStatus(shop, order, method === 'cod' ? 'processing' : 'on-hold')
  // Cash comes with the parcel.
  if (method === 'cod') Object.assign(order, { paid: null, paidTotal: null })
  order.modified = now(shop)
}
