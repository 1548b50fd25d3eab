import { z } from 'zod'
import { expression, template } from '#generic/setting-kinds'

const statementShape = {
  sql: z
    .string()
    .min(1)
    .describe('One statement. Values are named (`:reference`) and bound by the driver, never written into the text.'),
  parameters: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/), expression())
    .default({})
    .describe('What the names mean, each an expression; a name that is left out is one of those that README.md lists.'),
} as const

/** One statement with its parameters. */
export const statement = z.strictObject(statementShape)
export type StatementSetting = z.output<typeof statement>

/** A statement of a transaction that writes. */
export const step = z.strictObject({
  ...statementShape,
  for: expression().optional().describe('Selects a list: the statement runs once for each, which it sees as `item`.'),
  /** Later statements see the first row of the result under `results` by this name. */
  as: z
    .string()
    .regex(/^[A-Za-z]\w*$/)
    .optional(),
  affects: z
    .int()
    .min(0)
    .optional()
    .describe('How many rows it has to change or bring; another number undoes everything.'),
  /** A row of the result is a reason to refuse; the texts see it as `row`. */
  refuse: z
    .strictObject({
      code: z.string().regex(/^[A-Z][A-Z0-9_]{2,59}$/, 'must be upper snake case, e.g. ITEM_UNKNOWN'),
      message: template(),
      remedy: template().optional(),
      subject: template().optional(),
    })
    .optional(),
})
export type StepSetting = z.output<typeof step>
