import { compare, type Decimal, decimal, isNegative, isZero, ZERO } from '#lib/decimal'
import { applyMeta } from './meta.ts'
import { amountOf } from './money.ts'
import { applyCoupons } from './order-coupons.ts'
import { payOrder, setStatus } from './order-status.ts'
import { recalculate } from './order-totals.ts'
import { isObject, isTrue, type Values } from './params.ts'
import { netPrice, taxClassOf } from './prices.ts'
import {
  type Address,
  type FeeLine,
  isOn,
  nextId,
  now,
  type Order,
  optionOf,
  type Product,
  type ProductLine,
  type ShippingLine,
  type Shop,
} from './state.ts'
import { followLine } from './stock.ts'
import { FatalError, WpError } from './wp-error.ts'

const MONEY_KEYS = ['billing', 'shipping', 'line_items', 'shipping_lines', 'fee_lines', 'coupon_lines']

export interface NewOrder {
  readonly via: string
  readonly status?: string
  readonly ip?: string
}

export function emptyOrder(shop: Shop, { via, status = 'pending', ip = '' }: NewOrder): Order {
  const id = nextId(shop, 'post')
  const zero = {
    discountTotal: ZERO,
    discountTax: ZERO,
    shippingTotal: ZERO,
    shippingTax: ZERO,
    cartTax: ZERO,
    total: ZERO,
  }
  const order: Order = {
    ...zero,
    id,
    status,
    trashedFrom: null,
    currency: optionOf(shop, 'woocommerce_currency'),
    pricesIncludeTax: isOn(shop, 'woocommerce_prices_include_tax'),
    created: now(shop),
    modified: now(shop),
    customerId: 0,
    key: `wc_order_${id.toString(36).padStart(13, 'x')}`,
    billing: {},
    shipping: {},
    paymentMethod: '',
    paymentTitle: '',
    transactionId: '',
    createdVia: via,
    ip,
    userAgent: '',
    customerNote: '',
    parentId: 0,
    completed: null,
    paid: null,
    paidTotal: null,
    cartHash: '',
    meta: [],
    lines: [],
    taxLines: [],
    shippingLines: [],
    fees: [],
    coupons: [],
    stockReduced: false,
  }
  return order
}

/** Writes what a request says into an order. */
export function writeOrder(shop: Shop, order: Order, given: Values, isNew: boolean): void {
  const customer = given['customer_id']
  if (customer !== undefined) {
    const id = Number(customer)
    if (id !== 0 && !shop.customers.has(id)) {
      throw new WpError(400, 'woocommerce_rest_invalid_customer_id', 'Customer ID is invalid.')
    }
    order.customerId = id
  }
  writeTexts(order, given)
  writeAddress(order.billing, given['billing'])
  writeAddress(order.shipping, given['shipping'])
  applyMeta(shop, order.meta, given['meta_data'])
  for (const item of objects(given['line_items'])) writeLine(shop, order, item)
  for (const item of objects(given['shipping_lines'])) writeShipping(shop, order, item)
  for (const item of objects(given['fee_lines'])) writeFee(shop, order, item)
  if (isNew || MONEY_KEYS.some((key) => given[key] !== undefined)) recalculate(shop, order)
  const coupons = given['coupon_lines']
  if (Array.isArray(coupons) && (coupons.length > 0 || order.coupons.length > 0)) {
    applyCoupons(shop, order, coupons)
    recalculate(shop, order)
  }
  if (isTrue(given['set_paid']) && (isNew || order.paid === null)) payOrder(shop, order)
  const status = given['status']
  if (typeof status === 'string' && !(isTrue(given['set_paid']) && isNew)) {
    setStatus(shop, order, shop.statuses.includes(status) ? status : 'pending')
  }
}

function writeTexts(order: Order, given: Values): void {
  const text = (key: string, set: (value: string) => void) => {
    if (given[key] !== undefined) set(String(given[key] ?? ''))
  }
  text('currency', (value) => (order.currency = value))
  text('customer_note', (value) => (order.customerNote = value))
  text('payment_method', (value) => (order.paymentMethod = value))
  text('payment_method_title', (value) => (order.paymentTitle = value))
  text('transaction_id', (value) => (order.transactionId = value))
  text('parent_id', (value) => (order.parentId = Number(value)))
}

function writeAddress(address: Address, given: unknown): void {
  if (!isObject(given)) return
  for (const [key, value] of Object.entries(given)) address[key] = String(value ?? '')
}

const objects = (given: unknown): Values[] =>
  (Array.isArray(given) ? (given as unknown[]) : isObject(given) ? Object.values(given) : []).filter(isObject)

const isRemoval = (item: Values, keys: readonly string[]): boolean =>
  keys.some((key) => item[key] === null) || item['quantity'] === 0

function known<T extends { readonly id: number }>(list: T[], item: Values): T | null {
  if (item['id'] === undefined || item['id'] === null) return null
  const found = list.find(({ id }) => id === Number(item['id']))
  if (found !== undefined) return found
  throw new WpError(400, 'woocommerce_rest_invalid_item_id', 'Order item ID provided is not associated with order.')
}

function removed<T>(list: T[], one: T | null, item: Values, keys: readonly string[]): boolean {
  if (one === null || !isRemoval(item, keys)) return false
  list.splice(list.indexOf(one), 1)
  return true
}

function writeLine(shop: Shop, order: Order, item: Values): void {
  const line = known(order.lines, item)
  if (removed(order.lines, line, item, ['product_id', 'name'])) {
    if (line !== null) followLine(shop, order, line, 0)
    return
  }
  if (line !== null) {
    changeLine(shop, line, item)
    return followLine(shop, order, line)
  }
  if (item['product_id'] === undefined && item['variation_id'] === undefined && item['sku'] === undefined) {
    throw new WpError(400, 'woocommerce_rest_required_product_reference', 'Product ID or SKU is required.')
  }
  const product = productOf(shop, item)
  const quantity = item['quantity'] === undefined ? decimal(1) : decimal(Number(item['quantity']))
  if (isZero(quantity)) throw new FatalError('division by zero')
  const price = product === null || isNegative(quantity) ? ZERO : netPrice(shop, product, quantity)
  const fresh: ProductLine = {
    ...lineOf(shop, product, quantity, price),
    name: item['name'] === undefined ? (product?.name ?? '') : String(item['name']),
  }
  order.lines.push(fresh)
  setAmounts(fresh, item)
  if (item['tax_class'] !== undefined) fresh.taxClass = String(item['tax_class'])
  applyMeta(shop, fresh.meta, item['meta_data'])
  followLine(shop, order, fresh)
}

/** A fresh line of a product. */
export function lineOf(shop: Shop, product: Product | null, quantity: Decimal, price: Decimal): ProductLine {
  const variation = product !== null && product.parentId !== 0
  return {
    id: nextId(shop, 'item'),
    name: product?.name ?? '',
    productId: product === null ? 0 : variation ? product.parentId : product.id,
    variationId: variation ? product.id : 0,
    quantity,
    taxClass: product === null ? '' : taxClassOf(shop, product),
    subtotal: price,
    total: price,
    subtotalTax: ZERO,
    totalTax: ZERO,
    taxes: [],
    meta: [],
  }
}

function changeLine(shop: Shop, line: ProductLine, item: Values): void {
  if (item['quantity'] !== undefined) line.quantity = decimal(Number(item['quantity']))
  const product = item['product_id'] === undefined && item['sku'] === undefined ? null : productOf(shop, item)
  if (product !== null) {
    const fresh = lineOf(shop, product, line.quantity, netPrice(shop, product, line.quantity))
    Object.assign(line, { ...fresh, id: line.id, meta: line.meta })
  }
  if (item['name'] !== undefined) line.name = String(item['name'])
  setAmounts(line, item)
  applyMeta(shop, line.meta, item['meta_data'])
}

/** The subtotal is never less than the total. */
function setAmounts(line: ProductLine, item: Values): void {
  if (item['subtotal'] !== undefined) line.subtotal = amountOf(item['subtotal'])
  if (item['total'] !== undefined) line.total = amountOf(item['total'])
  if (compare(line.subtotal, line.total) < 0) line.subtotal = line.total
}

function productOf(shop: Shop, item: Values): Product | null {
  const variation = Number(item['variation_id'] ?? 0)
  const id = variation === 0 ? Number(item['product_id'] ?? 0) : variation
  if (id !== 0) return shop.products.get(id) ?? null
  const sku = String(item['sku'] ?? '').toLowerCase()
  return sku === '' ? null : ([...shop.products.values()].find((one) => one.sku.toLowerCase() === sku) ?? null)
}

function writeShipping(shop: Shop, order: Order, item: Values): void {
  const line = known(order.shippingLines, item)
  if (removed(order.shippingLines, line, item, ['method_id', 'method_title'])) return
  const target: ShippingLine = line ?? {
    id: nextId(shop, 'item'),
    methodTitle: '',
    methodId: '',
    instanceId: '',
    taxStatus: 'taxable',
    total: ZERO,
    totalTax: ZERO,
    taxes: [],
    meta: [],
  }
  if (line === null) {
    if (item['method_id'] === undefined)
      throw new WpError(400, 'woocommerce_rest_invalid_shipping_item', 'Shipping method ID is required.')
    order.shippingLines.push(target)
  }
  if (item['method_id'] !== undefined) target.methodId = String(item['method_id'])
  if (item['method_title'] !== undefined) target.methodTitle = String(item['method_title'])
  if (item['instance_id'] !== undefined) target.instanceId = String(item['instance_id'])
  if (item['total'] !== undefined) target.total = amountOf(item['total'])
  applyMeta(shop, target.meta, item['meta_data'])
}

function writeFee(shop: Shop, order: Order, item: Values): void {
  const fee = known(order.fees, item)
  if (removed(order.fees, fee, item, ['name'])) return
  const target: FeeLine = fee ?? {
    id: nextId(shop, 'item'),
    name: '',
    taxClass: '',
    taxStatus: 'taxable',
    amount: '',
    total: ZERO,
    totalTax: ZERO,
    taxes: [],
    meta: [],
  }
  if (fee === null) {
    if (item['name'] === undefined) throw new WpError(400, 'woocommerce_rest_invalid_fee_item', 'Fee name is required.')
    order.fees.push(target)
  }
  if (item['name'] !== undefined) target.name = String(item['name'])
  if (item['total'] !== undefined) target.total = amountOf(item['total'])
  if (item['tax_class'] !== undefined) target.taxClass = String(item['tax_class'])
  if (item['tax_status'] !== undefined) target.taxStatus = String(item['tax_status'])
  if (item['amount'] !== undefined) target.amount = String(item['amount'])
  applyMeta(shop, target.meta, item['meta_data'])
}
