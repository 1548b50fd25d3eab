import {
  absolute,
  add,
  compare,
  type Decimal,
  divide,
  equals,
  HUNDRED,
  isPositive,
  isZero,
  multiply,
  ONE,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { allocate, smallestUnit } from '#lib/rounding'
import type { MappedRow, RowTax } from '#model/documents'

/** What of a row is taxed alike. */
export interface RowPart {
  readonly net: Decimal
  readonly gross: Decimal
  readonly taxes: readonly RowTax[]
}

/**
 * A delivery whose price is taxed at several rates, each on its part, is a line for each of them: Odoo takes every tax of a line
 * from the whole of it. Goods are one part, as are taxes that are charged beside each other.
 */
export function partsOf(row: MappedRow, money: number): RowPart[] {
  const whole = { net: row.net, gross: row.gross, taxes: row.taxes }
  const isOne = isZero(row.quantity) || equals(row.quantity, ONE)
  if (row.role === 'item' || !isOne || row.taxes.length < 2 || !isSplit(row, smallestUnit(money))) return [whole]
  const bases = row.taxes.map(baseOf)
  const nets = allocate(row.net, bases, money)
  return row.taxes.map((tax, index) => {
    const net = nets[index] ?? row.net
    return { net, gross: add(net, tax.amount), taxes: [tax] }
  })
}

const rateOf = ({ key }: RowTax): Decimal => key.ratePercent ?? ZERO
const baseOf = (tax: RowTax): Decimal => divide(multiply(tax.amount, HUNDRED), rateOf(tax))

/** Whether the amounts on which its taxes are make up the row together, and none of them is on all of it. */
function isSplit({ net, taxes }: MappedRow, unit: Decimal): boolean {
  if (taxes.some((tax) => !isPositive(rateOf(tax)) || isZero(tax.amount))) return false
  const isOnAll = (tax: RowTax): boolean =>
    compare(absolute(subtract(divide(multiply(net, rateOf(tax)), HUNDRED), tax.amount)), unit) <= 0
  if (taxes.some(isOnAll)) return false
  // A tax that was rounded by half a unit is on so much more or less.
  const slack = sum(taxes.map((tax) => divide(multiply(unit, HUNDRED), rateOf(tax))))
  return compare(absolute(subtract(sum(taxes.map(baseOf)), net)), slack) <= 0
}
