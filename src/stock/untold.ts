import { add, type Decimal, decimal, isPositive, minimum, subtract, sum, toNumber, ZERO } from '#lib/decimal'

/** What was seen of a store's figure at one location when it was last read or set. */
export interface LevelTrace {
  /** What the store offered; `null` = it was never read. */
  readonly known: number | null
  /** A figure whose setting had an unknown outcome, or `null`. */
  readonly sending: number | null
  /** Pieces that the store's own orders took, as far as that was known by then; `null` = it was not counted. */
  readonly sold: Decimal | null
  /** Pieces that were missing, and that no order explained. */
  readonly untold: number
}

/**
 * Pieces that are missing in a store's figure, and that no order explains: sold where nobody told us of it (at a till, say), or counted by hand.
 *
 * A store's figure moves by its own orders and by what we set. What it fell by beyond the orders that we know is missing; an order that is
 * heard of later explains what was missing before. More than expected is no news: somebody counted, and what we set next is right again.
 */
export function untoldPieces(former: LevelTrace, now: { readonly available: number; readonly sold: Decimal }): number {
  if (former.known === null || former.sold === null) return former.untold
  const before = former.sending === now.available ? former.sending : former.known
  const gone = before - now.available
  const explained = toNumber(subtract(now.sold, former.sold))
  return Math.max(0, Math.ceil(former.untold + gone - explained - 1e-6))
}

/** What the orders of a store took of a product, by location where that is known. */
export interface TakenAt {
  readonly location: string | null
  readonly pieces: Decimal
  readonly openPieces: Decimal
}

/**
 * Pieces of a product that a store has sold at a location, as far as anybody knows: by the orders that we know, and by what it counts as sold
 * and not sent beyond those.
 */
export function soldPieces(
  taken: readonly TakenAt[],
  levels: readonly { readonly location: string; readonly committed: number | null }[],
  location: string,
): Decimal {
  const here = taken.filter((row) => row.location === null || row.location === location)
  const unheard = unheardPieces(levels, sum(taken.map((row) => row.openPieces))).get(location) ?? ZERO
  return add(sum(here.map((row) => row.pieces)), unheard)
}

/**
 * Pieces that the store has promised to orders that we have not heard of, by location: what it counts as sold and not sent, less the
 * open pieces of all its orders that we know.
 */
export function unheardPieces(
  levels: readonly { readonly location: string; readonly committed: number | null }[],
  heard: Decimal,
): ReadonlyMap<string, Decimal> {
  const committed = levels.map((level) => [level.location, decimal(level.committed ?? 0)] as const)
  const left = subtract(sum(committed.map(([, pieces]) => pieces)), heard)
  if (!isPositive(left)) return new Map()
  return new Map(committed.map(([location, pieces]) => [location, minimum(left, pieces)]))
}
