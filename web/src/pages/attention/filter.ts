import { z } from 'zod'

/** Which groups are seen: all, or those that the person takes care of; and which of them is open at first. */
export const attentionFilter = z.object({
  mine: z.literal('true').optional().catch(undefined),
  cause: z.string().optional().catch(undefined),
  subject: z.string().optional().catch(undefined),
})
