import { z } from 'zod'
import { STOCK_VIEWS } from '#api/stock'

const text = z.string().max(300).optional().catch(undefined)

/** What the address says about the list. What is not understood is left out: an old link still opens. */
export const stockFilter = z.object({
  integration: text,
  view: z.enum(STOCK_VIEWS).optional().catch(undefined),
  search: text,
  /** The product whose figures are explained. */
  sku: text,
})
export type StockFilter = z.infer<typeof stockFilter>

/** The filter as the API takes it. */
export const queryOf = (integration: string, { view, search }: StockFilter) => ({
  integration,
  ...(view === undefined ? {} : { view }),
  ...(search === undefined || search === '' ? {} : { search }),
})
