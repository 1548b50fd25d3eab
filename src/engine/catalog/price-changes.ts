import {
  inTargetTerms,
  listsOf,
  priceDifference,
  priceOn,
  priceOutlook,
  type ShownPrice,
  type WantedPrice,
} from '#catalog/prices'
import type { PriceFeed } from '#catalog/rules'
import type { KnownPrice } from '#database/prices'
import { compare, type Decimal, equals, ONE } from '#lib/decimal'
import type { Price, PriceList } from '#model/product'
import type { CatalogProblem } from './problems.ts'

/** One price that has to be changed, on one side. */
export interface PriceWrite {
  readonly feed: PriceFeed
  readonly storeList: PriceList
  readonly side: 'store' | 'target'
  /** `null` = the price on the list goes away. */
  readonly wanted: WantedPrice | null
  readonly shown: ShownPrice
  /** Somebody else's value stands there, and gives way. */
  readonly overrides: boolean
}

export interface FeedOutcome {
  readonly storeList: PriceList
  readonly shown: ShownPrice
  /** The store shows what the feed says. */
  readonly isInStep: boolean
  readonly write: PriceWrite | null
  readonly problem: CatalogProblem | null
  readonly nextChangeOn: string | null
}

export interface FeedInput {
  readonly feed: PriceFeed
  readonly storeList: PriceList
  /** Of the item, on all lists of the target that the feed names. */
  readonly prices: readonly Price[]
  readonly shown: ShownPrice
  readonly known: KnownPrice | undefined
  readonly item: string
  readonly itemUnit: string | null
  readonly date: string
}

/** What one feed asks for, of one item and its variant. */
export function feedOutcome(input: FeedInput): FeedOutcome {
  const { feed, storeList, prices, shown, date, itemUnit, item } = input
  const own = prices.filter((price) => listsOf(feed).includes(price.list))
  const seen = { storeList, shown, isInStep: false }
  if (feed.direction === 'to-target') return { ...seen, ...toTarget(input, own), nextChangeOn: null }
  const { price, nextChangeOn } = priceOutlook(feed, own, { date, currency: storeList.currency, itemUnit })
  if (price === null) {
    const other = own.find(({ list, currency }) => list === feed.list && currency !== storeList.currency)
    const problem = other === undefined ? null : otherCurrency(feed, storeList, other.currency, item)
    const goes = problem === null && feed.missing === 'remove' && storeList.externalId !== '' && shown.amount !== null
    return { ...seen, write: goes ? writeOf(input, null) : null, problem, nextChangeOn }
  }
  const difference = priceDifference(price, shown)
  const write = difference === null ? null : writeOf(input, difference)
  return { ...seen, isInStep: write === null, write, problem: null, nextChangeOn }
}

function writeOf({ feed, storeList, shown, known }: FeedInput, wanted: WantedPrice | null): PriceWrite {
  const isOurs =
    known?.ours === true && shown.amount !== null && known.amount === shown.amount && isSameStruck(known, shown, feed)
  return { feed, storeList, side: 'store', wanted, shown, overrides: !isOurs && shown.amount !== null }
}

const isSameStruck = (known: KnownPrice, shown: ShownPrice, { compareAt }: PriceFeed): boolean =>
  compareAt === 'leave' || known.compareAt === shown.compareAt

/** The ordinary price of the target's list follows the store's. */
function toTarget(
  { feed, storeList, shown, date }: FeedInput,
  own: readonly Price[],
): { readonly write: PriceWrite | null; readonly problem: CatalogProblem | null } {
  if (shown.amount === null) return { write: null, problem: null }
  const ordinary = own.filter(
    (price) =>
      price.customer === null &&
      price.validUntil === null &&
      price.currency === storeList.currency &&
      compare(price.minimumQuantity, ONE) <= 0,
  )
  const current: Decimal | null = priceOn(ordinary, date)?.amount ?? null
  const amount = inTargetTerms(feed, shown.amount, storeList.currency)
  if (current !== null && equals(current, amount)) return { write: null, problem: null }
  const there = { amount: current, compareAt: null }
  return {
    write: { feed, storeList, side: 'target', wanted: { amount }, shown: there, overrides: current !== null },
    problem: null,
  }
}

const otherCurrency = (feed: PriceFeed, list: PriceList, currency: string, item: string): CatalogProblem => ({
  code: 'PRICE_CURRENCY_DIFFERS',
  subject: `price-list:${feed.list}`,
  message: `The price of ${item} on ${feed.list} is in ${currency}, while ${list.name === '' ? 'the store sells' : `the list "${list.name}" is`} in ${list.currency}.`,
  remedy: 'Feed this price from a list in its own currency: prices are never exchanged.',
})
