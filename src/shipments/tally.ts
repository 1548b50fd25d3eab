import { add, type Decimal, isPositive, maximum, minimum, subtract, ZERO } from '#lib/decimal'
import type { Units } from './facts.ts'

/** Units by line. */
export type Tally = Map<string, Decimal>

export function tallyOf(units: Iterable<Units>): Tally {
  const tally: Tally = new Map()
  for (const { lineExternalId, quantity } of units)
    tally.set(lineExternalId, add(tally.get(lineExternalId) ?? ZERO, quantity))
  return tally
}

/** Takes up to `wanted` out of the tally, and answers how many. */
export function take(tally: Tally, lineExternalId: string, wanted: Decimal): Decimal {
  const there = maximum(ZERO, tally.get(lineExternalId) ?? ZERO)
  const taken = minimum(there, wanted)
  tally.set(lineExternalId, subtract(there, taken))
  return taken
}

/** What is left of `units` when `tally` is taken out of them, in their order; `tally` is used up by it. */
export function less<U extends Units>(units: readonly U[], tally: Tally): U[] {
  return units.flatMap((unit) => {
    const quantity = subtract(unit.quantity, take(tally, unit.lineExternalId, unit.quantity))
    return isPositive(quantity) ? [{ ...unit, quantity }] : []
  })
}

export const unitsOf = (tally: Tally): Units[] =>
  [...tally].flatMap(([lineExternalId, quantity]) => (isPositive(quantity) ? [{ lineExternalId, quantity }] : []))
