import {
  add,
  compare,
  type Decimal,
  divide,
  isInteger,
  isNegative,
  isPositive,
  isZero,
  multiply,
  negate,
  subtract,
  toNumber,
} from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import { round, smallestUnit } from '#lib/rounding'

/** A row of ERPNext: its amount is `quantity × rate`, the rate having no more digits than money has. */
export interface Piece {
  readonly quantity: Decimal
  readonly rate: Decimal
}

/** How many digits the site keeps. ERPNext rounds quantity and rate to them *before* it multiplies. */
export interface Precision {
  readonly money: number
  readonly quantity: number
}

/**
 * Rows whose amounts sum to exactly `amount`: 3 for 47.98 becomes 2 × 15.99 and 1 × 16.00. At most three rows, the one with the
 * largest quantity first.
 *
 * @throws {TillbridgeError} `rejected` when the site keeps fewer digits than the quantity or the amount has, or when the
 *   quantity is not positive.
 */
export function splitRow(quantity: Decimal, amount: Decimal, precision: Precision): Piece[] {
  assertRepresentable(quantity, amount, precision)
  if (isInteger(quantity)) return splitWhole(quantity, amount, precision.money)
  const single = exactRate(quantity, amount, precision.money)
  if (single !== null) return [{ quantity, rate: single }]
  return splitFraction(quantity, amount, precision.money)
}

function splitWhole(quantity: Decimal, amount: Decimal, places: number): Piece[] {
  const unit = smallestUnit(places)
  const step = isNegative(amount) ? negate(unit) : unit
  const low = round(divide(amount, quantity), { places, direction: 'down' })
  const high = add(low, step)
  const atHigh = divide(subtract(amount, multiply(low, quantity)), step)
  const pieces = [
    { quantity: subtract(quantity, atHigh), rate: low },
    { quantity: atHigh, rate: high },
  ].filter((piece) => isPositive(piece.quantity))
  return pieces.toSorted((a, b) => compare(b.quantity, a.quantity))
}

/** The broken part takes what the whole pieces leave: below one piece every amount can be reached by some rate. */
function splitFraction(quantity: Decimal, amount: Decimal, places: number): Piece[] {
  const whole = round(quantity, { places: 0, direction: 'down' })
  const part = subtract(quantity, whole)
  const rate = round(divide(amount, quantity), { places, direction: 'down' })
  const rest = subtract(amount, multiply(rate, whole))
  const partRate = exactRate(part, rest, places)
  if (partRate === null) throw new RangeError(`no rate makes ${part} cost ${rest}`)
  return [
    { quantity: whole, rate },
    { quantity: part, rate: partRate },
  ]
}

/** The rate at which `quantity` costs `amount` after rounding, never by a tie: sites differ in how they round those. */
function exactRate(quantity: Decimal, amount: Decimal, places: number): Decimal | null {
  const rate = round(divide(amount, quantity), { places, direction: 'half-even' })
  const product = multiply(rate, quantity)
  const up = round(product, { places, direction: 'half-up' })
  const down = round(product, { places, direction: 'half-down' })
  return up === amount && down === amount ? rate : null
}

function assertRepresentable(quantity: Decimal, amount: Decimal, precision: Precision): void {
  if (!isPositive(quantity)) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'QUANTITY_NOT_POSITIVE',
      message: `ERPNext takes no row with a quantity of ${quantity}.`,
      remedy: 'Leave the row out of the document, or map it to an account instead of an item.',
    })
  }
  if (digits(quantity) > precision.quantity) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'QUANTITY_TOO_FINE',
      message: `The quantity ${quantity} has more digits behind the point than ERPNext keeps (${precision.quantity}).`,
      remedy: 'Raise the Float Precision in ERPNext’s System Settings and the quantity digits in the connection.',
    })
  }
  assertMoney(amount, precision.money)
}

/** @throws {TillbridgeError} `rejected`, code `AMOUNT_TOO_FINE`, when the site would round the amount. */
export function assertMoney(amount: Decimal, places: number): void {
  if (digits(amount) <= places) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'AMOUNT_TOO_FINE',
    message: `The amount ${amount} has more digits behind the point than ERPNext keeps (${places}).`,
    remedy: 'Raise the Currency Precision in ERPNext’s System Settings and the money digits in the connection.',
  })
}

const digits = (value: Decimal): number => value.split('.')[1]?.length ?? 0

/** What ERPNext computes for a piece. */
export const pieceAmount = (piece: Piece, places: number): Decimal =>
  round(multiply(piece.quantity, piece.rate), { places, direction: 'half-even' })

/** The fields of a row that make ERPNext keep exactly this rate. */
export function rateFields(piece: Piece): Readonly<Record<string, number>> {
  const fields = { qty: toNumber(piece.quantity), rate: toNumber(piece.rate) }
  // A rate of 0 alone is taken for "not given" and replaced by the item's list price; a full discount is not.
  return isZero(piece.rate) ? { ...fields, discount_percentage: 100 } : fields
}
