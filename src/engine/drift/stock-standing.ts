import { readStockFacts } from '#database/stock-facts'
import { listStockFlows, readStockFlow } from '#database/stock-flows'
import type { StockItemRow } from '#database/stock-items'
import {
  type ItemBooking,
  itemBookings,
  type LevelStanding,
  levelStandings,
  readStockNotes,
  type StockNotes,
} from '#database/stock-standings'
import type { KnownLevel } from '#drift/levels'
import type { EngineServices } from '#engine/services'
import { computeLevels } from '#engine/stock/compute'
import type { StockFlow } from '#engine/stock/stock-flow'
import { type Decimal, ZERO } from '#lib/decimal'

interface Place {
  readonly stockItem: string
  readonly location: string
}

/** A level that differs, as the store was read. */
export interface DifferingLevel extends Place {
  readonly offered: number | null
}

/** All that will have levels looked at, as far as it concerns some that differ. */
interface Known {
  readonly standings: readonly LevelStanding[]
  readonly unknownNow: ReadonlyMap<string, Decimal>
  readonly notes: StockNotes
  readonly bookings: ReadonlyMap<string, ItemBooking>
  /** By when the target's figure of an item was last read. */
  readonly readAt: ReadonlyMap<string, string | null>
  /** The runner is about to compare everything. */
  readonly isAllDue: boolean
}

/**
 * What is known of levels that differ. Call after both sides were read and the figures computed: what has happened since is no fault of
 * either side. `null` = nobody looks after it.
 */
export async function knownLevels(
  services: EngineServices,
  flow: StockFlow,
  rows: readonly StockItemRow[],
  differing: readonly DifferingLevel[],
): Promise<(level: DifferingLevel) => KnownLevel | null> {
  if (differing.length === 0 || !(await hasRunner(services, flow))) return () => null
  const stockItems = [...new Set(differing.map(({ stockItem }) => stockItem))]
  const own = rows.filter(({ stockItem }) => stockItems.includes(stockItem))
  const known = await readKnown(services, flow, own)
  const partsOf = new Map(own.map(({ stockItem, parts }) => [stockItem, parts.map(({ item }) => item)]))
  return (level) => knownLevel(known, level, partsOf.get(level.stockItem) ?? [])
}

const hasRunner = async ({ pool }: EngineServices, { key }: StockFlow): Promise<boolean> =>
  (await listStockFlows(pool)).some(({ integrationId, isSecond }) => integrationId === key.integrationId && !isSecond)

async function readKnown(services: EngineServices, flow: StockFlow, rows: readonly StockItemRow[]): Promise<Known> {
  const { pool } = services
  const stockItems = rows.map(({ stockItem }) => stockItem)
  const items = [...new Set(rows.flatMap(({ parts }) => parts.map(({ item }) => item)))]
  const run = await readStockFlow(pool, flow.key)
  const sweptAt = run?.sweptAt ?? null
  const facts = await readStockFacts(pool, flow.targetKey, items)
  const bookings = await itemBookings(pool, flow.targetKey, items, sweptAt ?? 'infinity')
  const notes = await readStockNotes(pool, flow.key, flow.targetKey, { stockItems, items })
  // Last: whoever has looked meanwhile has followed what was read above.
  const standings = await levelStandings(pool, flow.key, stockItems)
  return {
    standings,
    notes,
    bookings: new Map(bookings.map((one) => [one.item, one])),
    readAt: new Map(items.map((item) => [item, readAtOf(facts, item, sweptAt)])),
    unknownNow: await unknownUnits(services, flow, rows, { standings, sweptAt }),
    isAllDue: run === null || (run.problem === null && (run.fullWantedAt !== null || run.rulesHash !== flow.rulesHash)),
  }
}

function knownLevel(known: Known, level: DifferingLevel, parts: readonly string[]): KnownLevel | null {
  const { standings, notes, isAllDue } = known
  const standing = standings.find((one) => keyOf(one) === keyOf(level))
  const hasNews =
    notes.stockItems.includes(level.stockItem) ||
    notes.items.some((item) => parts.includes(item)) ||
    // Sold where goods are handed over at once: only the order tells what is missing.
    (notes.hasNewOrder && (level.offered ?? 0) < (standing?.known ?? 0))
  if (standing === undefined && !hasNews && !isAllDue) return null
  const booked = parts.flatMap((item) => known.bookings.get(item) ?? [])
  return {
    state: standing?.state ?? 'pending',
    cause: standing?.cause ?? null,
    isDue: isAllDue || standing?.isDue === true,
    hasNews,
    checkedAt: standing?.checkedAt ?? null,
    unknownThen: standing?.unknownUnits ?? ZERO,
    unknownNow: known.unknownNow.get(keyOf(level)) ?? standing?.unknownUnits ?? ZERO,
    targetReadAt: oldest(parts.map((item) => known.readAt.get(item) ?? null)),
    isBooking: booked.some(({ isRunning }) => isRunning),
    bookedAt: newest(booked.flatMap(({ endedAt }) => endedAt ?? [])),
  }
}

const keyOf = ({ stockItem, location }: Place): string => JSON.stringify([stockItem, location])

/** As orders are counted by: the oldest figure of an item counts, and all that had changed by the last sweep is known. */
function readAtOf(
  facts: readonly { readonly item: string; readonly readAt: string }[],
  item: string,
  sweptAt: string | null,
): string | null {
  const read = oldest(facts.filter((fact) => fact.item === item).map((fact) => fact.readAt))
  return newest([read, sweptAt].flatMap((at) => at ?? []))
}

const newest = (instants: readonly string[]): string | null => instants.toSorted().at(-1) ?? null

const oldest = (instants: readonly (string | null)[]): string | null =>
  instants.includes(null) ? null : (instants.toSorted()[0] ?? null)

/** Units of orders that the target does not know by now, where there were some: the runner looks at these levels when they change. */
async function unknownUnits(
  { pool }: EngineServices,
  flow: StockFlow,
  rows: readonly StockItemRow[],
  { standings, sweptAt }: { readonly standings: readonly LevelStanding[]; readonly sweptAt: string | null },
): Promise<ReadonlyMap<string, Decimal>> {
  if (standings.every((level) => level.unknownUnits === ZERO)) return new Map()
  const remembered = rows.map((row) => {
    const own = standings.filter(({ stockItem }) => stockItem === row.stockItem)
    return {
      row,
      levels: own.map(({ stockItem, location, known, committed }) => ({
        stockItem,
        location,
        available: known ?? 0,
        committed,
        updatedAt: null,
      })),
      untold: new Map(own.map(({ location, untold }) => [location, untold] as const)),
    }
  })
  const computed = await computeLevels(pool, flow, sweptAt, remembered)
  return new Map(computed.flatMap((one) => ('unknownUnits' in one ? [[keyOf(one), one.unknownUnits] as const] : [])))
}
