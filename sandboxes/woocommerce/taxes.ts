import { add, type Decimal, decimal, divide, HUNDRED, multiply, ONE, subtract, sum, ZERO } from '#lib/decimal'
import { halfDown, halfUp } from './money.ts'
import { type Address, decimalsOf, isOn, optionOf, type Product, type Shop, type TaxRate } from './state.ts'

/** What each rate takes, by the id of the rate. */
export type Taxes = ReadonlyMap<number, Decimal>
export interface Place {
  readonly country: string
  readonly state: string
  readonly postcode: string
  readonly city: string
}

const PRECISION = 6
export const precisionOf = (shop: Shop): number => Math.max(decimalsOf(shop) + 2, PRECISION)
export const taxSum = (taxes: Taxes): Decimal => sum(taxes.values())

export const placeOf = (address: Address): Place => ({
  country: (address['country'] ?? '').toUpperCase(),
  state: address['state'] ?? '',
  postcode: (address['postcode'] ?? '').replaceAll(' ', '').toUpperCase(),
  city: (address['city'] ?? '').toUpperCase(),
})

export const basePlace = (shop: Shop): Place => ({
  country: optionOf(shop, 'woocommerce_default_country').split(':')[0] ?? '',
  state: optionOf(shop, 'woocommerce_default_country').split(':')[1] ?? '',
  postcode: '',
  city: '',
})

/** Where an order is taxed. */
export function taxPlace(shop: Shop, billing: Address, shipping: Address): Place {
  const basis = optionOf(shop, 'woocommerce_tax_based_on')
  if (basis === 'base') return basePlace(shop)
  const place = placeOf(basis === 'billing' || (shipping['country'] ?? '') === '' ? billing : shipping)
  return place.country === '' ? basePlace(shop) : place
}

/** The rates of a class in a place, one of each priority, in the order of their priority. */
export function ratesFor(shop: Shop, place: Place, taxClass: string): TaxRate[] {
  const wanted = taxClass === '' ? 'standard' : taxClass
  const fitting = [...shop.rates.values()].filter(
    (rate) =>
      rate.class === wanted &&
      (rate.country === '' || rate.country === place.country) &&
      (rate.state === '' || rate.state === place.state) &&
      (rate.postcodes.length === 0 || rate.postcodes.includes(place.postcode)) &&
      (rate.cities.length === 0 || rate.cities.includes(place.city)),
  )
  const byPriority = new Map<number, TaxRate>()
  for (const rate of fitting.toSorted((a, b) => a.priority - b.priority || a.order - b.order || a.id - b.id)) {
    if (!byPriority.has(rate.priority)) byPriority.set(rate.priority, rate)
  }
  return [...byPriority.values()]
}

export const isTaxed = (shop: Shop, product: Pick<Product, 'taxStatus'>): boolean =>
  isOn(shop, 'woocommerce_calc_taxes') && product.taxStatus === 'taxable'

const share = (rate: TaxRate): Decimal => divide(decimal(rate.rate), HUNDRED)

/** Tax of a price, to `places` digits: on top of it, or what is inside of it. */
export function taxesOf(price: Decimal, rates: readonly TaxRate[], inside: boolean, places: number): Taxes {
  const raw = inside ? taxesInside(price, rates) : taxesOnTop(price, rates)
  return new Map([...raw].map(([id, amount]) => [id, halfUp(amount, places)]))
}

function taxesOnTop(price: Decimal, rates: readonly TaxRate[]): Map<number, Decimal> {
  const taxes = new Map<number, Decimal>()
  for (const rate of rates.filter(({ compound }) => !compound)) taxes.set(rate.id, multiply(price, share(rate)))
  for (const rate of rates.filter(({ compound }) => compound)) {
    taxes.set(rate.id, multiply(add(price, sum(taxes.values())), share(rate)))
  }
  return taxes
}

function taxesInside(price: Decimal, rates: readonly TaxRate[]): Map<number, Decimal> {
  const taxes = new Map<number, Decimal>(rates.map(({ id }) => [id, ZERO]))
  let rest = price
  for (const rate of rates.filter(({ compound }) => compound).toReversed()) {
    const tax = subtract(rest, divide(rest, add(ONE, share(rate))))
    taxes.set(rate.id, tax)
    rest = subtract(rest, tax)
  }
  const plain = rates.filter(({ compound }) => !compound)
  const whole = add(ONE, ...plain.map(share))
  for (const rate of plain) taxes.set(rate.id, divide(multiply(rest, share(rate)), whole))
  return taxes
}

/** Taxes are rounded down at the half where prices hold tax, up where they do not. */
export const roundTax = (shop: Shop, value: Decimal, pricesIncludeTax: boolean, places = decimalsOf(shop)): Decimal =>
  pricesIncludeTax ? halfDown(value, places) : halfUp(value, places)

/** The tax of a line by one rate, rounded here or only at the end. */
export const roundLineTax = (shop: Shop, value: Decimal, pricesIncludeTax: boolean): Decimal =>
  isOn(shop, 'woocommerce_tax_round_at_subtotal') ? value : roundTax(shop, value, pricesIncludeTax)
