import { z } from 'zod'
import type { LevelOutcome, LevelToSet } from '#contract/stock'
import type { StockedItem } from '#model/stock'
import { change, type WooContext } from './client.ts'
import { byParent, idOf, routeOf, stockedItems } from './stock-items.ts'
import { key } from './vendor.ts'

const answered = z.object({
  update: z.array(
    z.object({
      id: key,
      stock_quantity: z.number().nullish(),
      error: z.object({ code: z.string(), message: z.string() }).optional(),
    }),
  ),
})
type Answered = z.output<typeof answered>['update'][number]

/**
 * WooCommerce has no "only if it is still …": the levels are read first, and a sale between the two calls is written over. One call for
 * products and one for the variations of each product, since variations are refused elsewhere.
 */
export async function setLevels(context: WooContext, rows: readonly LevelToSet[]): Promise<readonly LevelOutcome[]> {
  const present = await itemsOf(context, rows)
  const due = rows.filter((row) => judged(row, present) === null)
  const written = new Map<string, Answered>()
  for (const parent of byParent(due.map(({ stockItem }) => stockItem)).keys()) {
    const update = due
      .map((row) => ({ ...idOf(row.stockItem), available: row.available }))
      .filter((row) => row.parent === parent)
      .map(({ id, available }) => ({ id: Number(id), stock_quantity: available }))
    const answer = await change(
      context,
      { method: 'POST', route: `${routeOf(parent)}/batch`, json: { update } },
      answered,
    )
    for (const row of answer.update) written.set(parent === null ? row.id : `${parent}/${row.id}`, row)
  }
  return rows.map((row) => judged(row, present) ?? outcomeOf(row, written.get(row.stockItem)))
}

async function itemsOf(context: WooContext, rows: readonly LevelToSet[]): Promise<ReadonlyMap<string, StockedItem>> {
  const found = new Map<string, StockedItem>()
  const filter = { locations: rows.map(({ location }) => location), stockItems: rows.map(({ stockItem }) => stockItem) }
  for await (const page of stockedItems(context, filter)) for (const item of page) found.set(item.stockItem, item)
  return found
}

/** What is known of a row before anything is written; `null` = it may be written. */
function judged(row: LevelToSet, present: ReadonlyMap<string, StockedItem>): LevelOutcome | null {
  const item = present.get(row.stockItem)
  if (item === undefined || !item.counted) return { outcome: 'gone' }
  const level = item.levels.find(({ location }) => location === row.location)
  if (level === undefined) return { outcome: 'not-stocked' }
  return row.expected === null || row.expected === level.available ? null : { outcome: 'stale' }
}

function outcomeOf(row: LevelToSet, answer: Answered | undefined): LevelOutcome {
  if (answer === undefined) return { outcome: 'refused', message: 'WooCommerce did not answer for this product.' }
  if (answer.error?.code.endsWith('invalid_id') === true) return { outcome: 'gone' }
  if (answer.error !== undefined) return { outcome: 'refused', message: answer.error.message }
  if (answer.stock_quantity === row.available) return { outcome: 'set' }
  return { outcome: 'refused', message: `WooCommerce shows ${answer.stock_quantity ?? 'no number'} after it was set.` }
}
