import { z } from 'zod'

const base = z.object({
  name: z.string(),
  /**
   * `words`: a list of texts; `choices`: several of the options; `rows`: entries that each have the same fields; `ownership`: which side
   * owns a field, where it goes and what a conflict brings; `json`: anything else.
   */
  kind: z.enum([
    'text',
    'number',
    'switch',
    'date',
    'choice',
    'choices',
    'words',
    'group',
    'rows',
    'ownership',
    'json',
  ]),
  help: z.string().nullable(),
  options: z.array(z.string()),
  /** What holds when nothing is said; `null` = nothing does. */
  usual: z.unknown(),
  /** Whether it may be left empty. */
  mayBeEmpty: z.boolean(),
})
const inner = base.extend({ fields: z.array(base) })

/** One policy or rule, as a form shows it. Groups and rows have fields, two deep at most. */
export const ruleField = base.extend({ fields: z.array(inner) })

type Base = z.infer<typeof base>
export interface RuleField extends Base {
  fields?: RuleField[]
}
