import type { SalesRow } from '#model/documents'
import type { CreditFact } from '#books/credits'
import type { Facts } from '#books/facts'
import { creditRows } from '#books/rows'
import { minus, type Positions, positionsOf, rowOf, withoutFlat } from './positions.ts'

/** What the books should say in the end: what was sold less what was given back. */
export function wantedPositions(facts: Facts, rows: readonly SalesRow[]): Positions {
  const given = facts.credits.flatMap((credit) => creditRows(credit, facts.taxesIncluded))
  return withoutFlat(minus(positionsOf(rows), positionsOf(given)))
}

/** The rows less what `credits` gave back: what was never sold by the time the document is due. */
export function rowsLess(
  rows: readonly SalesRow[],
  credits: readonly CreditFact[],
  { taxesIncluded }: Pick<Facts, 'taxesIncluded'>,
  negativeRows: boolean,
): SalesRow[] {
  if (credits.length === 0) return [...rows]
  const given = credits.flatMap((credit) => creditRows(credit, taxesIncluded))
  const off = given.filter((row) => negativeRows || row.role !== 'adjustment')
  const touched = new Set(off.map((row) => row.id))
  const kept = rows.filter((row) => !touched.has(row.id.replace(':discount', '')))
  const left = [...withoutFlat(minus(positionsOf(rows), positionsOf(off)))].filter(([part]) => touched.has(part))
  return [...kept, ...left.map(([part, position]) => rowOf(part, position, taxesIncluded))]
}
