import { findPriceCatalog } from './catalog-price-mutations.ts'
import type { ConnectionArgs, View } from './connections.ts'
import { findList } from './fixed-prices.ts'
import { numericId } from './ids.ts'
import { catalogView, marketView, priceListView } from './price-view.ts'
import type { Shop } from './shop.ts'
import { sortedConnection } from './sorted-connection.ts'

interface ListArgs extends ConnectionArgs {
  readonly sortKey?: string | null
}

export function priceQueries(shop: Shop): View {
  const { markets, catalogs, lists } = shop.prices
  return {
    market: ({ id }: { id: string }) => {
      const market = markets.get(numericId(id, 'Market') ?? -1)
      return market === undefined ? null : marketView(shop, market)
    },
    markets: (args: ListArgs) =>
      sortedConnection(
        [...markets.values()],
        args,
        (market) => (args.sortKey === 'NAME' ? market.name : market.id),
        (market) => marketView(shop, market),
      ),
    catalog: ({ id }: { id: string }) => {
      const catalog = findPriceCatalog(shop, id)
      return catalog === undefined ? null : catalogView(shop, catalog)
    },
    catalogs: (args: ListArgs & { type?: string | null }) =>
      sortedConnection(
        [...catalogs.values()].filter(
          ({ kind }) =>
            args.type == null || kind === (args.type === 'MARKET' ? 'MarketCatalog' : 'CompanyLocationCatalog'),
        ),
        args,
        (catalog) => (args.sortKey === 'TITLE' ? catalog.title : catalog.id),
        (catalog) => catalogView(shop, catalog),
      ),
    priceList: ({ id }: { id: string }) => {
      const list = findList(shop, id)
      return list === undefined ? null : priceListView(shop, list)
    },
    priceLists: (args: ListArgs) =>
      sortedConnection(
        [...lists.values()],
        args,
        (list) => (args.sortKey === 'NAME' ? list.name : list.id),
        (list) => priceListView(shop, list),
      ),
  }
}
