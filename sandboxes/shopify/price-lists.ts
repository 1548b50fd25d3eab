import { add, type Decimal, decimal, divide, HUNDRED, multiply, ONE, subtract } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { VariantState } from './catalog-state.ts'
import { halfUp } from './money.ts'
import type {
  CatalogStatus,
  MarketState,
  PriceBreakState,
  PriceCatalogState,
  PriceListState,
  QuantityRuleState,
} from './price-state.ts'
import type { Shop } from './shop.ts'
import type { NumericId } from './state.ts'

/** What a variant costs in a price list. */
export interface ListPrice {
  readonly origin: 'FIXED' | 'RELATIVE'
  readonly price: Decimal
  readonly compareAt: Decimal | null
  readonly breaks: readonly PriceBreakState[]
}

export const LOCKED = 'The price list is currently being modified. Please try again later.'

/** Whether another change is running; each question brings its end nearer. */
export function isLocked(list: PriceListState): boolean {
  if (list.lockedFor <= 0) return false
  list.lockedFor -= 1
  return true
}

export function priceIn(shop: Shop, list: PriceListState, variant: VariantState): ListPrice {
  const breaks = list.breaks.get(variant.id) ?? []
  const fixed = list.fixed.get(variant.id)
  if (fixed !== undefined) return { origin: 'FIXED', price: fixed.price, compareAt: fixed.compareAt, breaks }
  const derived = (amount: Decimal): Decimal => derive(shop, list, amount)
  const { compareAtPrice } = variant
  const compareAt = compareAtPrice === null || list.compareAtMode === 'NULLIFY' ? null : derived(compareAtPrice)
  return { origin: 'RELATIVE', price: derived(variant.price), compareAt, breaks }
}

/** The shop's price in the list's currency, raised or lowered. */
function derive(shop: Shop, { currency, adjustment }: PriceListState, amount: Decimal): Decimal {
  const share = divide(adjustment.value, HUNDRED)
  const factor = adjustment.type === 'PERCENTAGE_DECREASE' ? subtract(ONE, share) : add(ONE, share)
  const rate = shop.prices.rates.get(currency) ?? ONE
  return halfUp(multiply(multiply(amount, rate), factor), minorUnits(currency))
}

export const catalogOf = (shop: Shop, list: PriceListState): PriceCatalogState | undefined =>
  [...shop.prices.catalogs.values()].find((entry) => entry.priceListId === list.id)

export interface ListInput {
  readonly name: string
  readonly currency: string
  readonly adjustment?: PriceListState['adjustment']
  readonly compareAtMode?: PriceListState['compareAtMode']
}

export function addList(shop: Shop, input: ListInput): PriceListState {
  const list: PriceListState = {
    id: shop.ids.next('PriceList'),
    name: input.name,
    currency: input.currency,
    adjustment: input.adjustment ?? { type: 'PERCENTAGE_DECREASE', value: decimal('0') },
    compareAtMode: input.compareAtMode ?? 'ADJUSTED',
    fixed: new Map(),
    breaks: new Map(),
    rules: new Map(),
    lockedFor: 0,
  }
  shop.prices.lists.set(list.id, list)
  return list
}

export interface CatalogInput {
  readonly title: string
  readonly status?: CatalogStatus
  readonly marketIds?: readonly NumericId[]
  readonly locationIds?: readonly NumericId[]
  readonly priceListId?: NumericId | null
}

export function addCatalog(shop: Shop, input: CatalogInput): PriceCatalogState {
  const kind = (input.marketIds ?? []).length > 0 ? 'MarketCatalog' : 'CompanyLocationCatalog'
  const catalog: PriceCatalogState = {
    id: shop.ids.next(kind),
    kind,
    title: input.title,
    status: input.status ?? 'ACTIVE',
    marketIds: input.marketIds ?? [],
    locationIds: input.locationIds ?? [],
    priceListId: input.priceListId ?? null,
  }
  shop.prices.catalogs.set(catalog.id, catalog)
  return catalog
}

/** The shop's markets, catalogues and price lists, as its staff works with them. */
export interface Prices {
  /** `rate`: units of its currency for one of the shop's. */
  addMarket(input: {
    readonly name: string
    readonly currency: string
    readonly countries?: readonly string[]
    readonly rate?: string
  }): MarketState
  addCatalog(input: CatalogInput): PriceCatalogState
  addList(input: ListInput & { readonly catalogId?: NumericId }): PriceListState
  setPrice(listId: NumericId, sku: string, price: string, compareAt?: string | null): void
  /** What a SKU costs in a list, and in which numbers it may be ordered. */
  price(listId: NumericId, sku: string): ListPrice & { readonly rule: QuantityRuleState | null }
  list(listId: NumericId): PriceListState
  lists(): readonly PriceListState[]
  catalogs(): readonly PriceCatalogState[]
  /** The next changes of a list are refused as if another one were running; default one. */
  lock(listId: NumericId, times?: number): void
}

export function createPrices(shop: Shop): Prices {
  const book = shop.prices
  const list = (id: NumericId): PriceListState => {
    const found = book.lists.get(id)
    if (found === undefined) throw new Error(`The shop has no price list ${id}`)
    return found
  }
  const variant = (sku: string): VariantState => {
    const [found] = shop.catalog.variantsBySku.get(sku) ?? []
    if (found === undefined) throw new Error(`The shop has no variant with SKU ${sku}`)
    return found
  }
  return {
    addMarket: ({ name, currency, countries = [], rate }) => {
      const handle = name.toLowerCase().replace(/\W+/g, '-')
      const market = { id: shop.ids.next('Market'), name, handle, status: 'ACTIVE' as const, currency, countries }
      book.markets.set(market.id, market)
      if (rate !== undefined) book.rates.set(currency, decimal(rate))
      return market
    },
    addCatalog: (input) => addCatalog(shop, input),
    addList({ catalogId, ...input }) {
      const made = addList(shop, input)
      const catalog = catalogId === undefined ? undefined : book.catalogs.get(catalogId)
      if (catalog !== undefined) catalog.priceListId = made.id
      return made
    },
    setPrice(id, sku, price, compareAt = null) {
      const fixed = { price: decimal(price), compareAt: compareAt === null ? null : decimal(compareAt) }
      list(id).fixed.set(variant(sku).id, fixed)
    },
    price: (id, sku) => ({
      ...priceIn(shop, list(id), variant(sku)),
      rule: list(id).rules.get(variant(sku).id) ?? null,
    }),
    list,
    lists: () => [...book.lists.values()],
    catalogs: () => [...book.catalogs.values()],
    lock(id, times = 1) {
      list(id).lockedFor = times
    },
  }
}
