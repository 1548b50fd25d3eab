import { type Decimal, decimal, multiply, subtract, ZERO } from '#lib/decimal'
import { isOn, now, type Product, type Shop } from './state.ts'
import { basePlace, isTaxed, precisionOf, ratesFor, taxesOf, taxSum } from './taxes.ts'

/** What a product costs now, as it was entered; empty when it has no price. A variable one costs what its cheapest costs. */
export function priceText(shop: Shop, product: Product): string {
  if (product.type === 'variable') return cheapest(shop, variationsOf(shop, product.id))
  if (product.type === 'grouped') {
    return cheapest(
      shop,
      product.grouped.flatMap((id) => shop.products.get(id) ?? []),
    )
  }
  return isOnSale(shop, product) ? product.salePrice : product.regularPrice
}

export function isOnSale(shop: Shop, product: Product): boolean {
  if (product.salePrice === '' || Number(product.salePrice) >= Number(product.regularPrice)) return false
  const moment = now(shop)
  return (
    (product.saleFrom === null || product.saleFrom <= moment) && (product.saleTo === null || product.saleTo >= moment)
  )
}

export const variationsOf = (shop: Shop, parentId: number): Product[] =>
  [...shop.products.values()].filter((one) => one.parentId === parentId && parentId !== 0)

function cheapest(shop: Shop, products: readonly Product[]): string {
  const prices = products.map((one) => priceText(shop, one)).filter((price) => price !== '')
  return prices.toSorted((a, b) => Number(a) - Number(b))[0] ?? ''
}

export const priceOf = (shop: Shop, product: Product): Decimal => {
  const text = priceText(shop, product)
  return text === '' ? ZERO : decimal(text)
}

/** A variation has the tax class of its parent unless it names one. */
export function taxClassOf(shop: Shop, product: Product): string {
  if (product.parentId === 0 || product.taxClass !== 'parent') return product.taxClass
  return shop.products.get(product.parentId)?.taxClass ?? ''
}

/** Net price of some pieces: the tax of the shop's own country is taken out where prices hold it. */
export function netPrice(shop: Shop, product: Product, quantity: Decimal): Decimal {
  const gross = multiply(priceOf(shop, product), quantity)
  if (!isOn(shop, 'woocommerce_prices_include_tax') || !isTaxed(shop, product)) return gross
  const rates = ratesFor(shop, basePlace(shop), taxClassOf(shop, product))
  return subtract(gross, taxSum(taxesOf(gross, rates, true, precisionOf(shop))))
}
