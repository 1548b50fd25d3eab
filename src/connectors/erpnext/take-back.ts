import {
  add,
  compare,
  type Decimal,
  equals,
  isInteger,
  isNegative,
  isPositive,
  isZero,
  maximum,
  minimum,
  multiply,
  ONE,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { allocate } from '#lib/rounding'
import { type Piece, pieceAmount, type Precision, splitRow } from './split-row.ts'

/** A row of the document that is given back or delivered, as ERPNext holds it. */
export interface OriginalRow {
  readonly name: string
  readonly rate: Decimal
  /** What was not given back yet, as far as it is known. */
  readonly left: Decimal
}

export interface TakenPiece extends Piece {
  /** The row it points at, by name; `null` = none. */
  readonly original: string | null
}

/**
 * Pieces that give back `amount` for `quantity`, each pointing at a row of the invoice: ERPNext takes no more of a row than is left
 * of it, at no higher rate than its own. Where no choice of rows comes to the amount, the pieces point at none, which ERPNext takes
 * with a remark.
 */
export function takeBack(
  quantity: Decimal,
  amount: Decimal,
  originals: readonly OriginalRow[],
  precision: Precision,
): TakenPiece[] {
  const linked = isInteger(quantity)
    ? takeWhole(quantity, amount, originals, precision)
    : takeFraction(quantity, amount, originals, precision)
  return linked ?? splitRow(quantity, amount, precision).map((piece) => ({ ...piece, original: null }))
}

interface Share {
  readonly original: OriginalRow
  readonly quantity: Decimal
}

const worth = (shares: readonly Share[]): Decimal =>
  sum(shares.map((share) => multiply(share.quantity, share.original.rate)))

function takeWhole(
  quantity: Decimal,
  amount: Decimal,
  originals: readonly OriginalRow[],
  precision: Precision,
): TakenPiece[] | null {
  const shares = dearEnough(cheapestFirst(quantity, originals), amount)
  if (shares === null || (isNegative(amount) && !equals(worth(shares), amount))) return null
  const weights = shares.map((share) => multiply(share.quantity, share.original.rate))
  const amounts = isNegative(amount) ? weights : allocate(amount, weights, precision.money)
  return shares.flatMap((share, index) =>
    splitRow(share.quantity, amounts[index] ?? ZERO, precision).map((piece) => ({
      ...piece,
      original: share.original.name,
    })),
  )
}

/** The rows of the lowest rates; what is above all that is left stays on the last one, for ERPNext to refuse. */
function cheapestFirst(quantity: Decimal, originals: readonly OriginalRow[]): Share[] {
  const whole = originals.filter((row) => isInteger(row.left)).toSorted((a, b) => compare(a.rate, b.rate))
  let open = quantity
  const shares = whole.map((original, index) => {
    const last = index === whole.length - 1
    const taken = last ? open : minimum(open, maximum(original.left, ZERO))
    open = subtract(open, taken)
    return { original, quantity: taken }
  })
  return shares
}

/** Moves single pieces from cheaper to dearer rows until the rows are worth the amount; `null` when they never are. */
function dearEnough(shares: readonly Share[], amount: Decimal): readonly Share[] | null {
  let current = shares
  while (compare(worth(current), amount) < 0) {
    const next = oneDearer(current)
    if (next === null) return null
    current = next
  }
  const taken = current.filter((share) => isPositive(share.quantity))
  return taken.length === 0 ? null : taken
}

function oneDearer(shares: readonly Share[]): Share[] | null {
  const to = shares.findLastIndex((share) => compare(share.quantity, share.original.left) < 0)
  const dearer = shares[to]
  if (dearer === undefined) return null
  const from = shares.findIndex(
    (share) => isPositive(share.quantity) && compare(share.original.rate, dearer.original.rate) < 0,
  )
  if (from === -1) return null
  return shares.map((share, index) => {
    if (index === from) return { ...share, quantity: subtract(share.quantity, ONE) }
    return index === to ? { ...share, quantity: add(share.quantity, ONE) } : share
  })
}

/** A broken quantity: all that is left as it stands, or one row that holds it at one rate. */
function takeFraction(
  quantity: Decimal,
  amount: Decimal,
  originals: readonly OriginalRow[],
  precision: Precision,
): TakenPiece[] | null {
  const left = originals.filter((row) => isPositive(row.left))
  const whole = left.map((row) => ({ quantity: row.left, rate: row.rate, original: row.name }))
  const sums = {
    quantity: sum(whole.map((piece) => piece.quantity)),
    amount: sum(whole.map((piece) => pieceAmount(piece, precision.money))),
  }
  if (equals(sums.quantity, quantity) && equals(sums.amount, amount)) return whole
  const [single, ...more] = splitRow(quantity, amount, precision)
  if (single === undefined || more.length > 0 || isZero(amount)) return null
  const holder = left.find((row) => compare(row.left, quantity) >= 0 && compare(single.rate, row.rate) <= 0)
  return holder === undefined ? null : [{ ...single, original: holder.name }]
}

export interface TakenGoods {
  readonly quantity: Decimal
  readonly original: string | null
}

/** Spreads goods over the rows that have some left, in their order; what is above that points at none. */
export function takeGoods(quantity: Decimal, originals: readonly Omit<OriginalRow, 'rate'>[]): TakenGoods[] {
  let open = quantity
  const taken: TakenGoods[] = []
  for (const row of originals) {
    const part = minimum(open, maximum(row.left, ZERO))
    if (!isPositive(part)) continue
    open = subtract(open, part)
    taken.push({ quantity: part, original: row.name })
  }
  return isPositive(open) ? [...taken, { quantity: open, original: null }] : taken
}
