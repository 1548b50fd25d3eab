import type { StockedItem, StockFact, StockPlace, StoreLevel } from '#model/stock'
import type { Context } from './context.ts'

/** A system that knows how much of what lies where. */
export interface StockSource<S> {
  /** All places, groups too. */
  places(context: Context<S>): Promise<readonly StockPlace[]>
  /**
   * What lies at these places, in pages. An item that is nowhere to be found at a place is not in any page: only a read that ended
   * without an error says that there is none of it.
   *
   * `items`: only these. `changedSince`: only what the system changed since then by its own stamp, a little more is fine.
   */
  facts(context: Context<S>, filter: StockFilter): AsyncIterable<readonly StockFact[]>
}

export interface StockFilter {
  /** Ids of places that are no groups. */
  readonly places: readonly string[]
  readonly items?: readonly string[]
  readonly changedSince?: Date
}

/** A store whose stock levels are set. */
export interface StockTarget<S> {
  /** How many levels one call of `set` takes. */
  readonly largestBatch: number
  locations(context: Context<S>): Promise<readonly StockPlace[]>
  /** Everything that the store sells, with what it offers of it at these locations, in pages; `stockItems`: only these. */
  items(
    context: Context<S>,
    filter: { readonly locations: readonly string[]; readonly stockItems?: readonly string[] },
  ): AsyncIterable<readonly StockedItem[]>
  /** What the store offers at these locations, in pages; `stockItems`: only these. Items that it does not count are left out. */
  levels(
    context: Context<S>,
    filter: { readonly locations: readonly string[]; readonly stockItems?: readonly string[] },
  ): AsyncIterable<readonly StoreLevel[]>
  /**
   * Sets what may be sold, in one call. Each row is judged alone: one that is refused keeps none of the others from being set.
   * `key`: of this batch and its content; a call that is repeated with it is carried out once.
   */
  set(context: Context<S>, rows: readonly LevelToSet[], key: string): Promise<readonly LevelOutcome[]>
  /**
   * Adds to what may be sold, whatever it is by now: what is sold meanwhile stays sold. For products that sell faster than `set` can be
   * tried again. Absent = the store cannot. In one call, each row judged alone; `key` as with `set`.
   */
  adjust?(context: Context<S>, rows: readonly LevelToAdjust[], key: string): Promise<readonly LevelOutcome[]>
}

export interface LevelToSet {
  readonly stockItem: string
  readonly location: string
  readonly available: number
  /** Only if the store still offers this many; `null` = whatever it offers. */
  readonly expected: number | null
  /** The store has none of it at this location: it is to be stocked there first. */
  readonly unstocked?: true
}

export interface LevelToAdjust {
  readonly stockItem: string
  readonly location: string
  /** Negative = fewer. Not zero. */
  readonly by: number
}

/** In the order of the rows. */
export type LevelOutcome =
  | { readonly outcome: 'set' }
  /** The store offers another number by now: read, compute and try again. */
  | { readonly outcome: 'stale' }
  /** The item is not stocked at this location; the connector could not change that. */
  | { readonly outcome: 'not-stocked' }
  /** The store no longer has the item, or does not count it. */
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'refused'; readonly message: string }
