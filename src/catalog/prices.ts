import { add, compare, type Decimal, decimal, divide, equals, HUNDRED, isPositive, multiply, ONE } from '#lib/decimal'
import { minorUnits, round } from '#lib/rounding'
import type { Price } from '#model/product'
import type { PriceFeed } from './rules.ts'

export interface PriceDay {
  /** The store's business day, `YYYY-MM-DD`. */
  readonly date: string
  /** ISO 4217, of the prices that are wanted; others are not looked at. */
  readonly currency: string
  /** The unit of the item: prices for it count as those without a unit. `null` = not told. */
  readonly itemUnit: string | null
}

export interface WantedPrice {
  readonly amount: Decimal
  /** `null` = none is struck out; absent = whatever the store shows. */
  readonly compareAt?: Decimal | null
}

/** What the store should show of an item today, and the next day on which that may be another price. */
export interface PriceOutlook {
  /** `null` = the target has no price for it today. */
  readonly price: WantedPrice | null
  /** `YYYY-MM-DD` in the store's zone; `null` = not as things stand. */
  readonly nextChangeOn: string | null
}

/** What a feed says of one item. `prices`: those of the item on all lists of the target that the feed names, whatever their dates. */
export function priceOutlook(feed: PriceFeed, prices: readonly Price[], day: PriceDay): PriceOutlook {
  const ordinary = prices.filter((price) => isOrdinary(price, feed, day))
  const own = ordinary.filter((price) => price.list === feed.list)
  const named = listsOf(feed)
  const nextChangeOn = nextChange(
    ordinary.filter((price) => named.includes(price.list)),
    day.date,
  )
  const current = priceOn(own, day.date)
  if (current === null) return { price: null, nextChangeOn }
  const amount = inStoreTerms(feed, current.amount, day.currency)
  const struck = struckOut(feed, ordinary, own, current, day.date)
  if (struck === undefined) return { price: { amount }, nextChangeOn }
  const compareAt = struck === null ? null : inStoreTerms(feed, struck, day.currency)
  // A price that is not higher is no reduction, and 0 would tell customers that it once was free.
  const isReduction = compareAt !== null && compare(compareAt, amount) > 0
  return { price: { amount, compareAt: isReduction ? compareAt : null }, nextChangeOn }
}

/** The lists of the target that a feed looks at. */
export const listsOf = ({ list, compareAt }: PriceFeed): readonly string[] =>
  typeof compareAt === 'object' ? [list, compareAt.list] : [list]

/** For anybody, any quantity, the wanted unit and currency: what is special does not belong in a shop window. */
function isOrdinary(price: Price, feed: PriceFeed, { currency, itemUnit }: PriceDay): boolean {
  const wanted = feed.unit ?? itemUnit
  const fits =
    price.unit === null ? feed.unit === undefined || feed.unit === itemUnit : wanted === null || price.unit === wanted
  return price.customer === null && price.currency === currency && compare(price.minimumQuantity, ONE) <= 0 && fits
}

/** The price that holds on a day: of several the one that began last, and of those the one that ends first. */
export function priceOn(prices: readonly Price[], date: string): Price | null {
  const holding = prices.filter(
    ({ validFrom, validUntil }) =>
      (validFrom === null || validFrom <= date) && (validUntil === null || date <= validUntil),
  )
  return holding.sort(byPrecedence)[0] ?? null
}

const LAST = '9999-12-31'
const byPrecedence = (a: Price, b: Price): number =>
  (b.validFrom ?? '').localeCompare(a.validFrom ?? '') ||
  (a.validUntil ?? LAST).localeCompare(b.validUntil ?? LAST) ||
  (b.updatedAt ?? '').localeCompare(a.updatedAt ?? '')

/** `undefined` = not to be touched. */
function struckOut(
  { compareAt }: PriceFeed,
  ordinary: readonly Price[],
  own: readonly Price[],
  current: Price,
  date: string,
): Decimal | null | undefined {
  if (compareAt === 'leave') return undefined
  if (compareAt === 'none') return null
  if (compareAt !== 'regular') {
    const other = ordinary.filter((price) => price.list === compareAt.list)
    return priceOn(other, date)?.amount ?? null
  }
  if (current.validUntil === null) return null
  const open = own.filter((price) => price.validUntil === null)
  return priceOn(open, date)?.amount ?? null
}

function inStoreTerms({ tax }: PriceFeed, amount: Decimal, currency: string): Decimal {
  const places = minorUnits(currency)
  return round(tax === undefined ? amount : converted(amount, tax.target, tax.store, tax.ratePercent), {
    places,
    direction: 'half-up',
  })
}

/** A price of the store in the terms of the target's list. */
export const inTargetTerms = ({ tax }: PriceFeed, amount: Decimal, currency: string): Decimal =>
  round(tax === undefined ? amount : converted(amount, tax.store, tax.target, tax.ratePercent), {
    places: minorUnits(currency),
    direction: 'half-up',
  })

type Kind = 'included' | 'added'

function converted(amount: Decimal, from: Kind, to: Kind, ratePercent: Decimal): Decimal {
  if (from === to) return amount
  const factor = add(ONE, divide(ratePercent, HUNDRED))
  return to === 'included' ? multiply(amount, factor) : divide(amount, factor)
}

function nextChange(prices: readonly Price[], date: string): string | null {
  const days = prices.flatMap(({ validFrom, validUntil }) => [
    ...(validFrom !== null && validFrom > date ? [validFrom] : []),
    ...(validUntil !== null && validUntil >= date ? [dayAfter(validUntil)] : []),
  ])
  return days.sort()[0] ?? null
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

export interface ShownPrice {
  readonly amount: Decimal | null
  readonly compareAt: Decimal | null
}

/** What has to be changed so that the store shows the wanted price; `null` = nothing. */
export function priceDifference(wanted: WantedPrice, shown: ShownPrice): WantedPrice | null {
  const isAmount = shown.amount !== null && equals(wanted.amount, shown.amount)
  const isStruck = wanted.compareAt === undefined || sameOrNone(wanted.compareAt, shown.compareAt)
  return isAmount && isStruck ? null : wanted
}

// Some stores tell 0 where they mean none.
const orNone = (amount: Decimal | null): Decimal | null => (amount !== null && isPositive(amount) ? amount : null)
function sameOrNone(a: Decimal | null, b: Decimal | null): boolean {
  const [left, right] = [orNone(a), orNone(b)]
  return left === null || right === null ? left === right : equals(decimal(left), decimal(right))
}
