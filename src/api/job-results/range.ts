import { z } from 'zod'
import { decimalText, instant } from '#api/parts'

/** The days that a job was asked for, `[since, until)`. */
export const range = { since: instant, until: instant }

/** What a document says, of one side. `date`: `YYYY-MM-DD`. */
export const figures = z.object({
  total: decimalText,
  taxTotal: decimalText.nullable(),
  currency: z.string(),
  date: z.string(),
})
