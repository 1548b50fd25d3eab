import type { Sql } from '#database/pool'
import { type KnownFact, readStockFacts } from '#database/stock-facts'
import { type OrderDemand, readDemand, readOpenPieces } from '#database/stock-demand'
import type { StockProblem } from '#database/stock-flows'
import type { StockItemRow } from '#database/stock-items'
import { add, compare, type Decimal, decimal, isPositive, subtract, sum, ZERO } from '#lib/decimal'
import type { StoreLevel } from '#model/stock'
import { type Demand, quantityToSell, type Terms } from '#stock/quantity'
import type { InventoryRules } from '#stock/rules'
import { unheardPieces } from '#stock/untold'
import { lineKeyOf, partRows } from './index-items.ts'
import type { StockFlow } from './stock-flow.ts'

/** A product with what the store offers of it, as it was just read. */
export interface ItemToCompute {
  readonly row: StockItemRow
  readonly levels: readonly StoreLevel[]
  /** Pieces that are missing there and that no order explains, by location; absent = none. */
  readonly untold?: ReadonlyMap<string, number>
}

/** What a level should be, or why that is not known. */
export type Computed = { readonly stockItem: string; readonly location: string } & (
  | { readonly terms: Terms; readonly unknownUnits: Decimal; readonly orders: readonly OrderDemand[] }
  | { readonly problem: StockProblem }
  /** The store's figure is left alone, as the rules say. */
  | { readonly unmanaged: true }
)

/**
 * What these products should be offered at, at all fed locations.
 *
 * The order of reading matters: the store's levels before this is called, the target's figures with the time at which their read
 * began, the orders last. Then an order is missing in the sum only if nobody has heard of it and the store did not have it either
 * when its level was read; and in that case the level has moved, and compare-and-set refuses the figure.
 *
 * `readFacts`: where the target's figures of these items are taken from; what the target told last, unless somebody has read it apart.
 */
export async function computeLevels(
  sql: Sql,
  flow: StockFlow,
  sweptAt: string | null,
  items: readonly ItemToCompute[],
  readFacts = (parts: readonly string[]): Promise<readonly KnownFact[]> => readStockFacts(sql, flow.targetKey, parts),
): Promise<Computed[]> {
  const parts = [...new Set(items.flatMap(({ row }) => row.parts.map((part) => part.item)))]
  const facts = Map.groupBy(await readFacts(parts), (fact) => fact.item)
  const orders = Map.groupBy(await readDemand(sql, flow.targetKey, parts, sweptAt), (order) => order.item)
  const lines = items.map(({ row }) => lineKeyOf(row))
  const heard = await readOpenPieces(sql, flow.key, [...new Set(lines)])
  return items.flatMap((item) => {
    const unheard = unheardAt(flow.rules, item, heard.get(lineKeyOf(item.row)) ?? ZERO)
    return flow.locationIds.map((location) => ({
      stockItem: item.row.stockItem,
      location,
      ...computeOne(flow, item, { location, unheard: unheard(location), facts, orders }),
    }))
  })
}

interface Sources {
  readonly location: string
  readonly unheard: Decimal
  readonly facts: ReadonlyMap<string, readonly KnownFact[]>
  readonly orders: ReadonlyMap<string, readonly OrderDemand[]>
}

type Outcome =
  | { readonly terms: Terms; readonly unknownUnits: Decimal; readonly orders: readonly OrderDemand[] }
  | { readonly problem: StockProblem }
  | { readonly unmanaged: true }

function computeOne(flow: StockFlow, { row }: ItemToCompute, { location, unheard, facts, orders }: Sources): Outcome {
  const { rules } = flow
  const own = rules.items.find((entry) => entry.sku === row.sku)
  if (!row.counted || own?.managed === false) return { unmanaged: true }
  if (row.problem !== null) return { problem: row.problem }
  const parts = partRows(row)
  const strange = parts.find(({ item }) => !facts.has(item))
  if (strange !== undefined && rules.unknownItems === 'leave') return { problem: unknownItem(strange.item, row.sku) }
  const items = parts.map((part) => part.item)
  const ordersOfItems = items.flatMap((item) => orders.get(item) ?? [])
  const demand: Demand[] = ordersOfItems.map((order) => ({
    item: order.item,
    place: order.place,
    units: unknownTo(order, rules),
  }))
  const terms = quantityToSell({
    rules,
    sku: row.sku,
    location,
    locations: flow.locations,
    parts,
    facts: items.flatMap((item) => facts.get(item) ?? []),
    demand,
    unheard,
  })
  const unknownUnits = add(sum(terms.parts.map((part) => part.demand)), unheard)
  return { terms, unknownUnits, orders: ordersOfItems.filter((_, index) => isPositive(demand[index]?.units ?? ZERO)) }
}

/** Whether the target's figure falls when an order is booked; others fall when the goods leave. */
export const fallsWhenBooked = ({ figure }: Pick<InventoryRules, 'figure'>): boolean =>
  figure === 'less-reserved' || figure === 'projected'

/** How many units of an order the target's figure does not contain. */
export function unknownTo(order: OrderDemand, { figure }: Pick<InventoryRules, 'figure'>): Decimal {
  // A rule or a person said that the target has nothing to do with it.
  if (order.state === 'skipped') return ZERO
  const isDone = order.state === 'synced'
  if (!fallsWhenBooked({ figure })) return isDone ? order.openUnits : order.units
  if (isDone && !order.isBooked) return order.openUnits
  const left = subtract(order.units, order.covered)
  return compare(left, ZERO) > 0 ? left : ZERO
}

/** Pieces that the store has sold and nobody told us of, at a location: those that it has still to send, and those that are just missing. */
function unheardAt({ unheardOrders }: InventoryRules, item: ItemToCompute, heard: Decimal) {
  if (unheardOrders === 'ignore') return (): Decimal => ZERO
  const promised = unheardPieces(item.levels, heard)
  return (location: string): Decimal => add(promised.get(location) ?? ZERO, decimal(item.untold?.get(location) ?? 0))
}

const unknownItem = (item: string, sku: string | null): StockProblem => ({
  code: 'STOCK_ITEM_UNKNOWN',
  subject: `item:${item}`,
  message: `The target has never told of any stock of "${item}"${sku === null || sku === item ? '' : ` (SKU ${sku})`}. The store's figure is left as it is.`,
  remedy:
    'Create the item in the target or receive stock of it, map the product to the right item, or say in the rules of the stock what holds for such products (unknownItems: zero, or managed: false for this SKU).',
})
