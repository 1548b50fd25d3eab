import type { Source } from '#contract/source'
import { inTransaction } from '#database/pool'
import { replaceDemand, type TakenOrder } from '#database/stock-demand'
import type { DemandRow } from '#database/stock-facts'
import { dropStockHints, type OrderHint } from '#database/stock-hints'
import { markLevelsOfTarget } from '#database/stock-levels'
import type { OpenConnection } from '#engine/connections'
import type { LoadedIntegration } from '#engine/integrations'
import type { EngineServices } from '#engine/services'
import { add, type Decimal, equals, multiply, ZERO } from '#lib/decimal'
import { asTillbridgeError } from '#lib/errors'
import { resolveItem } from '#mapping/items'
import type { Mappings } from '#mapping/mappings'
import type { Order } from '#model/order'
import { openUnits } from '#stock/open-units'
import type { InventoryRules } from '#stock/rules'
import { lineKeyOf, partsOf } from './index-items.ts'
import type { StockFlow } from './stock-flow.ts'

/**
 * Notes what orders take, of all stores on the target, from the bodies that deliveries brought. Costs no call. One that came without a body is
 * left to `readOrders`.
 */
export async function noteOrders(
  services: EngineServices,
  flow: StockFlow,
  hints: readonly OrderHint[],
): Promise<number> {
  const orders: TakenOrder[] = []
  const done: OrderHint[] = []
  for (const hint of hints) {
    const order = await openOrder(services, flow, hint)
    if (order === null) continue
    const record = hint.body === null ? null : await fromBody(order.source, order.store.settings, hint.body)
    if (record !== null) orders.push(takenBy(flow, order, record))
    else if (hint.body !== null) await readOrders(services, flow, [hint])
    if (record !== null) done.push(hint)
  }
  await take(services, flow, orders)
  await dropOrderHints(services, flow, done)
  return done.length
}

/** Reads orders that no body tells of. One at a time: each costs a call, and none is urgent enough to make the others wait. */
export async function readOrders(
  services: EngineServices,
  flow: StockFlow,
  hints: readonly OrderHint[],
): Promise<number> {
  for (const hint of hints) {
    const order = await openOrder(services, flow, hint)
    const record = order === null ? null : await order.source.get(flow.contextOf(order.store), order.recordKey)
    if (order !== null)
      await take(services, flow, [record === null ? { ...order, rows: [] } : takenBy(flow, order, record)])
    await dropOrderHints(services, flow, [hint])
  }
  return hints.length
}

interface OpenOrder {
  readonly integrationId: string
  readonly recordKey: string
  readonly integration: LoadedIntegration
  readonly store: OpenConnection
  readonly source: Source<never, Order, Order | Promise<Order>>
}

async function openOrder(services: EngineServices, flow: StockFlow, hint: OrderHint): Promise<OpenOrder | null> {
  const integrationId = hint.orderIntegrationId
  if (integrationId === null) return null
  const { organizationId } = flow.key
  const integration = await services.integrations.load(organizationId, integrationId)
  const store = await services.connections.open(organizationId, integration.row.storeConnectionId)
  const source = store.connector.reads.orders as OpenOrder['source'] | undefined
  if (source === undefined) return null
  return { integrationId, recordKey: hint.key.slice(integrationId.length + 1), integration, store, source }
}

/** Of its integration and key alone: the rest is for reading. */
const takenBy = (flow: StockFlow, { integrationId, recordKey, integration }: OpenOrder, record: Order): TakenOrder => ({
  integrationId,
  recordKey,
  rows: demandRows(record, integration.mappings, integration.rules.inventory).map((row) => ({
    ...row,
    // Documents may name a group, such as a whole warehouse: the goods may be taken from any place in it.
    place: row.place !== null && flow.leaves.has(row.place) ? row.place : null,
  })),
})

/** In one commit with the figures that move by it, in all stores. */
const take = async ({ pool }: EngineServices, flow: StockFlow, orders: readonly TakenOrder[]): Promise<void> => {
  if (orders.length === 0) return
  await inTransaction(pool, async (sql) => {
    const items = await replaceDemand(sql, flow.targetKey, orders)
    await markLevelsOfTarget(sql, flow.targetKey, items, { wasSold: true })
  })
}

async function dropOrderHints({ pool }: EngineServices, flow: StockFlow, hints: readonly OrderHint[]): Promise<void> {
  const { organizationId } = flow.key
  for (const [integrationId, own] of Map.groupBy(hints, (hint) => hint.integrationId)) {
    await dropStockHints(pool, { organizationId, integrationId }, own)
  }
}

/** A body that is no whole order is of no use: the order is read instead. */
async function fromBody(source: OpenOrder['source'], settings: never, body: string): Promise<Order | null> {
  try {
    return await source.parse(settings, JSON.parse(body))
  } catch (error) {
    if (asTillbridgeError(error).kind === 'transient') throw error
    return null
  }
}

/** What an order takes, in the target's items; what nobody has mapped takes nothing that could be counted. */
function demandRows(order: Order, mappings: Mappings, rules: InventoryRules): DemandRow[] {
  const rows = openUnits(order).flatMap((line): DemandRow[] => {
    const resolved = resolveItem(line, mappings)
    if (!('value' in resolved)) return []
    const perPiece = rules.items.find((entry) => entry.sku === line.sku)?.perPiece
    return partsOf(resolved.value).map((part, index) => {
      const each = perPiece === undefined ? part.quantity : multiply(part.quantity, perPiece)
      return {
        item: part.item,
        line: lineKeyOf({ variant: line.variantExternalId, sku: line.sku }),
        place: placeOf(line.locationExternalId, mappings),
        location: line.locationExternalId,
        units: multiply(line.pieces, each),
        openUnits: multiply(line.openPieces, each),
        openPieces: index === 0 ? line.openPieces : ZERO,
        factor: each,
      }
    })
  })
  return [...Map.groupBy(rows, (row) => JSON.stringify([row.item, row.line])).values()].flatMap(merged)
}

/** The place that documents take the goods from; `null` = it may be any. */
function placeOf(location: string | null, { locations }: Mappings): string | null {
  const entry = locations.find((one) => one.location === location) ?? locations.find((one) => one.location === '*')
  return entry?.warehouse ?? null
}

/** One product from two places is one row that counts at every place. */
function merged(rows: readonly DemandRow[]): DemandRow[] {
  const [first] = rows
  if (first === undefined || rows.length === 1) return [...rows]
  const all = (field: 'units' | 'openUnits' | 'openPieces'): Decimal => add(...rows.map((row) => row[field]))
  const samePlace =
    rows.every((row) => row.place === first.place) && rows.every((row) => equals(row.factor, first.factor))
  return [
    {
      ...first,
      place: samePlace ? first.place : null,
      location: rows.every((row) => row.location === first.location) ? first.location : null,
      units: all('units'),
      openUnits: all('openUnits'),
      openPieces: all('openPieces'),
    },
  ]
}
