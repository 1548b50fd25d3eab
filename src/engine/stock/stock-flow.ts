import type { Context } from '#contract/context'
import type { StockSource, StockTarget } from '#contract/stock'
import type { StockFlowKey, StockProblem } from '#database/stock-flows'
import type { StockTargetKey } from '#database/stock-facts'
import type { OpenConnection } from '#engine/connections'
import type { LoadedIntegration } from '#engine/integrations'
import type { EngineServices } from '#engine/services'
import { TillbridgeError } from '#lib/errors'
import { contentHash } from '#lib/hash'
import { type FedLocation, fedLocations } from '#stock/places'
import type { InventoryRules } from '#stock/rules'

/** One integration whose stock is kept in step, opened for work. */
export interface StockFlow {
  readonly key: StockFlowKey
  readonly targetKey: StockTargetKey
  readonly integration: LoadedIntegration
  readonly rules: InventoryRules
  /** Of all that figures are made by: another one means that all of them may change. */
  readonly rulesHash: string
  readonly store: OpenConnection
  readonly target: OpenConnection
  readonly stockTarget: StockTarget<never>
  readonly stockSource: StockSource<never>
  readonly locations: readonly FedLocation[]
  /** The store's ids of the fed locations. */
  readonly locationIds: readonly string[]
  /** All places that feed any of them. */
  readonly places: readonly string[]
  /** All places of the target that hold goods themselves, whatever they feed. */
  readonly leaves: ReadonlySet<string>
  contextOf(open: OpenConnection, background?: boolean): Context<never>
  storeContext(background?: boolean): Context<never>
  targetContext(background?: boolean): Context<never>
}

/** What stays true of a flow from one look to the next. */
export interface FlowMemory {
  readonly signal: AbortSignal
  /** Throws when another process may be at work on it by now. */
  beforeWrite(): void
  placed: {
    readonly hash: string
    readonly at: number
    readonly locations: readonly FedLocation[]
    readonly leaves: ReadonlySet<string>
  } | null
}

// A new warehouse or location counts within this time, or with the next full run.
const PLACES_KEPT_MS = 10 * 60_000

/**
 * Opens a flow for work.
 *
 * @throws {TillbridgeError} `rejected` when it cannot work: a system that has no stock, locations that are not clear.
 */
export async function openStockFlow(
  services: EngineServices,
  key: StockFlowKey,
  memory: FlowMemory,
  options: { readonly fresh?: boolean } = {},
): Promise<StockFlow> {
  const integration = await services.integrations.load(key.organizationId, key.integrationId)
  const { row, rules, mappings } = integration
  const store = await services.connections.open(key.organizationId, row.storeConnectionId)
  const target = await services.connections.open(key.organizationId, row.targetConnectionId)
  const stockTarget = store.connector.writes.stock
  const stockSource = target.connector.reads.stock
  if (stockTarget === undefined) throw cannot(store, 'be told how many of a product may be sold')
  if (stockSource === undefined) throw cannot(target, 'tell how many of a product there are')
  const contextOf = (open: OpenConnection, background = false): Context<never> =>
    open.context({ signal: memory.signal, beforeWrite: memory.beforeWrite, record() {}, background })
  const storeContext = (background?: boolean): Context<never> => contextOf(store, background)
  const targetContext = (background?: boolean): Context<never> => contextOf(target, background)
  const rulesHash = contentHash({ rules: rules.inventory, items: mappings.items, locations: mappings.locations })
  const now = services.clock.now().getTime()
  if (options.fresh === true || memory.placed?.hash !== rulesHash || now - memory.placed.at > PLACES_KEPT_MS) {
    const places = await stockSource.places(targetContext())
    const fed = fedLocations({
      rules: rules.inventory,
      mapped: mappings.locations,
      places,
      storeLocations: await stockTarget.locations(storeContext()),
    })
    if ('problem' in fed) throw new TillbridgeError({ kind: 'rejected', ...fed.problem })
    const leaves = new Set(places.filter(({ isGroup }) => !isGroup).map(({ externalId }) => externalId))
    memory.placed = { hash: rulesHash, at: now, locations: fed.locations, leaves }
  }
  const { locations, leaves } = memory.placed
  return {
    key,
    targetKey: { organizationId: key.organizationId, connectionId: row.targetConnectionId },
    integration,
    rules: rules.inventory,
    rulesHash,
    store,
    target,
    stockTarget,
    stockSource,
    locations,
    locationIds: locations.map((entry) => entry.location),
    places: [...new Set(locations.flatMap(({ feeds }) => feeds.map((feed) => feed.place)))],
    leaves,
    contextOf,
    storeContext,
    targetContext,
  }
}

const cannot = ({ connection, connector }: OpenConnection, what: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STOCK_NOT_SUPPORTED',
    message: `${connector.name} (connection "${connection.key}") cannot ${what}.`,
    remedy: 'Switch off the flow "inventory" of this integration, or use a connector that can.',
    subject: `connection:${connection.key}`,
  })

/** An error as what is stored of it. */
export const problemOf = ({ code, subject, message, remedy }: TillbridgeError): StockProblem => ({
  code,
  subject,
  message,
  remedy,
})
