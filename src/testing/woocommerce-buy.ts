import { add, type Decimal, decimal, divide, HUNDRED, isZero, multiply, negate, subtract, ZERO } from '#lib/decimal'
import { round } from '#lib/rounding'
import type { Cart } from '#sandboxes/woocommerce/cart'
import { splitShipping } from '#sandboxes/woocommerce/order-totals'
import { showOrder } from '#sandboxes/woocommerce/show-order'
import type { WooCommerceSandbox } from '#sandboxes/woocommerce/start'
import { createRate } from '#sandboxes/woocommerce/tax-routes'
import type { Destination, Purchase, PurchaseLine, StoreOrder } from './store-side.ts'

export const ANNA = {
  first_name: 'Anna',
  last_name: 'Svensson',
  address_1: 'Storgatan 1',
  city: 'Stockholm',
  country: 'SE',
}

/** Fees by which plug-ins write what is paid with the shop's own debts, and what the connection is told of them. */
export const CREDIT_FEES = { 'Gift card': 'gift_card', 'Store credit': 'store_credit' } as const

const CLASSES: Readonly<Record<string, string>> = { 25: 'standard', 12: 'reduced-rate', 6: 'books' }

type Product = ReturnType<WooCommerceSandbox['addProduct']>

/** Articles, taxes and codes of a shop, made when they are first asked for. */
export interface Assortment {
  readonly products: Map<string, Product>
  readonly codes: Set<string>
}

/** The article of a line, at the line's price and taxed as the line says where it goes. */
function productOf(
  sandbox: WooCommerceSandbox,
  { products }: Assortment,
  line: PurchaseLine,
  country: string,
): Product {
  const product = articleOf(sandbox, { products }, line)
  const slug = taxClass(sandbox, line.percent ?? 25, country)
  // The standard class has no name among articles.
  product.taxClass = slug === 'standard' ? '' : slug
  return product
}

export function articleOf(
  sandbox: WooCommerceSandbox,
  { products }: Pick<Assortment, 'products'>,
  { sku, variant }: Pick<PurchaseLine, 'sku' | 'variant'>,
): Product {
  const known = variant === undefined ? products.get(sku) : sandbox.shop.products.get(Number(variant))
  if (known !== undefined) return known
  const made = sandbox.addProduct({ name: sku, sku, regular_price: '12.50', tax_class: 'standard' })
  products.set(sku, made)
  return made
}

/** The class by which goods that go to a country are taxed so; abroad everything is of the one class that all goods have. */
function taxClass({ shop }: WooCommerceSandbox, percent: number | readonly number[], country: string): string {
  const percents = [percent].flat()
  const name = percents.join('-')
  const slug = country === 'SE' ? (CLASSES[name] ?? `rate-${name.replaceAll('.', '-')}`) : 'standard'
  if (!shop.taxClasses.has(slug) && slug !== 'standard') shop.taxClasses.set(slug, `Rate ${name}`)
  const isKnown = [...shop.rates.values()].some((rate) => rate.class === slug && rate.country === country)
  if (isKnown) return slug
  percents.forEach((one, index) => {
    const [rate, label] = [String(one), `VAT ${one}%`]
    createRate(shop, { country, rate, name: label, class: slug, priority: index + 1, compound: index > 0 })
  })
  return slug
}

function couponsOf(sandbox: WooCommerceSandbox, { codes }: Assortment, { percentOff, amountOff }: Purchase): string[] {
  const code = (name: string, amount: string, discount_type: string): string => {
    if (!codes.has(name)) sandbox.addCoupon({ code: name, amount, discount_type })
    codes.add(name)
    return name
  }
  return [
    ...(percentOff === undefined ? [] : [code(`less${percentOff}`, String(percentOff), 'percent')]),
    ...(amountOff === undefined ? [] : [code(`voucher${amountOff}`, amountOff, 'fixed_cart')]),
  ]
}

/** Places an order as its buyer does at the checkout; what only a person can change there is changed before it is paid. */
export function buyAtWooCommerce(sandbox: WooCommerceSandbox, assortment: Assortment, purchase: Purchase): StoreOrder {
  const { pricesIncludeTax = true, taxRoundedOnSum = false, paid = true, at, currency } = purchase
  const { shop } = sandbox
  shop.options.set('woocommerce_tax_round_at_subtotal', taxRoundedOnSum ? 'yes' : 'no')
  shop.options.set('woocommerce_prices_include_tax', pricesIncludeTax ? 'yes' : 'no')
  const isChanged = byHand(purchase)
  const order = sandbox.place({
    items: itemsOf(sandbox, assortment, purchase),
    coupons: couponsOf(sandbox, assortment, purchase),
    fees: feesOf(purchase),
    ...(purchase.shipping === true ? {} : { shippingRate: null }),
    // A transfer that has not come in yet.
    ...(paid && !isChanged ? {} : { payment: 'bacs' }),
    ...(currency === undefined ? {} : { currency: currency.code }),
    ...(at === undefined ? {} : { at: new Date(at) }),
    ...buyerOf(purchase),
  })
  if (isChanged) change(sandbox, order.id, purchase)
  if (isChanged && paid) {
    order.paymentMethod = 'testpay'
    sandbox.markPaid(order.id, `tp_${order.id}`)
  }
  return { key: String(order.id), name: String(order.id) }
}

const byHand = ({ lines, shippingPercentOff, shippingShares }: Purchase): boolean =>
  shippingPercentOff !== undefined ||
  shippingShares !== undefined ||
  lines.some(({ off, sku, price }) => off !== undefined || lines.some((one) => one.sku === sku && one.price !== price))

function itemsOf(
  sandbox: WooCommerceSandbox,
  assortment: Assortment,
  { lines, to, currency }: Purchase,
): Cart['items'] {
  return lines.map((line) => {
    const product = productOf(sandbox, assortment, line, to?.country ?? ANNA.country)
    product.regularPrice = cents(multiply(decimal(line.price), decimal(currency?.rate ?? '1')))
    return { product: product.id, quantity: line.quantity }
  })
}

/** What plug-ins write as fees: tips, and what is paid with a gift card or a credit. */
const feesOf = ({ tip, credits }: Purchase): NonNullable<Cart['fees']> => [
  ...(tip === undefined ? [] : [{ name: 'Tip', amount: tip }]),
  ...(credits?.giftCard === undefined ? [] : [{ name: 'Gift card', amount: negate(decimal(credits.giftCard)) }]),
  ...(credits?.storeCredit === undefined
    ? []
    : [{ name: 'Store credit', amount: negate(decimal(credits.storeCredit)) }]),
]

function buyerOf({ customer, buyer, to }: Purchase): Pick<Cart, 'billing' | 'vatNumber'> {
  if (to === undefined)
    return customer === undefined ? {} : { billing: { ...ANNA, ...namesOf(buyer), email: customer ?? '' } }
  return { billing: addressOf(to), ...(to.company === undefined ? {} : { vatNumber: to.company.vatNumber }) }
}

const namesOf = (buyer: Purchase['buyer']): Record<string, string> =>
  buyer === undefined ? {} : { first_name: buyer.firstName, last_name: buyer.lastName, phone: buyer.phone ?? '' }

const addressOf = ({ country, company }: Destination): Record<string, string> => ({
  ...ANNA,
  country,
  email: `buyer@${company === undefined ? '' : 'company.'}${country.toLowerCase()}.example`,
  ...(company === undefined ? {} : { company: company.name }),
})

const cents = (amount: Decimal): Decimal => round(amount, { places: 2, direction: 'half-up' })

/** Prices of single lines, and what is taken off them and off the shipping, on the page of the order. */
function change(
  sandbox: WooCommerceSandbox,
  id: number,
  { lines, shippingPercentOff, shippingShares }: Purchase,
): void {
  const order = sandbox.shop.orders.get(id)
  if (order === undefined) throw new Error(`no order ${id} in the shop`)
  // What coupons left of each line stays in proportion.
  const line_items = order.lines.flatMap((line, index) => {
    const wanted = lines[index]
    if (wanted === undefined) return []
    const subtotal = multiply(decimal(wanted.price), decimal(wanted.quantity))
    const left = isZero(line.subtotal) ? line.total : cents(divide(multiply(line.total, subtotal), line.subtotal))
    return [{ id: line.id, subtotal, total: subtract(left, decimal(wanted.off ?? '0')) }]
  })
  const share = subtract(HUNDRED, decimal(shippingPercentOff ?? 0))
  const shipping_lines = order.shippingLines.map((line) => ({
    id: line.id,
    total: cents(divide(multiply(line.total, share), HUNDRED)),
  }))
  const isPriced =
    lines.some(({ off }) => off !== undefined) || new Set(lines.map(({ sku }) => sku)).size < lines.length
  sandbox.edit(id, {
    ...(isPriced ? { line_items } : {}),
    ...(shippingPercentOff === undefined ? {} : { shipping_lines }),
    customer_note: 'Changed in the shop',
  })
  if (shippingShares === undefined) return
  const rates = [...sandbox.shop.rates.values()].filter(({ country }) => country === ANNA.country)
  const shares = shippingShares.flatMap(({ percent, share: part }) => {
    const rate = rates.find((one) => Number(one.rate) === percent)
    return rate === undefined ? [] : [[rate.id, decimal(part)] as const]
  })
  splitShipping(sandbox.shop, order, new Map(shares))
}

/** What each article of an order came to. */
export function netsOfWooCommerce({ shop }: WooCommerceSandbox, { key }: StoreOrder): Record<string, Decimal> {
  const order = shop.orders.get(Number(key))
  if (order === undefined) throw new Error(`no order ${key} in the shop`)
  const { line_items, shipping_lines } = showOrder(shop, order)
  const nets: Record<string, Decimal> = {}
  for (const [name, { total }] of [
    ...line_items.map((line) => [String(line.sku), line] as const),
    ...shipping_lines.map((line) => ['SHIPPING', line] as const),
  ])
    nets[name] = add(nets[name] ?? ZERO, decimal(total))
  return nets
}
