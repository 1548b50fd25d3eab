import type { Decimal } from '#lib/decimal'
import type { NumericId } from './state.ts'

export interface MarketState {
  readonly id: NumericId
  readonly name: string
  readonly handle: string
  readonly status: 'ACTIVE' | 'DRAFT'
  readonly currency: string
  /** ISO codes. */
  readonly countries: readonly string[]
}

export type CatalogStatus = 'ACTIVE' | 'ARCHIVED' | 'DRAFT'

/** Who sees which prices: some markets, or some locations of companies. */
export interface PriceCatalogState {
  readonly id: NumericId
  readonly kind: 'MarketCatalog' | 'CompanyLocationCatalog'
  title: string
  status: CatalogStatus
  marketIds: readonly NumericId[]
  locationIds: readonly NumericId[]
  priceListId: NumericId | null
}

export interface FixedPriceState {
  readonly price: Decimal
  readonly compareAt: Decimal | null
}

/** A lower price from a number of units on. */
export interface PriceBreakState {
  readonly id: NumericId
  readonly minimum: number
  readonly price: Decimal
}

/** In which numbers of units a variant may be ordered. */
export interface QuantityRuleState {
  readonly minimum: number
  readonly maximum: number | null
  readonly increment: number
}

export interface PriceListState {
  readonly id: NumericId
  name: string
  currency: string
  /** What prices that are not fixed are derived by, in percent: −10 is a tenth less. */
  adjustment: { readonly type: 'PERCENTAGE_DECREASE' | 'PERCENTAGE_INCREASE'; readonly value: Decimal }
  compareAtMode: 'ADJUSTED' | 'NULLIFY'
  fixed: Map<NumericId, FixedPriceState>
  breaks: Map<NumericId, readonly PriceBreakState[]>
  rules: Map<NumericId, QuantityRuleState>
  /** How many more changes are refused because another one is running. */
  lockedFor: number
}

export interface PriceBook {
  readonly markets: Map<NumericId, MarketState>
  readonly catalogs: Map<NumericId, PriceCatalogState>
  readonly lists: Map<NumericId, PriceListState>
  /** Units of another currency for one of the shop's; 1 when it is not here. */
  readonly rates: Map<string, Decimal>
}

export const createPriceBook = (): PriceBook => ({
  markets: new Map(),
  catalogs: new Map(),
  lists: new Map(),
  rates: new Map(),
})
