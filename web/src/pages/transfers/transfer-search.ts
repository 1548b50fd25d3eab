import { z } from 'zod'

/** What of a transfer is looked at: a number on one of its documents is an address of its own. */
export const transferSearch = z.object({
  /** Reference of the document that is explained. */
  why: z.string().optional().catch(undefined),
  /** The number on it; absent = all of them. */
  figure: z.string().optional().catch(undefined),
})
