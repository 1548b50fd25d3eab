/** A difference between the recorded answer and ours. */
export interface Difference {
  readonly path: string
  readonly expected: unknown
  readonly actual: unknown
}

/** Values that differ from run to run are compared by their form. */
const FORMS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['time', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?$/],
  ['clock', /^\d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,6})?$/],
  ['id', /^[a-z0-9]{10}$/],
  ['bundle', /^[0-9a-f]{20}$/],
  ['secret', /^(<api_secret>|[a-z0-9]{15})$/],
]

const TIMES = /\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d\.\d{6}/g
const NUMBER_TOLERANCE = 1e-9

function formOf(text: string): string | null {
  return FORMS.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}

/** Lists every path at which two bodies differ. */
export function compareBodies(expected: unknown, actual: unknown, path = ''): Difference[] {
  const key = path.split('.').at(-1) ?? ''
  if (typeof expected === 'string' && typeof actual === 'string') {
    return sameText(key, expected, actual) ? [] : [{ path, expected, actual }]
  }
  if (Array.isArray(expected) && Array.isArray(actual)) return compareLists(expected, actual, path)
  if (isObject(expected) && isObject(actual)) return compareObjects(expected, actual, path)
  if (typeof expected === 'number' && typeof actual === 'number') {
    return Math.abs(expected - actual) <= NUMBER_TOLERANCE * Math.max(1, Math.abs(expected))
      ? []
      : [{ path, expected, actual }]
  }
  return expected === actual ? [] : [{ path, expected, actual }]
}

function compareLists(expected: readonly unknown[], actual: readonly unknown[], path: string): Difference[] {
  const length =
    expected.length === actual.length
      ? []
      : [{ path: `${path}.length`, expected: expected.length, actual: actual.length }]
  const shorter = Math.min(expected.length, actual.length)
  return [
    ...length,
    ...expected.slice(0, shorter).flatMap((one, index) => compareBodies(one, actual[index], `${path}[${index}]`)),
  ]
}

function compareObjects(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
  path: string,
): Difference[] {
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)])
  return [...keys].flatMap((key) => compareBodies(expected[key], actual[key], path === '' ? key : `${path}.${key}`))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sameText(key: string, expected: string, actual: string): boolean {
  if (expected === actual) return true
  if (key === '_server_messages' || key === '_debug_messages') return sameMessages(expected, actual)
  if (key === 'item_tax_rate' || key === 'item_wise_tax_detail')
    return compareBodies(parseText(expected), parseText(actual)).length === 0
  if (key === 'exc') return lastLine(expected) === lastLine(actual)
  if (key === 'exception' && expected.startsWith('(traceback trimmed)')) return lastLine(expected) === lastLine(actual)
  const form = formOf(expected)
  if (form !== null && form === formOf(actual)) return true
  return expected.replaceAll(TIMES, '<time>') === actual.replaceAll(TIMES, '<time>')
}

function parseText(given: string): unknown {
  return given === '' ? '' : (JSON.parse(given) as unknown)
}

function sameMessages(expected: string, actual: string): boolean {
  const plain = (given: string): string => JSON.stringify(readMessages(given)).replaceAll(TIMES, '<time>')
  return plain(expected) === plain(actual)
}

/** The messages of an answer: JSON texts in a JSON list; the ids of throws are run-specific. */
function readMessages(given: string): unknown[] {
  return (JSON.parse(given) as string[]).map((one) => {
    if (!one.startsWith('{')) return one
    const { __frappe_exc_id: id, ...message } = JSON.parse(one) as Record<string, unknown>
    return id === undefined ? message : { ...message, hasId: /^[0-9a-f]{56}$/.test(String(id)) }
  })
}

/** The last line of the traceback in `exc` (a JSON list) or `exception`. */
function lastLine(given: string): string {
  const text = given.startsWith('[') ? (JSON.parse(given) as string[]).join('\n') : given
  return (text.trimEnd().split('\n').at(-1) ?? '')
    .replace('(traceback trimmed) ', '')
    .replaceAll(TIMES, '<time>')
    .trim()
}
