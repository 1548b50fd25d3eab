import { createRequire } from 'node:module'
import type jsonata from 'jsonata'
import { expressionFunctions, strictFunctions } from './expression-functions.ts'
import { restrainedRegExp } from './restrained-regexp.ts'

/** What went wrong with an expression, in one sentence for the person who wrote it. */
export class ExpressionError extends Error {
  /** Without the place and the text of the expression. */
  readonly reason: string
  /** Where it begins to be wrong, from 1; `null` = no single place. */
  readonly character: number | null

  constructor(message: string, { reason = message, character = null, ...options }: Partial<Told> & ErrorOptions = {}) {
    super(message, options)
    this.reason = reason
    this.character = character
  }
}

type Told = Pick<ExpressionError, 'reason' | 'character'>

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
const LONGEST_STRICT_MS = 1_000
const LONGEST_STRICT_SEQUENCE = 100_000
const DEEPEST_CALL = 200
const LONGEST_SEQUENCE = 1_000_000

// Settings are parsed anew now and then, and their expressions are the same texts.
const REMEMBERED = 2_000
const remembered = new Map<string, Expression>()

/**
 * A JSONata expression, ready to run, with the functions of `expression-functions.ts` for exact amounts.
 * `strict`: always the same for the same input, and sparing with memory (see `STRICT`).
 *
 * @throws {ExpressionError} when the text is not one.
 */
export function compileExpression(source: string, { strict = false }: { readonly strict?: boolean } = {}): Expression {
  const name = `${strict ? 'strict' : 'free'} ${source}`
  const known = remembered.get(name)
  if (known !== undefined) return known
  const compiled = compile(source, strict)
  remembered.set(name, compiled)
  const oldest = remembered.size > REMEMBERED ? remembered.keys().next().value : undefined
  if (oldest !== undefined) remembered.delete(oldest)
  return compiled
}

// Many installations have no expression at all, and the engine is 2 MB of memory.
const require = createRequire(import.meta.url)
let engine: typeof jsonata | null = null

function compile(source: string, strict: boolean): Expression {
  let program: jsonata.Expression
  try {
    engine ??= require('jsonata') as typeof jsonata
    program = engine(source, {
      timeout: strict ? LONGEST_STRICT_MS : LONGEST_MS,
      stack: DEEPEST_CALL,
      sequence: strict ? LONGEST_STRICT_SEQUENCE : LONGEST_SEQUENCE,
      RegexEngine: restrainedRegExp,
    })
  } catch (error) {
    throw asExpressionError(source, error)
  }
  const functions = strict ? { ...expressionFunctions, ...strictFunctions } : expressionFunctions
  for (const [name, work] of Object.entries(functions))
    program.registerFunction(name, work as (...values: unknown[]) => unknown)
  return {
    source,
    async evaluate(input, bindings = {}) {
      try {
        return (await program.evaluate(input, { ...bindings })) as unknown
      } catch (error) {
        throw asExpressionError(source, error)
      }
    },
  }
}

const SHOWN = 120

function asExpressionError(source: string, cause: unknown): ExpressionError {
  const { reason, character } = problemOf(source, cause)
  return new ExpressionError(told(source, reason, character), { reason, character, cause })
}

function told(source: string, reason: string, character: number | null): string {
  const text = source.length > SHOWN ? `${source.slice(0, SHOWN)}…` : source
  const place = character === null ? '' : ` (at character ${character})`
  return `${reason}${place} in the expression ${text.replace(/\s+/g, ' ')}`
}

function problemOf(source: string, error: unknown): Told {
  const { message, position, token } = error as { message?: string; position?: number; token?: unknown }
  const reason = message ?? String(error)
  if (typeof position !== 'number') return { reason, character: null }
  // The language counts to the end of the word that it stumbled over; people look for where it begins.
  const word = typeof token === 'string' ? token : ''
  const isWord = word !== '' && source.slice(position - word.length, position) === word
  return { reason, character: Math.max(1, Math.min(source.length, isWord ? position - word.length + 1 : position)) }
}

/** The value as a list: nothing is none, one is a list of one. JSONata itself makes no difference between one and a list of one. */
export const asList = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
