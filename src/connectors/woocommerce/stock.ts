import type { StockTarget } from '#contract/stock'
import { PAGE_SIZE } from './client.ts'
import type { WooSettings } from './settings.ts'
import { PLACE, stockedItems } from './stock-items.ts'
import { setLevels } from './stock-set.ts'

export const stock: StockTarget<WooSettings> = {
  largestBatch: PAGE_SIZE,
  locations: async () => [PLACE],
  items: stockedItems,
  async *levels(context, filter) {
    for await (const page of stockedItems(context, filter)) {
      yield page.filter((item) => item.counted).flatMap((item) => item.levels)
    }
  },
  set: setLevels,
}
