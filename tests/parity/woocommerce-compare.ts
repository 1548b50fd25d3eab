/** A difference between the recorded answer and ours. */
export interface Difference {
  readonly path: string
  readonly expected: unknown
  readonly actual: unknown
}

/** Differ from run to run, or tell of the look of a shop that the sandbox does not have. */
const OTHER = new Set(
  '_links order_key cart_hash customer_ip_address customer_user_agent payment_url transaction_id avatar_url related_ids price_html permalink permalink_template currency_symbol image total_sales generated_slug slug method_description symbol parent_name'.split(
    ' ',
  ),
)
const IS_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/
const META = new Set(['meta_data'])
/** Ids of lines are those of the day; those of the shop's things are kept. */
const LINES = /^(line_items|tax_lines|shipping_lines|fee_lines|coupon_lines|refunds|meta_data)\b/

/** Every path at which two bodies differ. Of an answer that was recorded in part only that part counts. */
export function compareBodies(expected: unknown, actual: unknown, path = '', cut = false): Difference[] {
  const key = path.split('.').at(-1) ?? ''
  if (OTHER.has(key)) return []
  if (META.has(key)) return []
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length =
      expected.length === actual.length
        ? []
        : [{ path: `${path}.length`, expected: expected.length, actual: actual.length }]
    const both = expected.slice(0, Math.min(expected.length, actual.length)) as unknown[]
    return [...length, ...both.flatMap((one, index) => compareBodies(one, actual[index], `${path}[${index}]`, cut))]
  }
  if (isObject(expected) && isObject(actual)) {
    const keys = new Set([...Object.keys(expected), ...(cut ? [] : Object.keys(actual))])
    return [...keys].flatMap((name) =>
      compareBodies(expected[name], actual[name], path === '' ? name : `${path}.${name}`, cut),
    )
  }
  if (typeof expected === 'number' && typeof actual === 'number') {
    if (key === 'id' && LINES.test(path.replace(/^\[\d+\]\.?/, ''))) return []
    return Math.abs(expected - actual) < 1e-9 * Math.max(1, Math.abs(expected)) ? [] : [{ path, expected, actual }]
  }
  if (typeof expected === 'string' && typeof actual === 'string' && IS_DATE.test(expected) && IS_DATE.test(actual))
    return []
  if (key === 'name' && String(expected).startsWith('Webhook created on')) return []
  if (isPage(expected) && isPage(actual)) return []
  return expected === actual ? [] : [{ path, expected, actual }]
}

const isPage = (value: unknown): boolean => typeof value === 'string' && value.startsWith('<!DOCTYPE html>')

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
