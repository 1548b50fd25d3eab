import { z } from 'zod'
import { isTimeZone } from '#lib/time-zone'
import { compileExpression } from '#lib/expressions'
import { compileTemplate } from '#lib/templates'

/** A setting that is a JSONata expression. */
export const expression = (): z.ZodType<string> => z.string().min(1).superRefine(complaint(compileExpression))

/** A setting that is a text with expressions in `{{ }}`. */
export const template = (): z.ZodType<string> => z.string().superRefine(complaint(compileTemplate))

const complaint =
  (compile: (source: string) => unknown) =>
  (source: string, context: z.RefinementCtx): void => {
    try {
      compile(source)
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
    }
  }

/** Values that expressions find under `settings`, such as the number of a warehouse. Never secrets: they end up in documents. */
export const valuesSetting = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({})

export const slotsSetting = z.int().min(1).max(64).default(2)

/** How fast the system may be called; left out, it sets no rate. */
export const rateSetting = z
  .strictObject({ perSecond: z.number().positive().max(10_000), burst: z.number().min(1).max(100_000) })
  .optional()

/** IANA zone in which the orders of the system fall on a day. */
export const timeZoneSetting = z
  .string()
  .refine(isTimeZone, 'must be a time zone such as Europe/Stockholm')
  .default('UTC')
