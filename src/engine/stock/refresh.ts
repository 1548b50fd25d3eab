import type { Pool } from 'pg'
import { inTransaction } from '#database/pool'
import { emptyUntoldFacts, saveStockFacts } from '#database/stock-facts'
import { databaseNow, noteSwept } from '#database/stock-flows'
import { itemsInUse } from '#database/stock-items'
import { markLevelsOfTarget } from '#database/stock-levels'
import type { StockFact } from '#model/stock'
import type { StockFlow } from './stock-flow.ts'

/** Reads what the target has of these items now. What changed is to be looked at in all stores. */
export async function refreshItems(pool: Pool, flow: StockFlow, items: readonly string[]): Promise<void> {
  const used = await itemsInUse(pool, flow.key, items)
  if (used.length === 0) return
  const readAt = await databaseNow(pool)
  const facts: StockFact[] = []
  const filter = { places: flow.places, items: used }
  // Nothing is stored before the whole answer is there: half of it would pass for all of it.
  for await (const page of flow.stockSource.facts(flow.targetContext(), filter)) facts.push(...page)
  await store(pool, flow, facts, readAt)
  await emptyUntold(pool, flow, { items: used, readAt })
}

// A site's clock may be behind ours, and what was committed a moment ago may have been stamped before.
const OVERLAP_MS = 3 * 60_000

/** Asks the target what changed since the last time, or lately. What changed is to be looked at in all stores. */
export async function refreshChanged(pool: Pool, flow: StockFlow, sweptAt: string): Promise<void> {
  const readAt = await databaseNow(pool)
  const changedSince = new Date(new Date(sweptAt).getTime() - OVERLAP_MS)
  for await (const page of flow.stockSource.facts(flow.targetContext(), { places: flow.places, changedSince })) {
    await store(pool, flow, page, readAt)
  }
  await noteSwept(pool, flow.key, readAt)
}

const STORED_AT_ONCE = 500

/**
 * Reads all that the target has, in the background. `readAt`: when that began. The levels of this store are compared anyway; those of others are
 * to be looked at where something changed. Answers how many facts there are.
 */
export async function readAllFacts(pool: Pool, flow: StockFlow, readAt: string): Promise<number> {
  let count = 0
  for await (const page of flow.stockSource.facts(flow.targetContext(true), { places: flow.places })) {
    // In small commits: whatever changes meanwhile waits for no more than one of them.
    for (let at = 0; at < page.length; at += STORED_AT_ONCE)
      await store(pool, flow, page.slice(at, at + STORED_AT_ONCE), readAt, flow.key.integrationId)
    count += page.length
  }
  return count
}

/** After a read that ended well: what it did not tell is none. */
export const emptyUntold = (
  pool: Pool,
  flow: StockFlow,
  read: { readonly items?: readonly string[]; readonly readAt: string },
  except: string | null = null,
): Promise<void> =>
  inTransaction(pool, async (sql) => {
    const emptied = await emptyUntoldFacts(sql, flow.targetKey, { places: flow.places, ...read })
    await markLevelsOfTarget(sql, flow.targetKey, emptied, { except })
  })

/** In one commit: a figure that was stored is no news any more to whoever reads it next. */
const store = (
  pool: Pool,
  flow: StockFlow,
  facts: readonly StockFact[],
  readAt: string,
  except: string | null = null,
): Promise<void> =>
  inTransaction(pool, async (sql) => {
    const changed = await saveStockFacts(sql, flow.targetKey, facts, readAt)
    await markLevelsOfTarget(sql, flow.targetKey, changed, { except })
  })
