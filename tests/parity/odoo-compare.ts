import { isValues, type Values } from './odoo-captures.ts'
import type { Terms } from './odoo-translate.ts'

/** A difference between the recorded answer and ours. */
export interface Difference {
  readonly path: string
  readonly expected: unknown
  readonly actual: unknown
}

/** What is compared of an action that the vendor's own pages would open. */
const ACTION = ['type', 'res_model'] as const
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/
const TIMES = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?/g
/** Longer texts are sentences of the vendor, translated or rendered. */
const LONG_TEXT = 60
const TOLERANCE = 1e-6
const UNNAMED = '\u2026'

/** Numbers that are drawn from sequences or are ids: S00012, INV/2026/00004, (id=7). */
const plain = (text: string): string => text.replace(TIMES, 'time').replace(/\d+/g, '#').trim()

/** Compares two answers about a model; unknown ids of the recorded one become known from ours. */
export function compareAnswers(
  terms: Terms,
  { model, method }: { readonly model: string | null; readonly method: string },
  expected: unknown,
  actual: unknown,
): Difference[] {
  if (isValues(expected) && ('__types__' in expected || '__keys__' in expected || '__count__' in expected))
    return compareShortened(expected, actual)
  if (isValues(expected) && String(expected['type']).startsWith('ir.actions.') && isValues(actual))
    return compareActions(terms, expected, actual)
  if (model !== null && method in SHAPES) return SHAPES[method]?.(terms, model, expected, actual) ?? []
  if (model !== null && isIds(expected) && isIds(actual)) return compareIds(terms, model, expected, actual, 'ids')
  if (model !== null && Array.isArray(expected) && expected.every(isValues) && Array.isArray(actual))
    return compareRows(terms, model, expected as Values[], actual)
  return compareAny(expected, actual, '')
}

type Shape = (terms: Terms, model: string, expected: unknown, actual: unknown) => Difference[]

/** One new record is answered as a number or as a list of it. */
const newIds: Shape = (terms, model, expected, actual) =>
  typeof expected === 'number' && typeof actual === 'number'
    ? compareId(terms, model, expected, actual, 'id')
    : isIds(expected) && isIds(actual)
      ? compareIds(terms, model, expected, actual, 'ids')
      : compareAny(expected, actual, '')

const pair: Shape = (terms, model, expected, actual) =>
  Array.isArray(expected) && Array.isArray(actual)
    ? [...compareId(terms, model, Number(expected[0]), actual[0], '[0]'), ...compareAny(expected[1], actual[1], '[1]')]
    : compareAny(expected, actual, '')

/** Answers of methods in which ids stand in places of their own. */
const SHAPES: Readonly<Record<string, Shape>> = {
  create: newIds,
  copy: newIds,
  name_create: pair,
  name_search: (terms, model, expected, actual) =>
    Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length
      ? expected.flatMap((one, index) => pair(terms, model, one, actual[index]))
      : compareAny(expected, actual, ''),
  load: (terms, model, expected, actual) => {
    if (!isValues(expected) || !isValues(actual)) return compareAny(expected, actual, '')
    const [{ ids: theirs, ...rest }, { ids: ours, ...others }] = [expected, actual]
    return [...newIds(terms, model, theirs, ours), ...compareAny(rest, others, '')]
  },
  address_get: (terms, model, expected, actual) =>
    isValues(expected) && isValues(actual)
      ? Object.entries(expected).flatMap(([kind, id]) => compareId(terms, model, Number(id), actual[kind], kind))
      : compareAny(expected, actual, ''),
  default_get: (terms, model, expected, actual) =>
    isValues(expected) && isValues(actual)
      ? Object.entries(expected).flatMap(([name, value]) => compareField(terms, model, name, value, actual[name]))
      : compareAny(expected, actual, ''),
}

const isIds = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number' || one === UNNAMED)

const differ = (path: string, expected: unknown, actual: unknown): Difference[] => [{ path, expected, actual }]

/** Answers that were kept in short: the fields that we have must be among those of the real server. */
function compareShortened(expected: Values, actual: unknown): Difference[] {
  if (typeof actual !== 'object' || actual === null) return differ('', 'an object', actual)
  const types = expected['__types__']
  const names = isValues(types) ? Object.keys(types) : expected['__keys__']
  if (!Array.isArray(names)) return Array.isArray(actual) ? [] : differ('', 'a list', actual)
  return Object.entries(actual).flatMap(([name, value]: [string, unknown]) => {
    if (!names.includes(name)) return differ(name, 'no such field', 'a field')
    if (!isValues(types) || !isValues(value) || value['type'] === types[name]) return []
    return differ(`${name}.type`, types[name], value['type'])
  })
}

function compareActions(terms: Terms, expected: Values, actual: Values): Difference[] {
  const model = expected['res_model']
  const found = ACTION.flatMap((key) =>
    (expected[key] ?? false) === (actual[key] ?? false) ? [] : differ(key, expected[key], actual[key]),
  )
  const [theirs, ours] = [expected['res_id'], actual['res_id']]
  if (typeof model !== 'string' || typeof theirs !== 'number' || theirs === 0) return found
  return [...found, ...compareId(terms, model, theirs, ours, 'res_id')]
}

/** One id: the record that is known to stand for it, or one that stands for it from now on. */
function compareId(terms: Terms, model: string, expected: number, actual: unknown, path: string): Difference[] {
  const known = terms.ids.known(model, expected)
  if (typeof actual !== 'number') return differ(path, expected, actual)
  if (known === undefined) terms.ids.learn(model, expected, actual)
  return known === undefined || known === actual ? [] : differ(path, `${expected} (${known} here)`, actual)
}

/** Lists of ids in any order: those of relations have none of their own. */
function compareIds(
  terms: Terms,
  model: string,
  expected: readonly unknown[],
  actual: readonly unknown[],
  path: string,
): Difference[] {
  if (expected.includes(UNNAMED)) return []
  if (expected.length !== actual.length) return differ(`${path}.length`, expected.length, actual.length)
  const left = new Set(actual)
  const unknown: number[] = []
  const found: Difference[] = []
  for (const id of expected as number[]) {
    const known = terms.ids.known(model, id)
    if (known === undefined) unknown.push(id)
    else if (!left.delete(known)) found.push(...differ(path, `${id} (${known} here)`, actual))
  }
  if (found.length > 0) return found
  const rest = [...left] as number[]
  for (const [index, id] of unknown.entries()) terms.ids.learn(model, id, rest[index] ?? 0)
  return []
}

function compareRows(
  terms: Terms,
  model: string,
  expected: readonly Values[],
  actual: readonly unknown[],
): Difference[] {
  if (expected.length !== actual.length) return differ('length', expected.length, actual.length)
  return expected.flatMap((row, index) => {
    const ours = actual[index]
    if ('__keys__' in row) return compareShortened(row, ours)
    if (!isValues(ours)) return differ(`[${index}]`, row, ours)
    return [...new Set([...Object.keys(row), ...Object.keys(ours)])].flatMap((field) =>
      compareField(terms, model, field, row[field], ours[field]).map((one) => ({
        ...one,
        path: `[${index}].${field}${one.path}`,
      })),
    )
  })
}

function compareField(terms: Terms, model: string, name: string, expected: unknown, actual: unknown): Difference[] {
  if (name === 'id' && typeof expected === 'number') return compareId(terms, model, expected, actual, '')
  const field = terms.site.fields.get(model)?.get(name)
  const comodel = field?.comodel ?? null
  if (comodel !== null && Array.isArray(expected) && Array.isArray(actual)) {
    if (isIds(expected)) return compareIds(terms, comodel, expected, actual, '')
    if (typeof expected[0] === 'number')
      return [...compareId(terms, comodel, expected[0], actual[0], '[0]'), ...compareAny(expected[1], actual[1], '[1]')]
  }
  // An analytic distribution and tax totals have ids as keys.
  if (isValues(expected) && isValues(actual) && Object.keys(expected).every((key) => /^[\d,]+$/.test(key)))
    return compareAny(Object.values(expected), Object.values(actual), '')
  return compareAny(expected, actual, '')
}

/** Values without a model: numbers and words as they are, times and long texts by their form. */
export function compareAny(expected: unknown, actual: unknown, path: string): Difference[] {
  if (expected === actual) return []
  if (typeof expected === 'string' && typeof actual === 'string')
    return sameText(expected, actual) ? [] : differ(path, expected, actual)
  if (typeof expected === 'number' && typeof actual === 'number')
    return Math.abs(expected - actual) <= TOLERANCE * Math.max(1, Math.abs(expected))
      ? []
      : differ(path, expected, actual)
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) return differ(`${path}.length`, expected.length, actual.length)
    return expected.flatMap((one, index) => compareAny(one, actual[index], `${path}[${index}]`))
  }
  if (isValues(expected) && isValues(actual))
    return [...new Set([...Object.keys(expected), ...Object.keys(actual)])].flatMap((key) =>
      // Ids of no known model, and what is only shown.
      /^(id|__domain|__range|__fold|help|label|string)$/.test(key)
        ? []
        : compareAny(expected[key], actual[key], `${path}.${key}`),
    )
  return differ(path, expected, actual)
}

function sameText(expected: string, actual: string): boolean {
  if (TIME.test(expected)) return TIME.test(actual)
  if (expected.length > LONG_TEXT || expected.startsWith('<')) return actual.length > 0
  return plain(expected) === plain(actual)
}

/** Pages and XML: a page was kept as its text only. */
export function comparePages(expected: string, actual: string): Difference[] {
  const shown = actual.replace(/<[^>]*>/g, ' ')
  return plain(expected) === plain(actual) || shown.includes(expected) ? [] : differ('text', expected, actual)
}

/** Models, fields and methods that a message names, each once; not the sentence around them. */
const namesIn = (message: string): string[] => [
  ...new Set([...message.matchAll(/['"(]([a-z_]+(?:[._][a-z_]+)+|nosuch)['")]/g)].map((match) => match[1] ?? '')),
]

/** Two refusals agree when class and named fields do; `name` and `message` as JSON-RPC has them in `data`. */
export function compareErrors(expected: Values, actual: Values): Difference[] {
  const found = expected['name'] === actual['name'] ? [] : differ('error', shortError(expected), shortError(actual))
  const said = String(actual['message'])
  return [
    ...found,
    ...namesIn(String(expected['message'])).flatMap((name) => (said.includes(name) ? [] : differ('names', name, said))),
  ]
}

export const shortError = (error: Values): string =>
  `${String(error['name'])}: ${String(error['message']).replaceAll('\n', ' ').slice(0, 140)}`
