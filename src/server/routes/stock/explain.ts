import type { ExplainedStock } from '#api/stock'
import { type KnownFact, readStockFacts } from '#database/stock-facts'
import { type ExplainedLevel, explainStock as explain } from '#engine/stock/explain'
import type { Handler } from '#server/api/call'
import { stockIntegration } from './integration.ts'

export const explainStock: Handler<'stock.explain'> = async ({ services, organizationId, query }) => {
  const { integration, key } = await stockIntegration(services, organizationId, query.integration)
  const levels = await explain(services.engine.services, key, query.sku)
  const items = levels.flatMap(({ terms }) => terms?.parts.map(({ item }) => item) ?? [])
  const target = { organizationId, connectionId: integration.targetConnectionId }
  const facts = await readStockFacts(services.pool, target, [...new Set(items)])
  return { sku: query.sku, items: levels.map((level) => shown(level, facts)) }
}

const shown = (
  { stockItem, variant, location, level, terms, orders }: ExplainedLevel,
  facts: readonly KnownFact[],
) => ({
  stockItem,
  variant,
  location,
  level: level as ExplainedStock['level'],
  terms: terms === null ? null : { ...terms, parts: terms.parts.map((part) => shownPart(part, facts)) },
  orders: orders.map((order) => ({ ...order })),
})

type Part = NonNullable<ExplainedLevel['terms']>['parts'][number]

/** A part with what the ERP told of each place that feeds the location. */
const shownPart = (part: Part, facts: readonly KnownFact[]) => ({
  ...part,
  places: part.places.map((each) => {
    const fact = facts.find(({ item, place }) => item === part.item && place === each.place)
    return {
      ...each,
      onHand: fact?.onHand ?? null,
      reserved: fact?.reserved ?? null,
      setAside: fact?.setAside ?? null,
      incoming: fact?.incoming ?? null,
      readAt: fact?.readAt ?? null,
    }
  }),
})
