import type { Pool } from 'pg'
import { type KnownFact, readStockFacts } from '#database/stock-facts'
import type { StockFlow } from '#engine/stock/stock-flow'
import { ZERO } from '#lib/decimal'
import type { StockFact } from '#model/stock'

/** What the target told of all its stock, kept apart from what is known of it. */
export interface ToldFacts {
  /** What it has of these items: as told, or as somebody has read it since. What it did not tell it has none of. */
  of(items: readonly string[]): Promise<readonly KnownFact[]>
}

/**
 * Reads all that the target has, and leaves what is known of it alone: whoever keeps the stock in step is to find for himself what has
 * moved, and see to it. `readAt`: an instant of the database's clock, before this is called.
 */
export async function readToldFacts(pool: Pool, flow: StockFlow, readAt: string): Promise<ToldFacts> {
  const told = new Map<string, StockFact[]>()
  for await (const page of flow.stockSource.facts(flow.targetContext(true), { places: flow.places })) {
    for (const fact of page) {
      const own = told.get(fact.item)
      if (own === undefined) told.set(fact.item, [fact])
      else own.push(fact)
    }
  }
  const at = new Date(readAt).toISOString()
  return {
    async of(items) {
      const known = await readStockFacts(pool, flow.targetKey, items)
      const newer = known.filter((fact) => fact.readAt > at)
      const isNewer = new Set(newer.map(placeKey))
      const now = items.flatMap((item) => told.get(item) ?? []).map((fact) => ({ ...fact, readAt: at }))
      const isTold = new Set(now.map(placeKey))
      const gone = known.filter((fact) => !isNewer.has(placeKey(fact)) && !isTold.has(placeKey(fact)))
      return [
        ...newer,
        ...now.filter((fact) => !isNewer.has(placeKey(fact))),
        ...gone.map((fact) => (flow.places.includes(fact.place) ? emptied(fact, at) : fact)),
      ]
    },
  }
}

const placeKey = ({ item, place }: StockFact): string => JSON.stringify([item, place])

const emptied = (fact: KnownFact, readAt: string): KnownFact => ({
  ...fact,
  readAt,
  onHand: ZERO,
  reserved: ZERO,
  setAside: ZERO,
  incoming: ZERO,
  projected: fact.projected === null ? null : ZERO,
})
