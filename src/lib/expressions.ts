import jsonata from 'jsonata'
import { expressionFunctions } from './expression-functions.ts'
import { restrainedRegExp } from './restrained-regexp.ts'

/** What went wrong with an expression, in one sentence for the person who wrote it. */
export class ExpressionError extends Error {}

export interface Expression {
  readonly source: string
  /**
   * What the expression makes of `input`; `undefined` when it selects nothing. `bindings` are its variables (`$name`).
   *
   * @throws {ExpressionError} with the place and the reason; also when it takes longer than three seconds or nests too deeply.
   */
  evaluate(input: unknown, bindings?: Readonly<Record<string, unknown>>): Promise<unknown>
}

// An expression maps one record. What takes longer than this is a loop without an end, and would hold up all other work.
const LONGEST_MS = 3_000
const DEEPEST_CALL = 200
const LONGEST_SEQUENCE = 1_000_000

// Settings are parsed anew now and then, and their expressions are the same texts.
const REMEMBERED = 2_000
const remembered = new Map<string, Expression>()

/**
 * A JSONata expression, ready to run, with the functions of `expression-functions.ts` for exact amounts.
 *
 * @throws {ExpressionError} when the text is not one.
 */
export function compileExpression(source: string): Expression {
  const known = remembered.get(source)
  if (known !== undefined) return known
  const compiled = compile(source)
  remembered.set(source, compiled)
  const oldest = remembered.size > REMEMBERED ? remembered.keys().next().value : undefined
  if (oldest !== undefined) remembered.delete(oldest)
  return compiled
}

function compile(source: string): Expression {
  let program: jsonata.Expression
  try {
    program = jsonata(source, {
      timeout: LONGEST_MS,
      stack: DEEPEST_CALL,
      sequence: LONGEST_SEQUENCE,
      RegexEngine: restrainedRegExp,
    })
  } catch (error) {
    throw new ExpressionError(told(source, error), { cause: error })
  }
  for (const [name, work] of Object.entries(expressionFunctions))
    program.registerFunction(name, work as (...values: unknown[]) => unknown)
  return {
    source,
    async evaluate(input, bindings = {}) {
      try {
        return (await program.evaluate(input, { ...bindings })) as unknown
      } catch (error) {
        throw new ExpressionError(told(source, error), { cause: error })
      }
    },
  }
}

const SHOWN = 120

function told(source: string, error: unknown): string {
  const { message, position } = error as { message?: string; position?: number }
  const text = source.length > SHOWN ? `${source.slice(0, SHOWN)}…` : source
  const place = typeof position === 'number' ? ` (at character ${position})` : ''
  return `${message ?? String(error)}${place} in the expression ${text.replace(/\s+/g, ' ')}`
}

/** The value as a list: nothing is none, one is a list of one. JSONata itself makes no difference between one and a list of one. */
export const asList = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
