import { z } from 'zod'
import { transferState } from '#api/transfers'

/** What the address says about the list. What is not understood is left out: an old link still opens. */
export const payoutsFilter = z.object({
  state: transferState.optional().catch(undefined),
  search: z.string().max(200).optional().catch(undefined),
})
export type PayoutsFilter = z.infer<typeof payoutsFilter>

/** The filter as the API takes it. */
export const queryOf = ({ state, search }: PayoutsFilter) => ({
  ...(state === undefined ? {} : { state }),
  ...(search === undefined || search === '' ? {} : { search }),
})
