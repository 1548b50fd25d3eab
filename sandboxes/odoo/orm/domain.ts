import { OdooError, valueError } from '#sandboxes/odoo/errors'
import type { Row } from './database.ts'
import { type Env, fieldsOf } from './env.ts'
import { displayName, valueOf } from './read.ts'

export type Test = (row: Row) => boolean

const OPERATORS = new Set([
  '=',
  '!=',
  '<>',
  '<',
  '>',
  '<=',
  '>=',
  'in',
  'not in',
  'like',
  'ilike',
  'not like',
  'not ilike',
  '=like',
  '=ilike',
  '=?',
  'child_of',
  'parent_of',
  'any',
  'not any',
  'not =like',
  'not =ilike',
  '==',
])

/** A domain in prefix form as a test of records. */
export function domainTest(env: Env, model: string, domain: unknown): Test {
  if (!Array.isArray(domain))
    throw new OdooError(
      'builtins.AssertionError',
      "Domains to normalize must have a 'domain' form: a list or tuple of domain components",
    )
  const stack: Test[] = []
  for (const part of (domain as unknown[]).toReversed()) {
    if (part === '!') stack.push(negated(pop(stack, domain)))
    else if (part === '&' || part === '|') {
      const first = pop(stack, domain)
      const second = pop(stack, domain)
      stack.push(part === '&' ? (row) => first(row) && second(row) : (row) => first(row) || second(row))
    } else stack.push(leafTest(env, model, part))
  }
  return (row) => stack.every((test) => test(row))
}

const negated =
  (test: Test): Test =>
  (row) =>
    !test(row)

function pop(stack: Test[], domain: unknown): Test {
  const test = stack.pop()
  if (test === undefined) throw valueError(`Domain ${python(domain)} is syntactically not correct.`)
  return test
}

/** A value as Python prints it. */
export function python(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`
  if (typeof value === 'string') return `'${value}'`
  if (value === true) return 'True'
  if (value === false) return 'False'
  return value === null || value === undefined ? 'None' : String(value)
}

function leafTest(env: Env, model: string, leaf: unknown): Test {
  if (!Array.isArray(leaf)) throw valueError(`Invalid leaf ${python(leaf)}`)
  if (leaf.length !== 3) throw valueError(`not enough values to unpack (expected 3, got ${leaf.length})`)
  const [path, operator, value] = leaf as [unknown, unknown, unknown]
  if (path === 1 && operator === '=') return () => value === 1
  if (path === 0 && operator === '=') return () => value === 0
  const text = `(${leaf.map(python).join(', ')})`
  if (typeof path !== 'string' || typeof operator !== 'string' || !OPERATORS.has(operator))
    throw valueError(`Invalid leaf ${text}`)
  return pathTest(env, model, path.split('.'), operator, value, text)
}

function pathTest(
  env: Env,
  model: string,
  [name = '', ...rest]: readonly string[],
  operator: string,
  value: unknown,
  text: string,
): Test {
  const field = fieldsOf(env, model).get(name)
  if (field === undefined) throw valueError(`Invalid field ${model}.${name} in leaf ${text}`)
  const comodel = field.comodel
  if (rest.length > 0 && comodel !== null) {
    const inner = pathTest(env, comodel, rest, operator, value, text)
    return (row) => relatedRows(env, comodel, valueOf(env, model, row, name)).some(inner)
  }
  if (operator === 'any' && comodel !== null) {
    const inner = domainTest(env, comodel, value)
    return (row) => relatedRows(env, comodel, valueOf(env, model, row, name)).some(inner)
  }
  if (operator === 'child_of') return childTest(env, comodel ?? model, model, name, value)
  if (comodel !== null && typeof value === 'string') {
    const compare = comparison(operator, value)
    return (row) =>
      relatedRows(env, comodel, valueOf(env, model, row, name)).some((one) =>
        compare(displayName(env, comodel, one.id)),
      )
  }
  const compare = comparison(
    operator,
    field.type === 'datetime' && typeof value === 'string' ? instant(value, operator) : value,
  )
  return (row) => {
    const held = valueOf(env, model, row, name)
    if (!Array.isArray(held)) return compare(held)
    if (value === false) return operator === '=' ? held.length === 0 : held.length > 0
    const not = operator === '!=' || operator === 'not in'
    return not ? held.every((one) => compare(one)) : held.some((one) => compare(one))
  }
}

function instant(value: string, operator: string): string {
  const plain = value.replace('T', ' ').replace(/(\.\d+)?(Z|\+00:00)?$/, '')
  if (plain.length > 10) return plain
  return operator === '<=' || operator === '>' ? `${plain} 23:59:59` : `${plain} 00:00:00`
}

function relatedRows(env: Env, comodel: string, value: unknown): Row[] {
  const ids = Array.isArray(value) ? (value as number[]) : typeof value === 'number' ? [value] : []
  return ids.flatMap((id) => env.site.db.get(comodel, id) ?? [])
}

const PARENTS: Readonly<Record<string, string>> = { 'stock.location': 'location_id' }

function childTest(env: Env, tree: string, model: string, name: string, value: unknown): Test {
  const roots = new Set(Array.isArray(value) ? (value as unknown[]) : [value])
  const parent = PARENTS[tree] ?? 'parent_id'
  return (row) => {
    let at = name === 'id' ? row.id : valueOf(env, model, row, name)
    while (typeof at === 'number') {
      if (roots.has(at)) return true
      at = env.site.db.get(tree, at)?.[parent]
    }
    return false
  }
}

const isEmpty = (value: unknown): boolean => value === false || value === null || value === undefined

const same = (a: unknown, b: unknown): boolean =>
  a === b ||
  (isEmpty(a) && isEmpty(b)) ||
  (a === 0 && isEmpty(b)) ||
  (isEmpty(a) && b === 0) ||
  (isEmpty(a) && b === '')

/** How one value is compared; texts without a value never match an order or a pattern. */
function comparison(operator: string, wanted: unknown): (held: unknown) => boolean {
  const list = Array.isArray(wanted) ? (wanted as unknown[]) : [wanted]
  if (operator === '=' || operator === '==')
    return Array.isArray(wanted) ? (held) => list.some((one) => same(held, one)) : (held) => same(held, wanted)
  if (operator === '!=' || operator === '<>') return (held) => !list.some((one) => same(held, one))
  if (operator === 'in') return (held) => list.some((one) => same(held, one))
  if (operator === 'not in') return (held) => !list.some((one) => same(held, one))
  if (operator === '=?') return (held) => isEmpty(wanted) || same(held, wanted)
  if (operator.endsWith('like')) return likeTest(operator, String(wanted))
  return (held) => !isEmpty(held) && ordered(operator, held, wanted)
}

function ordered(operator: string, held: unknown, wanted: unknown): boolean {
  const a = held as number | string
  const b = wanted as number | string
  if (operator === '<') return a < b
  if (operator === '>') return a > b
  return operator === '<=' ? a <= b : a >= b
}

function likeTest(operator: string, wanted: string): (held: unknown) => boolean {
  const exact = operator.includes('=')
  const pattern = (exact ? wanted : `%${wanted}%`)
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[^]*')
    .replaceAll('_', '[^]')
  const test = new RegExp(`^${pattern}$`, operator.includes('ilike') ? 'i' : '')
  const not = operator.startsWith('not')
  return (held) => (isEmpty(held) ? not : test.test(String(held)) !== not)
}
