import type { Source } from '#contract/source'
import { inTransaction } from '#database/pool'
import { replaceDemand } from '#database/stock-demand'
import type { DemandRow } from '#database/stock-facts'
import { newestOrderBody } from '#database/stock-hints'
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
 * Notes what an order of any store on the target takes, from the newest body that a delivery brought, else by reading it. Answers the items whose
 * figures move.
 */
export async function noteOrder(
  services: EngineServices,
  flow: StockFlow,
  order: { readonly integrationId: string; readonly recordKey: string },
): Promise<readonly string[]> {
  const { organizationId } = flow.key
  const integration = await services.integrations.load(organizationId, order.integrationId)
  const store = await services.connections.open(organizationId, integration.row.storeConnectionId)
  const source = store.connector.reads.orders as Source<never, Order> | undefined
  if (source === undefined) return []
  const body = await newestOrderBody(
    services.pool,
    { organizationId, integrationId: order.integrationId },
    order.recordKey,
  )
  const record =
    (await fromBody(source, store.settings, body)) ?? (await source.get(flow.contextOf(store), order.recordKey))
  const rows = record === null ? [] : demandRows(record, integration.mappings, integration.rules.inventory)
  return inTransaction(services.pool, (sql) => replaceDemand(sql, flow.targetKey, order, rows))
}

/** A body that is no whole order is of no use: the order is read instead. */
async function fromBody(source: Source<never, Order>, settings: never, body: string | null): Promise<Order | null> {
  try {
    return body === null ? null : await source.parse(settings, JSON.parse(body))
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
      units: all('units'),
      openUnits: all('openUnits'),
      openPieces: all('openPieces'),
    },
  ]
}
