import { z } from 'zod'
import { compileExpression, ExpressionError } from '#lib/expressions'
import { compileTemplate } from '#lib/templates'
import { TillbridgeError } from '#lib/errors'
import { expression, template } from './setting-kinds.ts'

/** What a failure of the system means; the first rule that fits decides. */
export const failureRule = z.strictObject({
  /** Fits where this is true; left out, it fits whatever the system said. */
  where: expression().optional(),
  kind: z.enum(['transient', 'throttled', 'conflict', 'unauthorized', 'rejected']),
  /** Upper snake case, e.g. `ITEM_UNKNOWN`. Failures with one code and subject are solved together. */
  code: z.string().regex(/^[A-Z][A-Z0-9_]{2,59}$/, 'must be upper snake case, e.g. ITEM_UNKNOWN'),
  message: template(),
  remedy: template().optional(),
  subject: template().optional(),
})

export type FailureRule = z.output<typeof failureRule>

/** What the system said, as the expressions of the rules see it, and what we were about. */
export interface Seen {
  readonly facts: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds?: number
  /** For us, as in `TillbridgeError`. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** The error that the first fitting rule names, or `null` when none fits. */
export async function failureByRule(rules: readonly FailureRule[], seen: Seen): Promise<TillbridgeError | null> {
  for (const rule of rules) {
    if (rule.where !== undefined && !(await holds(rule.where, seen.facts))) continue
    return new TillbridgeError({
      kind: rule.kind,
      code: rule.code,
      message: await text(rule.message, seen.facts),
      ...(rule.remedy === undefined ? {} : { remedy: await text(rule.remedy, seen.facts) }),
      ...(rule.subject === undefined ? {} : { subject: await text(rule.subject, seen.facts) }),
      ...(rule.kind === 'throttled' ? { retryAfterSeconds: seen.retryAfterSeconds ?? 60 } : {}),
      detail: seen.detail,
    })
  }
  return null
}

// A rule that stumbles over an answer of another form does not fit it; the failure itself must not be lost over that.
const holds = async (source: string, facts: Seen['facts']): Promise<boolean> => {
  try {
    return (await compileExpression(source).evaluate(facts)) === true
  } catch (error) {
    if (error instanceof ExpressionError) return false
    throw error
  }
}

const text = async (source: string, facts: Seen['facts']): Promise<string> => {
  try {
    return await compileTemplate(source).filled(facts)
  } catch (error) {
    if (error instanceof ExpressionError) return source
    throw error
  }
}

/** An expression of the settings that failed or told something else than it has to. A person has to mend the settings. */
export const badSetting = (
  code: 'TEMPLATE_FAILED' | 'ANSWER_PATH',
  where: string,
  why: string,
  effect: 'read' | 'write',
): TillbridgeError => {
  const told =
    code === 'TEMPLATE_FAILED'
      ? {
          code: 'TEMPLATE_FAILED',
          message: `What the settings say under ${where} cannot be carried out: ${why}.`,
          remedy: 'Correct the expression in the settings of the connection, or the record that it stumbles over.',
        }
      : {
          code: 'ANSWER_PATH',
          message: `The answer is not as the settings say under ${where}: ${why}.`,
          remedy: 'Correct the settings of the connection; tillbridge check tries what can be tried without writing.',
        }
  // After a write nobody may take this for a refusal: the document may well be there.
  const kind = effect === 'write' ? 'outcome-unknown' : 'rejected'
  return new TillbridgeError({ ...told, kind, subject: `setting:${where}` })
}

/** Evaluates an expression of the settings. `where` names it, e.g. `documents.invoice.create.json`. */
export async function evaluated(
  source: string,
  input: unknown,
  {
    where,
    effect = 'read',
    answer = false,
    bindings = {},
  }: {
    readonly where: string
    readonly effect?: 'read' | 'write'
    readonly answer?: boolean
    readonly bindings?: Readonly<Record<string, unknown>>
  },
): Promise<unknown> {
  try {
    return await compileExpression(source).evaluate(input, bindings)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    throw badSetting(answer ? 'ANSWER_PATH' : 'TEMPLATE_FAILED', where, error.message, effect)
  }
}
