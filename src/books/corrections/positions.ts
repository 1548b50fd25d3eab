import { add, compare, type Decimal, isNegative, isPositive, isZero, negate, ZERO } from '#lib/decimal'
import type { RowTax, SalesDocument, SalesRow } from '#model/documents'
import { negateTaxes } from '#books/shares'
import { mergeTaxes, taxSum } from '#books/tax-keys'

/** What the books say about one part of an order. */
export interface Position {
  /** A row that describes the part. */
  readonly row: SalesRow
  readonly quantity: Decimal
  readonly net: Decimal
  readonly taxes: readonly RowTax[]
}

/** By part, e.g. `line:901`. */
export type Positions = ReadonlyMap<string, Position>

/** A discount row belongs to the part above it, so that showing discounts differently changes nothing. */
const DISCOUNT = ':discount'
const partOf = (row: SalesRow): string => row.id.replace(DISCOUNT, '')

const positionOf = (row: SalesRow): Position => ({
  row,
  quantity: row.id.endsWith(DISCOUNT) ? ZERO : row.quantity,
  net: row.net,
  taxes: row.taxes,
})

export const positionsOf = (rows: readonly SalesRow[]): Positions =>
  rows.reduce<Positions>((all, row) => plus(all, new Map([[partOf(row), positionOf(row)]])), new Map())

/** What a document adds to the books: a credit note takes off. */
export const effectOf = (document: SalesDocument): Positions => {
  const positions = positionsOf(document.rows)
  return document.kind === 'credit-note' ? reversed(positions) : positions
}

export function plus(a: Positions, b: Positions): Positions {
  const all = new Map(a)
  for (const [part, position] of b) {
    const known = all.get(part)
    all.set(part, known === undefined ? position : combined(known, position))
  }
  return all
}

export const combined = (a: Position, b: Position): Position => ({
  // The part itself describes it, not its discount.
  row: a.row.id.endsWith(DISCOUNT) ? b.row : a.row,
  quantity: add(a.quantity, b.quantity),
  net: add(a.net, b.net),
  taxes: mergeTaxes([...a.taxes, ...b.taxes]),
})

export const minus = (a: Positions, b: Positions): Positions => plus(a, reversed(b))

export const reversed = (positions: Positions): Positions =>
  new Map([...positions].map(([part, position]) => [part, opposite(position)]))

export const opposite = (position: Position): Position => ({
  row: position.row,
  quantity: negate(position.quantity),
  net: negate(position.net),
  taxes: negateTaxes(position.taxes),
})

export const grossOf = ({ net, taxes }: Pick<Position, 'net' | 'taxes'>): Decimal => add(net, taxSum(taxes))

/** Every figure of a position, for comparing and for telling which way it points. */
const figuresOf = ({ quantity, net, taxes }: Position): Decimal[] => [quantity, net, ...taxes.map((tax) => tax.amount)]

export const isFlat = (position: Position): boolean => figuresOf(position).every(isZero)

export const withoutFlat = (positions: Positions): Positions =>
  new Map([...positions].filter(([, position]) => !isFlat(position)))

/** `1`: the books hold too much of the part. `-1`: too little. `0`: some figures of it each way. */
export function directionOf(position: Position): 1 | -1 | 0 {
  const figures = figuresOf(position)
  if (figures.every((figure) => !figure.startsWith('-'))) return 1
  return figures.every((figure) => isZero(figure) || figure.startsWith('-')) ? -1 : 0
}

/** The position as a row of a document. */
export function rowOf(part: string, { row, quantity, net, taxes }: Position, included: boolean): SalesRow {
  const shown = taxes.filter((tax) => !isZero(tax.amount))
  // A part that is sold free of tax, or at a rate of zero, keeps saying so.
  const kept = shown.length === 0 ? taxes : shown
  const gross = grossOf({ net, taxes })
  const role = row.id.endsWith(DISCOUNT) ? 'discount' : row.role
  return { ...row, id: part, role, quantity, net, gross, listAmount: included ? gross : net, taxes: kept }
}

export const totalOf = (positions: Positions): Decimal => add(ZERO, ...[...positions.values()].map(grossOf))

/** Whether `part` can be taken from `whole` without turning its quantity or its sum round. */
export function fits(part: Position, whole: Position): boolean {
  const within = (taken: Decimal, from: Decimal): boolean =>
    isNegative(from) ? compare(taken, from) >= 0 && !isPositive(taken) : compare(taken, from) <= 0 && !isNegative(taken)
  return within(part.quantity, whole.quantity) && within(grossOf(part), grossOf(whole))
}

export const difference = (a: Position, b: Position): Position => combined(a, opposite(b))
