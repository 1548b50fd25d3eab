import { z } from 'zod'
import { compileHere, ExpressionError } from '#lib/expressions'
import type { DocumentKind } from '#model/documents'

const LONGEST_EXPRESSION = 4_000

/** Kinds whose fields can be set. A journal is nothing but accounts and amounts. */
export const FIELD_KINDS = [
  'sales-order',
  'invoice',
  'credit-note',
  'payment',
  'refund-payment',
  'delivery',
  'delivery-return',
] as const satisfies readonly DocumentKind[]
export type FieldKind = (typeof FIELD_KINDS)[number]

const kind = z.enum(FIELD_KINDS)

/** A field of the target that no document of ours has, with what it shall say. */
export const fieldEntry = z.strictObject({
  /** In documents of this kind, of these kinds, or of every kind that has fields (`*`). */
  document: z.union([z.literal('*'), kind, z.array(kind).min(1)]).default('*'),
  /** `document`: once, on the document. `rows`: on each of its rows; the expression then sees `row` and `line` too. */
  on: z.enum(['document', 'rows']).default('document'),
  /** As the target calls it, e.g. `project` or `custom_gift_note`. */
  field: z.string().trim().min(1).max(140),
  /** JSONata over `{ record, document, integration }`. What comes to nothing is not set. */
  expression: z
    .string()
    .max(LONGEST_EXPRESSION)
    .superRefine((source, context) => {
      const problem = expressionProblem(source)
      if (problem !== null)
        context.addIssue({ code: 'custom', message: `At character ${problem.character}: ${problem.reason}` })
    }),
})

export type FieldEntry = z.output<typeof fieldEntry>

/** What is wrong with the text of an expression, and where it begins to be, from 1; `null` = it can be evaluated. */
export function expressionProblem(source: string): { readonly reason: string; readonly character: number } | null {
  if (source.trim() === '') return { reason: 'It is empty', character: 1 }
  try {
    compileHere(source, { strict: true })
    return null
  } catch (error) {
    const { reason, character } = error instanceof ExpressionError ? error : { reason: String(error), character: null }
    return { reason, character: character ?? 1 }
  }
}

const kindsOf = ({ document }: FieldEntry): readonly (FieldKind | '*')[] => [document].flat()

/** What an entry applies to, as texts: two entries of one text would contradict each other. */
export const fieldConditions = (entry: FieldEntry): string[] =>
  kindsOf(entry).map((one) => `${entry.field} on ${entry.on === 'rows' ? 'the rows of ' : ''}${one}`)

/** The entries for documents of a kind: one that names the kind goes before `*`. */
export function fieldsFor(documentKind: DocumentKind, entries: readonly FieldEntry[]): FieldEntry[] {
  if (documentKind === 'journal') return []
  const named = entries.filter((entry) => kindsOf(entry).includes(documentKind))
  const isNamed = ({ field, on }: FieldEntry): boolean => named.some((one) => one.field === field && one.on === on)
  return entries.filter((entry) => named.includes(entry) || (entry.document === '*' && !isNamed(entry)))
}
