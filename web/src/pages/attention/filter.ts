import { z } from 'zod'

/** Which groups are seen: all, or those that the person takes care of. */
export const attentionFilter = z.object({ mine: z.literal('true').optional().catch(undefined) })
