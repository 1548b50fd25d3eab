import {
  add,
  compare,
  type Decimal,
  divide,
  equals,
  isInteger,
  isPositive,
  isZero,
  multiply,
  negate,
  ONE,
  subtract,
} from '#lib/decimal'
import { round, smallestUnit } from '#lib/rounding'

/** A line of Odoo: its amount is `quantity × price`, rounded to the currency's digits. */
export interface Piece {
  readonly quantity: Decimal
  readonly price: Decimal
}

export interface Digits {
  readonly price: number
  readonly quantity: number
  /** Of the currency. */
  readonly money: number
}

/**
 * Lines that come to exactly `amount`, whatever Odoo rounds: 3 for 47.98 becomes 2 × 15.99 and 1 × 16.00. An amount without
 * goods is one piece of it. What a broken quantity cannot reach is a piece of its own, of one.
 */
export function piecesOf(quantity: Decimal, amount: Decimal, digits: Digits): Piece[] {
  if (!isPositive(quantity)) return [{ quantity: ONE, price: amount }]
  const kept = round(quantity, { places: digits.quantity, direction: 'half-up' })
  if (!isInteger(kept)) return brokenPieces(kept, amount, digits)
  const places = Math.min(digits.price, digits.money)
  const low = round(divide(amount, kept), { places, direction: 'down' })
  const rest = subtract(amount, multiply(low, kept))
  if (isZero(rest)) return [{ quantity: kept, price: low }]
  const unit = smallestUnit(places)
  const step = isPositive(rest) ? unit : negate(unit)
  const dear = divide(rest, step)
  if (!isInteger(dear))
    return [
      { quantity: kept, price: low },
      { quantity: ONE, price: rest },
    ]
  return [
    { quantity: subtract(kept, dear), price: low },
    { quantity: dear, price: add(low, step) },
  ]
    .filter((piece) => isPositive(piece.quantity))
    .toSorted((a, b) => compare(b.quantity, a.quantity))
}

function brokenPieces(quantity: Decimal, amount: Decimal, digits: Digits): Piece[] {
  const price = round(divide(amount, quantity), { places: digits.price, direction: 'half-up' })
  const rest = subtract(amount, pieceAmount({ quantity, price }, digits.money))
  const exact = equals(multiply(quantity, price), amount) || isZero(rest)
  return exact
    ? [{ quantity, price }]
    : [
        { quantity, price },
        { quantity: ONE, price: rest },
      ]
}

/** What Odoo computes for a piece, without tax. */
export const pieceAmount = ({ quantity, price }: Piece, money: number): Decimal =>
  round(multiply(quantity, price), { places: money, direction: 'half-up' })

/** The key of a piece of a row: `line:901`, or `line:901/1`, `line:901/2` where it was split. */
export const pieceKey = (id: string, index: number, count: number): string => (count === 1 ? id : `${id}/${index + 1}`)

/** Keys of a row and of its pieces: `line:901`, `line:901/1`. */
export const isPieceOf = (key: string, id: string): boolean => key === id || key.replace(/\/\d+$/, '') === id
