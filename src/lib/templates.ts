import { compileExpression, type Expression, ExpressionError } from './expressions.ts'

/** A text with holes, e.g. `/orders/{{ reference }}`, each of which is an expression. */
export interface Template {
  readonly source: string
  /**
   * The text with its holes filled. `write` prepares each value for its place, e.g. percent-encodes it; it never touches the rest.
   *
   * @throws {ExpressionError} when a hole fails, or selects nothing or something that is no text, number or truth value.
   */
  filled(input: unknown, write?: (value: string) => string): Promise<string>
}

/** @throws {ExpressionError} when a hole is not closed or is no expression. */
export function compileTemplate(source: string): Template {
  const parts = split(source)
  return {
    source,
    async filled(input, write = (value) => value) {
      const filled: string[] = []
      for (const part of parts) {
        if (typeof part === 'string') filled.push(part)
        else filled.push(write(textOf(await part.evaluate(input), part)))
      }
      return filled.join('')
    },
  }
}

function split(source: string): (string | Expression)[] {
  const parts: (string | Expression)[] = []
  let at = 0
  for (;;) {
    const opens = source.indexOf('{{', at)
    if (opens === -1) return [...parts, source.slice(at)]
    const closes = source.indexOf('}}', opens)
    if (closes === -1) throw new ExpressionError(`"{{" is never closed in "${source}"`)
    const inner = source.slice(opens + 2, closes).trim()
    if (inner === '') throw new ExpressionError(`"{{ }}" is empty in "${source}"`)
    parts.push(source.slice(at, opens), compileExpression(inner))
    at = closes + 2
  }
}

function textOf(value: unknown, { source }: Expression): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new ExpressionError(
    value === undefined || value === null
      ? `"{{ ${source} }}" has no value here`
      : `"{{ ${source} }}" is ${Array.isArray(value) ? 'a list' : 'an object'}, not a text`,
  )
}
