import { decimal, divide, HUNDRED, multiply, subtract, sum, type Decimal, add, ZERO } from '#lib/decimal'
import type { DiscountInput, PlaceLine, PlaceOrder, PlaceShipping } from '#sandboxes/shopify/place-input'
import type { ShopifySandbox } from '#sandboxes/shopify/start'
import type { Destination, Purchase, PurchaseLine, StoreOrder } from './store-side.ts'

const fraction = (percent: number): Decimal => divide(decimal(percent), HUNDRED)

/** The rates of a line's taxes. */
export const taxesOf = (percent: PurchaseLine['percent'] = 25) =>
  [percent].flat().map((one) => ({ title: `VAT ${one}%`, rate: fraction(one) }))

/** Places an order as its buyer does at the checkout. */
export function buyAtShopify(shop: ShopifySandbox, purchase: Purchase): StoreOrder {
  const {
    pricesIncludeTax = true,
    shipping = false,
    paid = true,
    customer,
    buyer,
    to,
    currency,
    credits,
    at,
  } = purchase
  const discounts = discountsOf(purchase)
  const { legacyId, name } = shop.place({
    lines: linesOf(purchase),
    taxesIncluded: pricesIncludeTax,
    ...(discounts.length === 0 ? {} : { discounts }),
    ...(shipping ? { shipping: shippingOf(purchase) } : {}),
    ...(paid ? {} : { financial: 'pending' }),
    ...(customer === undefined ? {} : { customer: customer === null ? null : { email: customer, ...buyer } }),
    ...(to === undefined ? {} : destined(to)),
    ...(currency === undefined ? {} : { presentment: { currency: currency.code, rate: currency.rate } }),
    ...(credits === undefined ? {} : { payments: paymentsOf(credits) }),
    ...(at === undefined ? {} : { placedAt: at }),
  })
  return { key: legacyId, name }
}

/** The tip stands between the goods. */
function linesOf({ lines, tip, giftCardSold }: Purchase): PlaceLine[] {
  const goods = lines.map(({ sku, variant, quantity, price, percent, off }): PlaceLine => ({
    ...(variant === undefined ? { sku, title: sku } : { variantId: `gid://shopify/ProductVariant/${variant}` }),
    quantity,
    price,
    taxRates: taxesOf(percent),
    ...(off === undefined
      ? {}
      : { discounts: [{ kind: 'manual', name: 'Scratch', amount: off, allocation: 'across' }] }),
  }))
  if (giftCardSold !== undefined)
    goods.push({ title: 'Gift card', quantity: 1, price: giftCardSold, giftCard: true, custom: true })
  return tip === undefined ? goods : goods.toSpliced(1, 0, { title: 'Tip', quantity: 1, price: tip, tip: true })
}

const discountsOf = ({ percentOff, amountOff }: Purchase): DiscountInput[] => [
  ...(percentOff === undefined ? [] : [{ kind: 'code', name: 'LESS', percentage: String(percentOff) } as const]),
  ...(amountOff === undefined ? [] : [{ kind: 'automatic', name: 'Voucher', amount: amountOff } as const]),
]

const shippingOf = ({ shippingPercentOff, shippingShares }: Purchase): PlaceShipping => ({
  price: '49.00',
  taxRates:
    shippingShares?.map(({ percent, share }) => ({ title: `VAT ${percent}%`, rate: fraction(percent), share })) ??
    taxesOf(),
  ...(shippingPercentOff === undefined
    ? {}
    : { discounts: [{ kind: 'automatic', name: 'Half', percentage: String(shippingPercentOff) }] }),
})

function destined({ country, company }: Destination): Partial<PlaceOrder> {
  const address = { address1: 'Main 1', zip: '1000', city: 'Town', countryCode: country }
  return {
    customer: { email: `buyer@${company === undefined ? '' : 'company.'}${country.toLowerCase()}.example`, address },
    shippingAddress: address,
    billingAddress: address,
    ...(company === undefined
      ? {}
      : { company: { name: company.name, externalId: company.vatNumber }, taxExempt: true }),
  }
}

const paymentsOf = ({ giftCard, storeCredit }: NonNullable<Purchase['credits']>) => [
  ...(giftCard === undefined ? [] : [{ gateway: 'gift_card', amount: giftCard }]),
  ...(storeCredit === undefined ? [] : [{ gateway: 'store_credit', amount: storeCredit }]),
  { gateway: 'shopify_payments' },
]

/** What each article of an order without tax in its prices came to. */
export function netsOfShopify(shop: ShopifySandbox, { name }: StoreOrder): Record<string, Decimal> {
  const { lines, shipping } = shop.order(name)
  const nets: Record<string, Decimal> = {}
  const count = (
    key: string,
    list: Decimal,
    allocations: readonly { readonly amount: { readonly shop: Decimal } }[],
  ) => {
    nets[key] = add(nets[key] ?? ZERO, subtract(list, sum(allocations.map(({ amount }) => amount.shop))))
  }
  for (const { sku, unitPrice, quantity, allocations } of lines)
    count(String(sku), multiply(unitPrice.shop, decimal(quantity)), allocations)
  for (const { price, allocations } of shipping) count('SHIPPING', price.shop, allocations)
  return nets
}
