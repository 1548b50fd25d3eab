import type { SalesRow } from '#model/documents'
import type { Facts } from '#books/facts'
import { creditRows } from '#books/rows'
import { minus, type Positions, positionsOf, withoutFlat } from './positions.ts'

/** What the books should say in the end: what was sold less what was given back. */
export function wantedPositions(facts: Facts, rows: readonly SalesRow[]): Positions {
  const given = facts.credits.flatMap((credit) => creditRows(credit, facts.taxesIncluded))
  return withoutFlat(minus(positionsOf(rows), positionsOf(given)))
}
