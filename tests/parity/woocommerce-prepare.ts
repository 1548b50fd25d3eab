import { decimal, negate, subtract, sum } from '#lib/decimal'
import { placeOrder } from '#sandboxes/woocommerce/cart'
import { updateTaxLines } from '#sandboxes/woocommerce/order-totals'
import { emptyOrder, writeOrder } from '#sandboxes/woocommerce/order-write'
import { storeRefund } from '#sandboxes/woocommerce/refund-store'
import { emptyProduct, writeProduct } from '#sandboxes/woocommerce/product-write'
import { createCoupon } from '#sandboxes/woocommerce/coupon-routes'
import type { Address, Order, Shop } from '#sandboxes/woocommerce/state'
import type { Capture, Thing } from './woocommerce-captures.ts'

const list = (given: unknown): Thing[] => (Array.isArray(given) ? (given as Thing[]) : [])
const text = (given: unknown): string => String(given ?? '')
const amount = (given: unknown) => decimal(text(given) === '' ? '0' : text(given))

/** Brings a shop into the state that an exchange says it had. */
export function prepare(shop: Shop, { number, name, given, response, request }: Capture): void {
  const settings = (given['settings'] ?? {}) as Thing
  const set = (id: string, value: unknown) =>
    void (value === undefined || shop.options.set(`woocommerce_${id}`, text(value)))
  for (const id of [
    'currency',
    'prices_include_tax',
    'tax_round_at_subtotal',
    'tax_based_on',
    'shipping_tax_class',
    'calc_taxes',
  ])
    set(id, settings[id])
  set('price_num_decimals', settings['decimals'])
  set('calc_discounts_sequentially', settings['calc_discounts_sequentially'] ?? 'no')
  set('manage_stock', given['woocommerce_manage_stock'] ?? 'yes')
  if (settings['timezone'] !== undefined) shop.zone = text(settings['timezone']).replace(/^\+0?(\d+):45$/, '$1.75')
  set('default_country', settings['base_country'] ?? 'SE')
  shop.options.set('keep_gross_prices', name.includes('same-gross') ? 'yes' : 'no')
  shop.gateway = name.includes('declines')
    ? 'declines'
    : name.includes('answers-false')
      ? 'fails'
      : name.includes('throws')
        ? 'throws'
        : 'pays'
  shop.permalinks = given['permalink_structure'] === 'plain' ? 'plain' : 'pretty'
  if (given['tax_rates'] !== undefined) setRates(shop, list(given['tax_rates']))
  if (given['shipping_methods'] !== undefined) setMethods(shop, list(given['shipping_methods']))
  for (const product of list(given['products'])) keepProduct(shop, product)
  keepKnown(shop, number)
  for (const order of list(given['orders'])) keepListed(shop, order)
  const order = given['order']
  if (typeof order === 'object' && order !== null) keepOrder(shop, order as Thing)
  const shown = response?.body as Thing | null
  const made = shown?.['id']
  if (given['checkout'] !== undefined && typeof made === 'number') buy(shop, given, made, shown ?? {})
  if (request?.method === 'POST' && response?.status === 201 && typeof made === 'number')
    alignIds(shop, request.path, made)
}

/** Things that were made by requests of which there is no record. */
function keepKnown(shop: Shop, number: number): void {
  if (number === 518) keepProduct(shop, { id: 279, name: 'Taken', sku: 'TAKEN', regular_price: '10' })
  if (number === 545) {
    for (const [index, id] of [286, 287, 288].entries()) {
      keepProduct(shop, {
        id,
        name: `B${index}`,
        sku: `BATCH-${index}`,
        regular_price: '10',
        manage_stock: true,
        stock_quantity: 1,
      })
    }
  }
  if (number < 810) return
  keepProduct(shop, { id: 10, name: 'Item', sku: 'I1', regular_price: '99.90' })
  if (!shop.orders.has(26))
    keepListed(shop, { id: 26, status: 'processing', created_and_modified_gmt: '2026-11-21T01:00:00' })
}

function alignIds(shop: Shop, path: string, id: number): void {
  const kind = path.endsWith('/taxes')
    ? 'rate'
    : path.endsWith('/customers')
      ? 'user'
      : path.endsWith('/webhooks')
        ? 'hook'
        : path.endsWith('/notes')
          ? 'note'
          : 'post'
  shop.ids[kind] = id - 1
}

function setRates(shop: Shop, rates: readonly Thing[]): void {
  shop.rates.clear()
  for (const rate of rates) {
    const id = Number(rate['id'])
    shop.rates.set(id, {
      id,
      country: text(rate['country']),
      state: text(rate['state']),
      postcodes: [],
      cities: [],
      rate: text(rate['rate']),
      name: text(rate['name']),
      priority: Number(rate['priority']),
      compound: rate['compound'] === true,
      shipping: rate['shipping'] === true,
      order: 0,
      class: text(rate['class']),
    })
  }
}

function setMethods(shop: Shop, methods: readonly Thing[]): void {
  shop.zones.clear()
  const names = [...new Set(methods.map((one) => text(one['zone'])))].filter((name) => !name.startsWith('rest'))
  shop.zones.set(0, { id: 0, name: 'Locations not covered by your other zones', countries: [], methods: [] })
  for (const [index, name] of names.entries()) {
    const first = methods.find((one) => one['zone'] === name)
    shop.zones.set(index + 1, { id: index + 1, name, countries: (first?.['countries'] ?? []) as string[], methods: [] })
  }
  for (const one of methods) {
    const zone = shop.zones.get(names.indexOf(text(one['zone'])) + 1)
    const settings = (one['settings'] ?? {}) as Record<string, string>
    zone?.methods.push({
      instanceId: Number(one['instance_id'] ?? 7),
      methodId: text(one['method_id']),
      enabled: true,
      settings,
    })
  }
}

function keepProduct(shop: Shop, given: Thing): void {
  const id = Number(given['id'])
  const parent = Number(given['variation_of'] ?? 0)
  if (shop.products.has(id) || Number.isNaN(id)) return
  if (parent !== 0 && !shop.products.has(parent))
    keepProduct(shop, { id: parent, name: 'Jacket', type: 'variable', sku: 'JACKET' })
  shop.ids.post = id - 1
  const product = emptyProduct(shop, parent === 0 ? text(given['type'] ?? 'simple') : 'variation', parent)
  writeProduct(
    shop,
    product,
    parent !== 0 && given['stock_quantity'] !== undefined ? { manage_stock: true, ...given } : given,
  )
  shop.products.set(id, product)
}

/** Orders of which only the times and the status are told. */
function keepListed(shop: Shop, given: Thing): void {
  const id = Number(given['id'])
  if (shop.orders.has(id)) return
  shop.ids.post = id - 1
  const order = emptyOrder(shop, { via: 'rest-api', status: text(given['status']).split(' ')[0] ?? '' })
  order.created = new Date(`${text(given['created_and_modified_gmt'])}Z`)
  order.modified = order.created
  const tea = id % 2 === 0
  const product = tea
    ? { id: 12, name: 'Åland tea', regular_price: '50', sku: 'TEA-1', tax_class: 'reduced-rate' }
    : { id: 11, name: 'Mug', regular_price: '100', sku: 'MUG-1' }
  keepProduct(shop, product)
  const odd = id === 15
  const billing = { ...ANNA, ...(odd ? { last_name: 'Öberg', email: 'unsal@example.test' } : {}) }
  writeOrder(
    shop,
    order,
    { billing, transaction_id: `TX-${id - 13}`, line_items: [{ product_id: product.id, quantity: 1 }] },
    true,
  )
  order.customerId = id % 4 === 2 && id < 26 ? 4 : 0
  shop.orders.set(id, order)
}

const ANNA = {
  first_name: 'Anna',
  last_name: 'Svensson',
  address_1: 'Storgatan 1',
  city: 'Stockholm',
  postcode: '11122',
  country: 'SE',
  email: 'anna@example.test',
  phone: '+46700000001',
}

const line = (one: Thing) => ({
  id: Number(one['id']),
  total: amount(one['total']),
  totalTax: amount(one['total_tax']),
  taxes: list(one['taxes']).map((tax) => ({
    id: Number(tax['id']),
    total: amount(tax['total']),
    subtotal: tax['subtotal'] === '' ? null : amount(tax['subtotal']),
  })),
  meta: list(one['meta_data']).map((meta) => ({
    id: Number(meta['id']),
    key: text(meta['key']),
    value: meta['value'],
  })),
})

/** An order as it was shown; what the shop did to it since then stays. */
function keepOrder(shop: Shop, given: Thing): void {
  const id = Number(given['id'])
  const known = shop.orders.get(id)
  const first = list(given['line_items'])[0]?.['id']
  if (known !== undefined && (first === undefined || known.lines[0]?.id === first)) return
  shop.ids.post = id - 1
  const order: Order = emptyOrder(shop, { via: 'store-api', status: text(given['status']) })
  Object.assign(order.billing, ANNA)
  Object.assign(order.shipping, ANNA)
  order.total = amount(given['total'])
  order.cartTax = amount(given['total_tax'])
  order.paymentMethod = text(given['payment_method'] ?? 'testpay')
  order.stockReduced = true
  order.lines = list(given['line_items']).map((one) => ({
    ...line(one),
    name: text(one['name']),
    productId: Number(one['product_id']),
    variationId: Number(one['variation_id']),
    quantity: amount(one['quantity']),
    taxClass: text(one['tax_class']),
    subtotal: amount(one['subtotal']),
    subtotalTax: amount(one['subtotal_tax']),
  }))
  order.shippingLines = list(given['shipping_lines']).map((one) => ({
    ...line(one),
    methodTitle: text(one['method_title']),
    methodId: text(one['method_id']),
    instanceId: text(one['instance_id']),
    taxStatus: 'taxable',
  }))
  order.fees = list(given['fee_lines']).map((one) => ({
    ...line(one),
    name: text(one['name']),
    taxClass: text(one['tax_class']),
    taxStatus: text(one['tax_status']),
    amount: text(one['amount']),
  }))
  for (const one of order.lines)
    if (one.productId !== 0)
      keepProduct(shop, {
        id: one.productId,
        name: one.name,
        sku: text(list(given['line_items']).find(({ id: own }) => own === one.id)?.['sku']),
      })
  order.shippingTax = sum(order.shippingLines.map(({ totalTax }) => totalTax))
  order.shippingTotal = sum(order.shippingLines.map(({ total }) => total))
  order.cartTax = subtract(order.cartTax, order.shippingTax)
  updateTaxLines(shop, order, true)
  shop.orders.set(id, order)
  for (const one of list(given['refunds'])) {
    shop.ids.post = Number(one['id']) - 1
    if (!shop.refunds.has(Number(one['id'])))
      storeRefund(shop, { order, amount: negate(amount(one['total'])), reason: text(one['reason']), paidBack: false })
  }
}

function buy(shop: Shop, given: Thing, id: number, shown: Thing): void {
  const checkout = given['checkout'] as Thing
  const codes = list(checkout['coupons']).map((coupon) => {
    shop.ids.post = Number(coupon['id']) - 1
    if (!shop.coupons.has(Number(coupon['id']))) createCoupon(shop, coupon)
    return text(coupon['code'])
  })
  const rate = checkout['shipping_rate'] ?? list(checkout['available_rates'])[0]
  shop.ids.post = id - 1
  placeOrder(shop, {
    items: list(checkout['items']).map((item) =>
      Array.isArray(item)
        ? { product: Number(item[0]), quantity: Number(item[1]) }
        : { product: Number(item['id']), quantity: Number(item['quantity']) },
    ),
    coupons: codes,
    billing: shown['billing'] as Address,
    shipping: shown['shipping'] as Address,
    fees: list(checkout['fees']).map((fee) => ({
      name: text(fee['name']),
      amount: text(fee['amount']),
      taxable: fee['taxable'] === true,
      taxClass: text(fee['tax_class']),
    })),
    payment: text(checkout['payment_method']),
    note: text(shown['customer_note']),
    customerId: 0,
    currency: text(shown['currency']),
    ...(rate === undefined ? {} : { shippingRate: text(rate) }),
  })
}
