import type { Decimal } from '#lib/decimal'
import { multiply, HUNDRED, toNumber } from '#lib/decimal'
import type { View } from './connections.ts'
import type { TaxSum } from './figures.ts'
import { type Bag, type Currencies, graphqlAmount } from './money.ts'

export const money = (amount: Decimal, currency: string): View => ({
  amount: graphqlAmount(amount),
  currencyCode: currency,
})

export const moneyBag = (bag: Bag, currencies: Currencies): View => ({
  shopMoney: money(bag.shop, currencies.shop),
  presentmentMoney: money(bag.presentment, currencies.presentment),
})

export const orNull = (bag: Bag | null, currencies: Currencies): View | null =>
  bag === null ? null : moneyBag(bag, currencies)

export const taxLine = (tax: TaxSum, currencies: Currencies): View => ({
  title: tax.title,
  rate: toNumber(tax.rate),
  ratePercentage: toNumber(multiply(tax.rate, HUNDRED)),
  channelLiable: tax.channelLiable,
  source: tax.source,
  price: graphqlAmount(tax.amount.shop),
  priceSet: moneyBag(tax.amount, currencies),
})

/** GraphQL instants are UTC to the second. */
export const instant = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`
export const instantOrNull = (at: Date | null): string | null => (at === null ? null : instant(at))
