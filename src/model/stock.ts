import type { Decimal } from '#lib/decimal'

/** What a target knows of one of its items at one of its places. Quantities are in the item's stock unit and may be fractional. */
export interface StockFact {
  /** The target's id of the item. */
  readonly item: string
  /** The target's id of the place (warehouse) that holds it; never a group of places. */
  readonly place: string
  /** What lies there; negative where the target allows it. */
  readonly onHand: Decimal
  /** Promised to orders that the target knows. */
  readonly reserved: Decimal
  /** Set aside for certain orders (reservation documents), part of `reserved` or beside it as the target counts. */
  readonly setAside: Decimal
  /** Ordered from suppliers or in production, not there yet. */
  readonly incoming: Decimal
  /** The target's own forecast from all of this, where it has one. */
  readonly projected: Decimal | null
  /** UTC, ISO 8601; `null` = the target does not tell. */
  readonly updatedAt: string | null
}

/** A place of the target that may hold stock. */
export interface StockPlace {
  readonly externalId: string
  readonly name: string
  /** The group that it is in, `null` at the top. */
  readonly parent: string | null
  /** A group holds nothing itself: its stock is that of the places in it. */
  readonly isGroup: boolean
  /** Goods here are on their way or refused: they count only where the place is named. Absent = they count. */
  readonly setApart?: boolean
}

/** What a store offers of one variant at one location. Whole pieces. */
export interface StoreLevel {
  /** The store's id of what it counts (at some stores other than the variant's). */
  readonly stockItem: string
  readonly location: string
  /** What may still be sold; less than zero after overselling. */
  readonly available: number
  /** Sold and not yet sent, as the store counts. `null` = it does not tell. */
  readonly committed: number | null
  /** UTC, ISO 8601; `null` = the store does not tell. */
  readonly updatedAt: string | null
}

/** What a store counts by one id of its own, with what it offers of it. */
export interface StockedItem {
  readonly stockItem: string
  readonly sku: string | null
  /** The variant that is sold from it; `null` = the store does not tell. */
  readonly variantExternalId: string | null
  /** Whether the store counts it at all. */
  readonly counted: boolean
  /** At the locations that were asked for; one that is missing has none of it in stock. */
  readonly levels: readonly StoreLevel[]
}
