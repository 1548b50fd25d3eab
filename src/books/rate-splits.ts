import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  isNegative,
  isPositive,
  isZero,
  minimum,
  multiply,
  negate,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import type { RowTax } from '#model/documents'
import type { Reading } from './reading.ts'
import { placedTaxes, readCurrentTaxes } from './stated-taxes.ts'
import type { TakenBack, TakenPart } from './taken-back.ts'
import { mergeTaxes, taxKeyId, taxSum } from './tax-keys.ts'

/** What is left of the taxes of each part, by the part's id. Replaced where a split is corrected. */
export type TaxesLeft = Map<string, readonly RowTax[]>

/**
 * Refunds state tax in one sum, so that its split over the rates of a part is our guess, which a cent may prove wrong. Where the
 * store states what is left of each rate, cents are moved until it agrees: in refunds that are not booked yet if possible, and
 * where the split stays nearest to its exact share. A statement that moving cents between rates cannot explain is left alone.
 */
export function correctedSplits(
  refunds: readonly TakenBack[],
  left: TaxesLeft,
  reading: Reading,
): readonly TakenBack[] {
  const current = readCurrentTaxes(reading)
  const splits = refunds.flatMap((taken, refund) =>
    taken.parts.flatMap((part, index) => (part.taxes.length > 1 ? [{ refund, index, part }] : [])),
  )
  if (current === null || splits.length === 0) return refunds
  const open = gaps(current, refunds, reading)
  if (!isZero(sum([...open.values()]))) return refunds
  const cent = divide(decimal(1), decimal(10 ** reading.minorUnits))
  const state: Moving = { splits, left: new Map(left), refunds, reading }
  // One cent of each rate of each split is what rounding explains.
  for (let moves = 0; moves < splits.length * 2; moves += 1) {
    const up = [...open].find(([, gap]) => isPositive(gap))
    const down = [...open].find(([, gap]) => isNegative(gap))
    if (up === undefined || down === undefined) break
    const move = { up: up[0], down: down[0], by: [up[1], negate(down[1])].reduce(minimum, cent) }
    if (!moveOne(state, move)) return refunds
    open.set(up[0], subtract(up[1], move.by))
    open.set(down[0], add(down[1], move.by))
  }
  if (![...open.values()].every(isZero)) return refunds
  for (const [id, taxes] of state.left) left.set(id, taxes)
  return withSplits(refunds, state.splits)
}

/** By how much the store says that more is left of each tax than the refunds leave. */
function gaps(current: readonly RowTax[], refunds: readonly TakenBack[], reading: Reading): Map<string, Decimal> {
  const taken = refunds.flatMap((one) => one.parts.flatMap((part) => part.taxes))
  const open = new Map<string, Decimal>()
  const count = (taxes: readonly RowTax[], turn: (amount: Decimal) => Decimal) => {
    for (const { key, amount } of taxes) {
      const id = taxKeyId(key)
      open.set(id, add(open.get(id) ?? ZERO, turn(amount)))
    }
  }
  const same = (amount: Decimal): Decimal => amount
  count(current, same)
  count(placedTaxes(reading), negate)
  count(mergeTaxes(taken), same)
  return open
}

interface Split {
  readonly refund: number
  readonly index: number
  part: TakenPart
}

interface Moving {
  readonly splits: Split[]
  readonly left: TaxesLeft
  readonly refunds: readonly TakenBack[]
  readonly reading: Reading
}

/** `by` goes from what was taken of the tax `up`, of which more is left, to what was taken of `down`. */
interface Move {
  readonly up: string
  readonly down: string
  readonly by: Decimal
}

/** Moves a cent where that is most plausible. Answers whether there was room. */
function moveOne({ splits, left, refunds, reading }: Moving, move: Move): boolean {
  const isBooked = ({ refund, part }: Split): boolean => {
    const id = refunds[refund]?.refund.externalId ?? ''
    return reading.bookedParts.get(id)?.has(part.id) ?? false
  }
  const possible = splits.filter(
    ({ part }) =>
      compare(amountOf(part.taxes, move.up), move.by) >= 0 &&
      compare(amountOf(left.get(part.id) ?? [], move.down), move.by) >= 0 &&
      part.taxes.some(({ key }) => taxKeyId(key) === move.down),
  )
  const ranked = possible
    .map((split) => ({ split, booked: isBooked(split), error: errorAfter(split.part, left, move) }))
    .sort((a, b) => Number(a.booked) - Number(b.booked) || compare(a.error, b.error) || b.split.refund - a.split.refund)
  const split = ranked[0]?.split
  if (split === undefined) return false
  const { part } = split
  split.part = { ...part, taxes: moved(part.taxes, move) }
  left.set(part.id, moved(left.get(part.id) ?? [], { ...move, up: move.down, down: move.up }))
  return true
}

const amountOf = (taxes: readonly RowTax[], id: string): Decimal =>
  sum(taxes.filter(({ key }) => taxKeyId(key) === id).map(({ amount }) => amount))

const moved = (taxes: readonly RowTax[], { up, down, by }: Move): RowTax[] =>
  taxes.map(({ key, amount }) => {
    const id = taxKeyId(key)
    if (id === up) return { key, amount: subtract(amount, by) }
    return { key, amount: id === down ? add(amount, by) : amount }
  })

/** How far the split would be from the exact share of what it was taken from. */
function errorAfter(part: TakenPart, left: TaxesLeft, move: Move): Decimal {
  const before = mergeTaxes([...part.taxes, ...(left.get(part.id) ?? [])])
  const whole = taxSum(before)
  if (isZero(whole)) return ZERO
  const share = divide(multiply(taxSum(part.taxes), amountOf(before, move.up)), whole)
  return absolute(subtract(subtract(amountOf(part.taxes, move.up), move.by), share))
}

function withSplits(refunds: readonly TakenBack[], splits: readonly Split[]): TakenBack[] {
  return refunds.map((taken, refund) => ({
    ...taken,
    parts: taken.parts.map(
      (part, index) => splits.find((split) => split.refund === refund && split.index === index)?.part ?? part,
    ),
  }))
}
