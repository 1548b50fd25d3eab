import { toNumber } from '#lib/decimal'
import type { VariantState } from './catalog-state.ts'
import { variantView } from './catalog-view.ts'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import { gid } from './ids.ts'
import { money } from './money-view.ts'
import { catalogOf, priceIn } from './price-lists.ts'
import type { MarketState, PriceBreakState, PriceCatalogState, PriceListState } from './price-state.ts'
import { searchOver } from './search.ts'
import type { Shop } from './shop.ts'

interface PricesArgs extends ConnectionArgs {
  readonly originType?: 'FIXED' | 'RELATIVE' | null
  readonly query?: string | null
}

export function priceListView(shop: Shop, list: PriceListState): View {
  return {
    __typename: 'PriceList',
    id: gid('PriceList', list.id),
    name: list.name,
    currency: list.currency,
    fixedPricesCount: list.fixed.size,
    parent: {
      adjustment: { type: list.adjustment.type, value: toNumber(list.adjustment.value) },
      settings: { compareAtMode: list.compareAtMode },
    },
    catalog: () => {
      const catalog = catalogOf(shop, list)
      return catalog === undefined ? null : catalogView(shop, catalog)
    },
    prices: (args: PricesArgs) =>
      connection(pricedVariants(shop, list, args), args, (variant) => listPriceView(shop, list, variant)),
    quantityRules: (args: ConnectionArgs & { originType?: string | null }) =>
      connection(args.originType === 'RELATIVE' ? [] : present(shop, list.rules.keys()), args, (variant) =>
        ruleView(shop, list, variant),
      ),
  }
}

const present = (shop: Shop, ids: Iterable<number>): VariantState[] =>
  [...ids].flatMap((id) => shop.catalog.variants.get(id) ?? []).sort((a, b) => a.id - b.id)

const SEARCH = {
  texts: {
    product_id: ({ product }: VariantState) => [String(product.id)],
    variant_id: ({ id }: VariantState) => [String(id)],
  },
  dates: {},
  numbers: {},
}

function pricedVariants(shop: Shop, list: PriceListState, { originType, query }: PricesArgs): VariantState[] {
  const all = originType === 'FIXED' ? present(shop, list.fixed.keys()) : present(shop, shop.catalog.variants.keys())
  const matches = searchOver<VariantState>(query, shop.config.ianaTimezone, SEARCH)
  return all.filter((variant) => (originType !== 'RELATIVE' || !list.fixed.has(variant.id)) && matches(variant))
}

export function listPriceView(shop: Shop, list: PriceListState, variant: VariantState): View {
  const { origin, price, compareAt, breaks } = priceIn(shop, list, variant)
  return {
    __typename: 'PriceListPrice',
    originType: origin,
    price: money(price, list.currency),
    compareAtPrice: compareAt === null ? null : money(compareAt, list.currency),
    variant: () => variantView(shop, variant),
    quantityPriceBreaks: (args: ConnectionArgs) =>
      connection(breaks, args, (entry) => breakView(shop, list, variant, entry)),
  }
}

const breakView = (shop: Shop, list: PriceListState, variant: VariantState, entry: PriceBreakState): View => ({
  __typename: 'QuantityPriceBreak',
  id: gid('QuantityPriceBreak', entry.id),
  minimumQuantity: entry.minimum,
  price: money(entry.price, list.currency),
  priceList: () => priceListView(shop, list),
  variant: () => variantView(shop, variant),
})

function ruleView(shop: Shop, list: PriceListState, variant: VariantState): View {
  const rule = list.rules.get(variant.id)
  return {
    __typename: 'QuantityRule',
    minimum: rule?.minimum ?? 1,
    maximum: rule?.maximum ?? null,
    increment: rule?.increment ?? 1,
    isDefault: rule === undefined,
    originType: rule === undefined ? 'RELATIVE' : 'FIXED',
    productVariant: () => variantView(shop, variant),
  }
}

export function catalogView(shop: Shop, catalog: PriceCatalogState): View {
  const list = catalog.priceListId === null ? undefined : shop.prices.lists.get(catalog.priceListId)
  const locations = [...shop.companies.values()].flatMap((company) =>
    company.locations.filter((location) => catalog.locationIds.includes(location.id)),
  )
  return {
    __typename: catalog.kind,
    id: gid(catalog.kind, catalog.id),
    title: catalog.title,
    status: catalog.status,
    priceList: list === undefined ? null : () => priceListView(shop, list),
    publication: null,
    operations: [],
    markets: (args: ConnectionArgs) =>
      connection(
        catalog.marketIds.flatMap((id) => shop.prices.markets.get(id) ?? []),
        args,
        (market) => marketView(shop, market),
      ),
    marketsCount: { count: catalog.marketIds.length, precision: 'EXACT' },
    companyLocations: (args: ConnectionArgs) =>
      connection(locations, args, (location) => ({
        __typename: 'CompanyLocation',
        id: gid('CompanyLocation', location.id),
        name: location.name,
        externalId: location.externalId,
      })),
    companyLocationsCount: { count: locations.length, precision: 'EXACT' },
  }
}

export function marketView(shop: Shop, market: MarketState): View {
  return {
    __typename: 'Market',
    id: gid('Market', market.id),
    name: market.name,
    handle: market.handle,
    status: market.status,
    enabled: market.status === 'ACTIVE',
    type: 'REGION',
    primary: false,
    currencySettings: {
      baseCurrency: { currencyCode: market.currency, currencyName: market.currency, enabled: true },
      localCurrencies: false,
    },
    catalogs: (args: ConnectionArgs) =>
      connection(
        [...shop.prices.catalogs.values()].filter((catalog) => catalog.marketIds.includes(market.id)),
        args,
        (catalog) => catalogView(shop, catalog),
      ),
  }
}
