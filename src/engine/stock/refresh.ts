import type { Sql } from '#database/pool'
import { emptyUntoldFacts, readStockFacts, saveStockFacts } from '#database/stock-facts'
import { databaseNow, noteSwept } from '#database/stock-flows'
import { itemsInUse } from '#database/stock-items'
import { equals } from '#lib/decimal'
import type { StockFact } from '#model/stock'
import type { StockFlow } from './stock-flow.ts'

/** Reads what the target has of these items now. Answers those whose figures are others than before. */
export async function refreshItems(sql: Sql, flow: StockFlow, items: readonly string[]): Promise<string[]> {
  const used = await itemsInUse(sql, flow.key, items)
  if (used.length === 0) return []
  const readAt = await databaseNow(sql)
  const facts: StockFact[] = []
  const filter = { places: flow.places, items: used }
  // Nothing is stored before the whole answer is there: half of it would pass for all of it.
  for await (const page of flow.stockSource.facts(flow.targetContext(), filter)) facts.push(...page)
  const changed = await changedItems(sql, flow, facts)
  await saveStockFacts(sql, flow.targetKey, facts, readAt)
  const told = new Set(facts.map((fact) => fact.item))
  const emptied = await emptyUntoldFacts(sql, flow.targetKey, { places: flow.places, items: used, readAt })
  return emptied > 0 ? [...new Set([...changed, ...used.filter((item) => !told.has(item)), ...told])] : changed
}

// A site's clock may be behind ours, and what was committed a moment ago may have been stamped before.
const OVERLAP_MS = 3 * 60_000

/** Asks the target what changed since the last time, or lately. Answers the items whose figures are others than before. */
export async function refreshChanged(sql: Sql, flow: StockFlow, sweptAt: string): Promise<string[]> {
  const readAt = await databaseNow(sql)
  const since = new Date(new Date(sweptAt).getTime() - OVERLAP_MS)
  const changed: string[] = []
  for await (const page of flow.stockSource.facts(flow.targetContext(), { places: flow.places, changedSince: since })) {
    changed.push(...(await changedItems(sql, flow, page)))
    await saveStockFacts(sql, flow.targetKey, page, readAt)
  }
  await noteSwept(sql, flow.key, readAt)
  return [...new Set(changed)]
}

/** Items of which these facts say something else than what is stored. */
async function changedItems(sql: Sql, flow: StockFlow, facts: readonly StockFact[]): Promise<string[]> {
  const items = [...new Set(facts.map((fact) => fact.item))]
  if (items.length === 0) return []
  const stored = await readStockFacts(sql, flow.targetKey, items)
  const known = new Map(stored.map((fact) => [JSON.stringify([fact.item, fact.place]), fact]))
  const differs = facts.filter((fact) => {
    const old = known.get(JSON.stringify([fact.item, fact.place]))
    return old === undefined || !isSame(old, fact)
  })
  return [...new Set(differs.map((fact) => fact.item))]
}

const isSame = (a: StockFact, b: StockFact): boolean =>
  equals(a.onHand, b.onHand) &&
  equals(a.reserved, b.reserved) &&
  equals(a.setAside, b.setAside) &&
  equals(a.incoming, b.incoming) &&
  (a.projected === b.projected || (a.projected !== null && b.projected !== null && equals(a.projected, b.projected)))
