import type { PlainDice } from '#sandboxes/kit/dice'
import { type Cart, placeOrder } from './cart.ts'
import { createCoupon } from './coupon-routes.ts'
import { createOrder } from './order-routes.ts'
import { createProduct } from './product-routes.ts'
import { decimalsOf, type Order, type Product, type Shop } from './state.ts'
import { createRate } from './tax-routes.ts'

const yes = (value: boolean): string => (value ? 'yes' : 'no')

// Currencies with the digits that shops give them; a shop may work with fewer than there are.
const CURRENCIES: readonly [readonly [string, number], ...(readonly [string, number])[]] = [
  ['SEK', 2],
  ['SEK', 2],
  ['SEK', 2],
  ['EUR', 2],
  ['SEK', 0],
  ['JPY', 0],
  ['KWD', 3],
]

/** Settings of the shop, as its owner chose them before the order came. */
function settle(shop: Shop, dice: PlainDice): string {
  const [currency, places] = dice.pick(CURRENCIES)
  const [inside, late] = [dice.chance(0.6), dice.chance(0.35)]
  shop.options.set('woocommerce_currency', currency)
  shop.options.set('woocommerce_price_num_decimals', String(places))
  shop.options.set('woocommerce_prices_include_tax', yes(inside))
  shop.options.set('woocommerce_tax_round_at_subtotal', yes(late))
  shop.options.set('woocommerce_calc_discounts_sequentially', yes(dice.chance(0.3)))
  return `${currency} with ${places} digits, prices ${inside ? 'with' : 'without'} tax, rounded ${late ? 'at the end' : 'by line'}`
}

/** Countries with one rate, with several, with one upon another, and with none. */
export const COUNTRIES = ['SE', 'SE', 'SE', 'DE', 'CA', 'PE', 'US'] as const

/** Rates that a shop has which sells to them. */
export function addRates(shop: Shop): void {
  for (const taxClass of ['standard', 'reduced-rate', 'books']) {
    createRate(shop, { country: 'CA', rate: '5', name: 'GST', class: taxClass, priority: 1 })
    createRate(shop, { country: 'CA', rate: '9.975', name: 'QST', class: taxClass, priority: 2 })
    createRate(shop, { country: 'PE', rate: '5', name: 'GST', class: taxClass, priority: 1 })
    createRate(shop, { country: 'PE', rate: '10', name: 'PST', class: taxClass, priority: 2, compound: true })
  }
}

const ENDINGS: readonly [string, ...string[]] = ['00', '00', '50', '90', '95', '99', '33', '67', '01']

/** A price with the shop's digits. */
export function priceOf(dice: PlainDice, places: number): string {
  const whole = dice.chance(0.1) ? dice.between(0, 2) : dice.between(1, 900)
  if (places === 0) return String(whole + 1)
  const part = dice.chance(0.6) ? dice.pick(ENDINGS) : String(dice.between(0, 99)).padStart(2, '0')
  return `${whole}.${part}${places === 3 ? dice.between(0, 9) : ''}`
}

/** Puts something on offer that was not there before. */
export function newProduct(shop: Shop, dice: PlainDice): Product {
  const number = shop.products.size + 1
  const service = dice.chance(0.06)
  return createProduct(shop, {
    name: `Article ${number}`,
    sku: `ART-${number}`,
    regular_price: dice.chance(0.04) ? '0' : priceOf(dice, decimalsOf(shop)),
    tax_class: dice.pick(['', '', 'reduced-rate', 'books']),
    tax_status: dice.chance(0.07) ? 'none' : 'taxable',
    virtual: service,
    downloadable: service,
    manage_stock: dice.chance(0.4),
    stock_quantity: 1000,
  })
}

export function newCoupon(shop: Shop, dice: PlainDice): string {
  const code = `code${shop.coupons.size + 1}`
  const [discount_type, amount] = dice.pick([
    ['percent', dice.pick(['10', '12.5', '33', '100'])],
    ['percent', dice.pick(['5', '15', '20'])],
    ['fixed_cart', dice.pick(['10', '50', '99', '33'])],
    ['fixed_product', dice.pick(['1', '5', '7'])],
  ])
  createCoupon(shop, { code, discount_type, amount, free_shipping: dice.chance(0.05) })
  return code
}

const addressIn = (dice: PlainDice, country: string) => ({
  first_name: 'Anna',
  last_name: 'Svensson',
  address_1: 'Storgatan 1',
  city: 'Stockholm',
  postcode: '111 22',
  country,
  email: `buyer${dice.between(1, 5)}@example.test`,
  phone: '+46700000001',
})

/** A buyer orders at the checkout, or a program does. */
export function placeRandom(shop: Shop, dice: PlainDice): { readonly order: Order; readonly what: string } {
  const how = settle(shop, dice)
  const items = Array.from({ length: dice.chance(0.6) ? dice.between(1, 2) : dice.between(3, 6) }, () => ({
    product: newProduct(shop, dice).id,
    quantity: dice.chance(0.5) ? 1 : dice.between(2, 7),
  }))
  const country = dice.pick(COUNTRIES)
  const coupons = dice.chance(0.4) ? Array.from({ length: dice.between(1, 2) }, () => newCoupon(shop, dice)) : []
  if (dice.chance(0.15))
    return { order: byProgram(shop, dice, { items, country, coupons }), what: `by a program, ${how}` }
  const order = placeOrder(shop, {
    items,
    coupons,
    billing: addressIn(dice, country),
    ...(dice.chance(0.3) ? { shippingRate: null } : {}),
    fees: fees(dice),
    payment: dice.pick(['testpay', 'testpay', 'testpay', 'bacs', 'cod']),
    note: dice.chance(0.1) ? 'Please ring' : '',
  })
  return { order, what: `at the checkout, ${how}, ${country}, paid by ${order.paymentMethod}` }
}

function fees(dice: PlainDice): NonNullable<Cart['fees']> {
  if (!dice.chance(0.25)) return []
  const taxable = dice.chance(0.6)
  const amount = dice.pick(['29', '5', '19'])
  const discount = dice.chance(0.3)
  return [{ name: discount ? 'Loyalty' : 'Invoice fee', amount: discount ? '-5' : amount, taxable }]
}

interface Wanted {
  readonly items: readonly { readonly product: number; readonly quantity: number }[]
  readonly country: string
  readonly coupons: readonly string[]
}

function byProgram(shop: Shop, dice: PlainDice, { items, country, coupons }: Wanted): Order {
  const order = createOrder(shop, {
    billing: addressIn(dice, country),
    shipping: { country },
    line_items: items.map(({ product, quantity }) => ({
      product_id: product,
      quantity,
      ...(dice.chance(0.3) ? { total: priceOf(dice, decimalsOf(shop)) } : {}),
    })),
    ...(coupons.length === 0 ? {} : { coupon_lines: coupons.map((code) => ({ code })) }),
    ...(dice.chance(0.5) ? { shipping_lines: [{ method_id: 'flat_rate', method_title: 'Post', total: '49' }] } : {}),
    ...(dice.chance(0.3) ? { fee_lines: [{ name: 'Fee', total: dice.pick(['15', '-10', '7']) }] } : {}),
    payment_method: dice.pick(['testpay', 'bacs']),
    set_paid: dice.chance(0.5),
  })
  return shop.orders.get(order.id) ?? order
}
