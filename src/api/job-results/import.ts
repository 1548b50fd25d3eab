import { z } from 'zod'

const count = z.number().int()

/** What came of a job of the kind `import`. */
export const importResult = z.object({
  /** Records that were not known before, and known ones that had changed. */
  found: count,
  raised: count,
  /** How much of the days was read, 0 to 1: less when it was stopped. */
  share: z.number(),
})
