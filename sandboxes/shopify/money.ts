import { add, type Decimal, isInteger, isNegative, isZero, ZERO } from '#lib/decimal'
import { minorUnits, round } from '#lib/rounding'

/** An amount as the shop books it and as the customer sees it. Both sides are computed, never converted from each other. */
export interface Bag {
  readonly shop: Decimal
  readonly presentment: Decimal
}

export type Side = keyof Bag

/** Currency codes of both sides, equal for most orders. */
export type Currencies = Readonly<Record<Side, string>>

export const ZERO_BAG: Bag = { shop: ZERO, presentment: ZERO }

/** Computes a bag side by side; once when every operand is the same on both sides. */
function combine(bags: readonly Bag[], compute: (values: Decimal[]) => Decimal): Bag {
  const shop = compute(bags.map((bag) => bag.shop))
  if (bags.every((bag) => bag.shop === bag.presentment)) return { shop, presentment: shop }
  return { shop, presentment: compute(bags.map((bag) => bag.presentment)) }
}

// Sums are most of the sandbox's work. Amounts of up to twelve characters and four decimals fit into whole numbers of
// ten-thousandths with room to spare, and adding those is exact; anything longer takes the general way.
const SMALL = 12
const FRACTION_DIGITS = 4
const UNITS = 10 ** FRACTION_DIGITS
const SAFE_COUNT = 1000

const isSmall = (value: Decimal): boolean => {
  if (value.length > SMALL) return false
  const point = value.indexOf('.')
  return point === -1 || value.length - point - 1 <= FRACTION_DIGITS
}

function addAll(values: readonly Decimal[]): Decimal {
  if (values.length > SAFE_COUNT || !values.every(isSmall)) return add(...values)
  let units = 0
  for (const value of values) units += Math.round(Number(value) * UNITS)
  return ofUnits(units)
}

function ofUnits(units: number): Decimal {
  const size = Math.abs(units)
  const fraction = size % UNITS
  const whole = String((size - fraction) / UNITS)
  const digits = fraction === 0 ? '' : `.${String(fraction).padStart(FRACTION_DIGITS, '0').replace(/0+$/, '')}`
  return `${units < 0 ? '-' : ''}${whole}${digits}` as Decimal
}

const opposite = (value: Decimal): Decimal =>
  isZero(value) ? ZERO : ((isNegative(value) ? value.slice(1) : `-${value}`) as Decimal)

export const bagSum = (bags: readonly Bag[]): Bag => (bags.length === 0 ? ZERO_BAG : combine(bags, addAll))
export const bagAdd = (...bags: readonly Bag[]): Bag => bagSum(bags)
export const bagSubtract = (a: Bag, b: Bag): Bag =>
  combine([a, b], ([x = ZERO, y = ZERO]) => (y === ZERO ? x : addAll([x, opposite(y)])))
export const bagNegate = (a: Bag): Bag => combine([a], ([x = ZERO]) => opposite(x))
export const bagIsZero = (bag: Bag): boolean => bag.shop === ZERO && bag.presentment === ZERO

/** Applies `compute` to each side with the digits of that side's currency; once when the sides are alike. */
export function bagMap(bag: Bag, currencies: Currencies, compute: (value: Decimal, places: number) => Decimal): Bag {
  const shop = compute(bag.shop, minorUnits(currencies.shop))
  if (currencies.shop === currencies.presentment && bag.shop === bag.presentment) return { shop, presentment: shop }
  return { shop, presentment: compute(bag.presentment, minorUnits(currencies.presentment)) }
}

/** Both sides from a function of the side; once when the order has one currency. */
export function bagOf(currencies: Currencies, compute: (side: Side, places: number) => Decimal): Bag {
  const shop = compute('shop', minorUnits(currencies.shop))
  if (currencies.shop === currencies.presentment) return { shop, presentment: shop }
  return { shop, presentment: compute('presentment', minorUnits(currencies.presentment)) }
}

export const halfUp = (value: Decimal, places: number): Decimal => round(value, { places, direction: 'half-up' })

/** GraphQL prints at least one digit behind the point and no trailing zeros: `"20.0"`, `"31.9"`. */
export const graphqlAmount = (value: Decimal): string => (isInteger(value) ? `${value}.0` : value)

/** REST and webhook bodies print all digits of the currency: `"20.00"`, `"1500"` yen. */
export function restAmount(value: Decimal, currency: string): string {
  const places = minorUnits(currency)
  const [whole = '0', fraction = ''] = value.split('.')
  return fraction.length >= places && places > 0
    ? value
    : places === 0
      ? value
      : `${whole}.${fraction.padEnd(places, '0')}`
}
