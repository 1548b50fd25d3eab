import { z } from 'zod'
import { unfollowed } from '#lib/decimal-origin'
import type { Decimal } from '#lib/decimal'
import type { TargetDocument } from '#model/documents'
import { figuresOf } from './explain-figures.ts'
import { documentOf, type PlannedDocuments } from './explain.ts'
import { type Policies, policiesSchema } from './policies.ts'

/** A policy on which a document or a figure depends: with another value of it, it would be another one, or none. */
export interface DecidingRule {
  /** Path in the policies, e.g. `discounts`, `rounding.maximum`. */
  readonly path: string
  /** As it was when the document was written. */
  readonly value: unknown
  readonly otherwise: readonly Otherwise[]
}

export interface Otherwise {
  readonly value: unknown
  /** What it would have been: an amount, a date; `null` = it would not be there. */
  readonly result: string | null
}

export interface DecidingRules {
  /** On which it depends that the document is there, and its date. */
  readonly document: readonly DecidingRule[]
  /** By figure id. */
  readonly figures: ReadonlyMap<string, readonly DecidingRule[]>
}

/** Plans the same facts under other policies. */
export type Replan = (policies: Policies) => PlannedDocuments

/**
 * Which policies decided, found by trying: the order is planned once more with each other value that a policy can take. So it is
 * the planner itself that answers, and a policy that made no difference to this document is not named.
 */
export function decidingRules(policies: Policies, replan: Replan, document: TargetDocument): DecidingRules {
  const now = valuesOf(document)
  const onDocument: DecidingRule[] = []
  const onFigures = new Map<string, DecidingRule[]>()
  for (const { path, value, others } of choices(policiesSchema, policies)) {
    const tried = others.map((other) => ({
      other,
      document: documentWith({ policies, replan }, path, other, document.reference),
    }))
    const rule = (otherwise: Otherwise[]): DecidingRule => ({ path: path.join('.'), value, otherwise })
    const moved = tried.filter((one) => one.document?.date !== document.date)
    if (moved.length > 0) {
      onDocument.push(rule(moved.map((one) => ({ value: one.other, result: one.document?.date ?? null }))))
    }
    for (const [id, figure] of now) {
      const otherwise = tried.flatMap((one): Otherwise[] => {
        if (one.document === null) return []
        const result = valuesOf(one.document).get(id) ?? null
        return result === figure ? [] : [{ value: one.other, result }]
      })
      if (otherwise.length > 0) onFigures.set(id, [...(onFigures.get(id) ?? []), rule(otherwise)])
    }
  }
  return { document: onDocument, figures: onFigures }
}

const valuesOf = (document: TargetDocument): Map<string, Decimal> =>
  new Map(figuresOf(document).map(({ id, value }) => [id, unfollowed(value)]))

function documentWith(
  { policies, replan }: { readonly policies: Policies; readonly replan: Replan },
  path: readonly string[],
  value: unknown,
  reference: string,
): TargetDocument | null {
  try {
    return documentOf(replan(policiesSchema.parse(changed(policies, path, value))), reference)
  } catch {
    // A combination that the policies refuse is no choice that anybody had.
    return null
  }
}

function changed(value: unknown, [first, ...rest]: readonly string[], to: unknown): unknown {
  if (first === undefined) return to
  const fields = value as Readonly<Record<string, unknown>>
  return { ...fields, [first]: changed(fields[first], rest, to) }
}

interface Choice {
  readonly path: readonly string[]
  readonly value: unknown
  readonly others: readonly unknown[]
}

/** Every policy with the other values worth trying: the options of a choice, the other truth value, its default, none. */
function choices(schema: z.core.$ZodType, value: unknown, path: readonly string[] = []): Choice[] {
  const inner = bare(schema)
  if (inner instanceof z.ZodObject) {
    const fields = (value ?? {}) as Readonly<Record<string, unknown>>
    return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([name, field]) =>
      choices(field, fields[name], [...path, name]),
    )
  }
  const given = (schema as z.ZodType).safeParse(undefined)
  const options = [
    ...(inner instanceof z.ZodEnum ? inner.options : []),
    ...(inner instanceof z.ZodBoolean ? [true, false] : []),
    ...(given.success ? [given.data] : []),
    ...((schema as z.ZodType).safeParse(null).success ? [null] : []),
  ]
  const texts = new Map(options.map((option): [string, unknown] => [JSON.stringify(option), option]))
  texts.delete(JSON.stringify(value))
  return [{ path, value, others: [...texts.values()] }]
}

function bare(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  return isWrapped ? bare(schema.unwrap()) : schema
}

export const policyAt = (policies: Policies | unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name], policies)
