import type { StockSource } from '#contract/stock'
import { type ToldFact, factFrom, placeFrom } from '#generic/stock-answer'
import { fieldsOf } from './answer.ts'
import { pagesOf } from './pages.ts'
import type { HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'

type Stock = NonNullable<HttpSettings['stock']>

/** The stock that the settings describe. */
export const stockOf = (stock: Stock): StockSource<HttpSettings> => ({
  async places(context) {
    const where = 'stock.places'
    const places = []
    for await (const items of pagesOf(context, stock.places, { where, input: {}, effect: 'read' })) {
      const { id, name } = stock.places
      for (const item of items)
        places.push(placeFrom(await fieldsOf({ id, name }, item, { where, effect: 'read' }), where))
    }
    return places
  },
  facts: (context, filter) => facts(context, stock, filter),
})

async function* facts(context: HttpContext, stock: Stock, filter: Parameters<StockSource<HttpSettings>['facts']>[1]) {
  const where = 'stock.facts'
  const { item, place, onHand, reserved, incoming, updatedAt } = stock.facts
  const fields = { item, place, onHand, reserved, incoming, updatedAt }
  const input = {
    places: filter.places,
    items: filter.items ?? null,
    changedSince: filter.changedSince?.toISOString() ?? null,
  }
  const wanted = new Set(filter.items)
  for await (const items of pagesOf(context, stock.facts, { where, input, effect: 'read' })) {
    const page = []
    for (const one of items) {
      const told: ToldFact = await fieldsOf(fields, one, { where, effect: 'read', bindings: input })
      const fact = factFrom(told, where)
      if (filter.places.includes(fact.place) && (filter.items === undefined || wanted.has(fact.item))) page.push(fact)
    }
    if (page.length > 0) yield page
  }
}
