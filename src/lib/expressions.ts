import { createRequire } from 'node:module'
import type jsonata from 'jsonata'
import { evaluateApart } from './bounded-expressions.ts'
import { expressionFunctions, strictFunctions } from './expression-functions.ts'
import { restrainedRegExp } from './restrained-regexp.ts'
import { type Walk, walkOf } from './walking-expression.ts'

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
const remembered = new Map<string, Compiled>()

/** An expression that is evaluated where we are, and what is known of its reach. */
interface Compiled extends Expression {
  /** `null` = it may do more than walk down what it is given. */
  readonly walk: Walk | null
}

/**
 * A JSONata expression, ready to run, with the functions of `expression-functions.ts` for exact amounts. One that may do more than
 * walk down its input runs in a process of its own, with little memory and time: whoever wrote it can harm nobody else.
 *
 * @throws {ExpressionError} when the text is not one.
 */
export function compileExpression(source: string): Expression {
  const here = compileHere(source)
  const { walk } = here
  return {
    source,
    evaluate: (input, bindings = {}) =>
      walk?.variables.every((name) => isSmall(bindings[name])) === true
        ? here.evaluate(input, bindings)
        : apart(source, input, bindings),
  }
}

/** A single value, or a handful of them by name. What is larger could be walked anew for each part of the input. */
function isSmall(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true
  const values = Object.values(value)
  return values.length <= MOST_SMALL && values.every((one) => one === null || typeof one !== 'object')
}

const MOST_SMALL = 100

async function apart(source: string, value: unknown, bindings: Readonly<Record<string, unknown>>): Promise<unknown> {
  const named = Object.entries(bindings).filter(([name]) => source.includes(`$${name}`))
  const answer = await evaluateApart(source, { value, variables: Object.fromEntries(named) })
  if (answer?.ok === true) return answer.value
  const { reason, character } = answer ?? { reason: 'There is no answer', character: null }
  throw new ExpressionError(told(source, reason, character), { reason, character })
}

/**
 * The same, evaluated where we are: by the process for expressions, and to see whether a text is one.
 * `strict`: always the same for the same input, and sparing with memory.
 *
 * @throws {ExpressionError} when the text is not one.
 */
export function compileHere(source: string, { strict = false }: { readonly strict?: boolean } = {}): Compiled {
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

function compile(source: string, strict: boolean): Compiled {
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
    walk: walkOf(program.ast()),
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
