import type { PriceSource, PriceTarget } from '#contract/products'
import type { PriceFeed } from '#catalog/rules'
import { listFlows } from '#database/integrations'
import { TillbridgeError } from '#lib/errors'
import type { PriceList } from '#model/product'
import type { EngineServices } from '#engine/services'
import type { CatalogSides } from './sides.ts'

export interface PriceParts {
  readonly source: PriceSource<never>
  /** `null` = the store has no price lists besides the variants' own prices. */
  readonly storeLists: PriceTarget<never> | null
  /** `null` = the target cannot be told of prices. */
  readonly targetLists: PriceTarget<never> | null
}

/** @throws {TillbridgeError} `rejected`, `PRICES_NOT_OFFERED`. */
export function pricePartsOf({ store, target }: CatalogSides): PriceParts {
  const { connector } = target.connection
  const source = connector.reads.prices as PriceSource<never> | undefined
  if (source === undefined) throw notOffered(connector.name)
  return {
    source,
    storeLists: (store.connection.connector.writes.prices as PriceTarget<never> | undefined) ?? null,
    targetLists: (connector.writes.prices as PriceTarget<never> | undefined) ?? null,
  }
}

const notOffered = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PRICES_NOT_OFFERED',
    message: `${name} has no prices that Tillbridge could read.`,
    remedy: 'Disable the flow price-lists for this integration.',
    subject: `connector:${name}`,
  })

// Price lists come and go rarely; one that is not found is looked for at once.
const KEEP_MS = 10 * 60_000
const known = new Map<string, { readonly lists: readonly PriceList[]; readonly readAt: number }>()

/** The store's price list that a feed names, by id or name. `''` is the one of the variants themselves. */
export async function storeListOf(
  { clock }: EngineServices,
  { store }: CatalogSides,
  { storeLists }: PriceParts,
  feed: Pick<PriceFeed, 'to'>,
): Promise<PriceList> {
  const { connectionId } = store.connection.connection
  const now = clock.now().getTime()
  const remembered = known.get(connectionId)
  const find = (lists: readonly PriceList[]): PriceList | undefined =>
    lists.find(({ externalId }) => externalId === feed.to) ?? lists.find(({ name }) => name === feed.to)
  const there = remembered === undefined || now - remembered.readAt > KEEP_MS ? undefined : find(remembered.lists)
  if (there !== undefined) return there
  const lists = storeLists === null ? [] : await storeLists.lists(store.context)
  known.set(connectionId, { lists, readAt: now })
  const found = find(lists)
  if (found !== undefined) return found
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'PRICE_LIST_UNKNOWN',
    message: `The store has no price list "${feed.to}".`,
    remedy: `Name one of: ${
      lists
        .map(({ name }) => name)
        .filter((name) => name !== '')
        .join(', ') || 'none there'
    }.`,
    subject: `price-list:${feed.to}`,
  })
}

/** The zone in which the days of prices are meant: that of the flow, which is the shop's. */
export async function zoneOf({ pool }: EngineServices, { key }: Pick<CatalogSides, 'key'>): Promise<string> {
  const flows = await listFlows(pool, key.organizationId)
  const own = flows.filter(({ integrationId }) => integrationId === key.integrationId)
  const zone = (name: string): string | undefined => own.find(({ flow }) => flow === name)?.timeZone
  const [prices, orders] = [zone('price-lists'), zone('orders')]
  return prices !== undefined && prices !== 'UTC' ? prices : (orders ?? 'UTC')
}
