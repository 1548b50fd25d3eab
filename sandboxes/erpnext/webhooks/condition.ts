import type { Doc } from '#sandboxes/erpnext/controller'

/** Decides whether a webhook is meant by a document. */
export type Condition = (doc: Readonly<Doc>) => boolean

const COMPARISON =
  /^(?:not\s+)?\(?\s*doc\.(\w+)\s*(?:(==|!=|>=|<=|>|<)\s*('[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|None|True|False)\s*)?\)?$/

/**
 * Reads a condition: comparisons of `doc.field` with a text or a number, `doc.field` alone, `not`, joined by `and` and `or`.
 * Throws an error with a sentence on anything else; the real server evaluates any Python expression.
 */
export function parseCondition(given: string): Condition {
  const either = splitOutsideQuotes(given, 'or').map((part) => splitOutsideQuotes(part, 'and').map(comparison))
  return (doc) => either.some((all) => all.every((one) => one(doc)))
}

function splitOutsideQuotes(given: string, word: 'and' | 'or'): string[] {
  const parts = ['']
  for (const token of given.split(/('[^']*'|"[^"]*"|\s+)/)) {
    if (token === word) parts.push('')
    else parts[parts.length - 1] = `${parts.at(-1) ?? ''}${token}`
  }
  return parts.map((part) => part.trim())
}

function comparison(given: string): Condition {
  const match = COMPARISON.exec(given)
  if (match === null)
    throw new Error(
      `${given === '' ? 'an empty part' : given} is not supported by this sandbox: write doc.field == 'value'`,
    )
  const [, field = '', operator, literal = ''] = match
  const negated = /^not\s/.test(given)
  const wanted = literalOf(literal)
  return (doc) => {
    const value = doc[field] ?? null
    const holds = operator === undefined ? isTrue(value) : compare(operator, value, wanted)
    return holds !== negated
  }
}

function literalOf(given: string): string | number | boolean | null {
  if (given === 'None') return null
  if (given === 'True' || given === 'False') return given === 'True'
  return /^['"]/.test(given) ? given.slice(1, -1) : Number(given)
}

const isTrue = (value: unknown): boolean => value !== null && value !== '' && value !== 0 && value !== false

function compare(operator: string, value: unknown, wanted: string | number | boolean | null): boolean {
  const same = typeof wanted === 'boolean' ? Number(value) === Number(wanted) : value === wanted
  if (operator === '==') return same
  if (operator === '!=') return !same
  if (typeof value !== typeof wanted || value === null || wanted === null) return false
  const [one, other] = [value as string | number, wanted as string | number]
  if (operator === '>') return one > other
  if (operator === '<') return one < other
  return operator === '>=' ? one >= other : one <= other
}
