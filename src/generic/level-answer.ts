import type { LevelOutcome } from '#contract/stock'
import type { StockedItem, StoreLevel } from '#model/stock'
import { idOf, shown } from './booked-answer.ts'
import { instant } from './draft-values.ts'
import { badSetting } from './failure-rules.ts'

export type ToldLevel = Readonly<
  Partial<Record<'stockItem' | 'sku' | 'variant' | 'location' | 'available' | 'updatedAt', unknown>>
>

/** One item at one location, as a store that is described by settings tells it. */
export interface ItemAtPlace {
  readonly item: Omit<StockedItem, 'levels'>
  readonly level: StoreLevel
}

/**
 * What a store told of one item at one location.
 *
 * @throws {TillbridgeError} `ANSWER_PATH`: a number that cannot be read is never taken for nothing.
 */
export function levelFrom(told: ToldLevel, where: string): ItemAtPlace {
  const wrong = (field: keyof ToldLevel, what: string): never => {
    throw badSetting('ANSWER_PATH', `${where}.${field}`, `${shown(told[field])} is no ${what}`, 'read')
  }
  const number =
    typeof told.available === 'string' && told.available.trim() !== '' ? Number(told.available) : told.available
  const available =
    typeof number === 'number' && Number.isSafeInteger(number) ? number : wrong('available', 'whole number')
  const stockItem = idOf(told.stockItem) ?? wrong('stockItem', 'item')
  const stamp = instant.nullish().safeParse(told.updatedAt)
  const updatedAt = stamp.success ? (stamp.data ?? null) : wrong('updatedAt', 'instant with its zone')
  return {
    item: { stockItem, sku: idOf(told.sku), variantExternalId: idOf(told.variant), counted: true },
    level: {
      stockItem,
      location: idOf(told.location) ?? wrong('location', 'location'),
      available,
      committed: null,
      updatedAt,
    },
  }
}

export interface LevelFilter {
  readonly locations: readonly string[]
  readonly stockItems?: readonly string[]
}

const isWanted = ({ locations, stockItems }: LevelFilter, { level }: ItemAtPlace): boolean =>
  locations.includes(level.location) && (stockItems === undefined || stockItems.includes(level.stockItem))

export async function* levelsIn(
  pages: AsyncIterable<readonly ItemAtPlace[]>,
  filter: LevelFilter,
): AsyncGenerator<readonly StoreLevel[]> {
  for await (const page of pages) {
    const levels = page.filter((one) => isWanted(filter, one)).map(({ level }) => level)
    if (levels.length > 0) yield levels
  }
}

/** Items with what is offered of them at the wanted locations. All that is told of an item has to come one after the other. */
export async function* itemsIn(
  pages: AsyncIterable<readonly ItemAtPlace[]>,
  filter: LevelFilter,
): AsyncGenerator<readonly StockedItem[]> {
  let open: { readonly item: ItemAtPlace['item']; readonly levels: StoreLevel[] } | null = null
  for await (const page of pages) {
    const done: StockedItem[] = []
    for (const one of page) {
      if (open?.item.stockItem !== one.item.stockItem) {
        if (open !== null) done.push({ ...open.item, levels: open.levels })
        open = { item: one.item, levels: [] }
      }
      if (isWanted(filter, one)) open.levels.push(one.level)
    }
    const wanted = done.filter(({ stockItem }) => filter.stockItems?.includes(stockItem) ?? true)
    if (wanted.length > 0) yield wanted
  }
  if (open !== null && (filter.stockItems?.includes(open.item.stockItem) ?? true))
    yield [{ ...open.item, levels: open.levels }]
}

const OUTCOMES = ['set', 'stale', 'not-stocked', 'gone'] as const

/**
 * What became of each row, as an expression of the settings says it: a word, or any other text for a refusal in the store's words.
 *
 * @throws {TillbridgeError} `outcome-unknown`, `ANSWER_PATH`, when there is not one for each row.
 */
export function outcomesFrom(told: readonly unknown[], rows: number, where: string): readonly LevelOutcome[] {
  if (told.length !== rows)
    throw badSetting('ANSWER_PATH', where, `${rows} rows were sent and ${told.length} outcomes came`, 'write')
  return told.map((one): LevelOutcome => {
    const outcome = OUTCOMES.find((word) => word === one)
    return outcome === undefined
      ? { outcome: 'refused', message: typeof one === 'string' ? one : shown(one) }
      : { outcome }
  })
}
