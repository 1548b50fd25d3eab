import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** One exchange with a real server: the request as it was sent and its whole answer. */
export interface Capture {
  readonly number: number
  readonly name: string
  readonly given: string
  /** When it ran, in site time; taken from the answer, else from its neighbour. */
  readonly at: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly query: Readonly<Record<string, string>> | null
    readonly headers: Readonly<Record<string, string>>
    readonly body: unknown
  }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: unknown
    readonly trimmed?: unknown
  }
}

/** Before the first answer that tells a time. */
const FIRST = '2026-11-21 02:00:00.000000'
/** Exchanges that tell no time and were recorded again, later than their neighbours. */
const AGAIN: Readonly<Record<string, string>> = {
  'bin-after-order': '2026-11-21 02:14:13.750000',
  'si-update-stock-too-much': '2026-11-21 02:17:37.800000',
  'closed-period-closed-year': '2026-11-21 02:24:12.000000',
  'closed-period-closed-year-payment': '2026-11-21 02:24:12.000000',
  'return-make': '2026-11-21 02:19:24.500000',
  'return-too-many': '2026-11-21 02:19:24.800000',
  'return-higher-rate': '2026-11-21 02:19:24.800000',
  'return-make-of-return': '2026-11-21 02:19:25.500000',
  'return-twice-too-many': '2026-11-21 02:19:27.000000',
  'return-before-invoice-date': '2026-11-21 02:19:24.900000',
  'return-same-day-midnight': '2026-11-21 02:19:24.900000',
  'return-positive-qty': '2026-11-21 02:19:24.900000',
  'return-other-customer': '2026-11-21 02:19:24.900000',
  'return-other-conversion-rate': '2026-11-21 02:19:24.900000',
  'return-update-stock-not-in-original': '2026-11-21 02:19:24.900000',
  'return-fourth': '2026-11-21 02:19:34.000000',
  'return-make-after-full': '2026-11-21 02:19:35.500000',
  'si-cancel-with-return': '2026-11-21 02:19:36.000000',
  'custom-field-upper-case': '2026-11-21 02:09:04.900000',
  'custom-field-upper-case-aftermath': '2026-11-21 02:09:04.900000',
}
const FOLDER = new URL('../../../shared/captures/erpnext/', import.meta.url)

/** Whether the exchanges are at hand; they are reference material beside the repository. */
export const hasCaptures = existsSync(FOLDER)

/** All exchanges in the order in which they happened. */
export function readCaptures(): Capture[] {
  const files = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
  const raw = files.map((file) => ({
    number: Number(file.slice(0, 3)),
    ...(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Raw),
  }))
  const times = raw.map(timeOf)
  return raw
    .map((one, index) => ({ ...one, at: times[index] ?? AGAIN[one.name] ?? between(times, index) }))
    .toSorted((one, other) => one.at.localeCompare(other.at) || one.number - other.number)
}

type Raw = Omit<Capture, 'number' | 'at'>

/** An exchange that tells no time of its own ran with its neighbours; where some of them were recorded again later, the earlier one counts. */
function between(times: readonly (string | null)[], index: number): string {
  const before = times.slice(0, index).findLast((time) => time !== null) ?? FIRST
  const after = times.slice(index).find((time) => time !== null) ?? before
  return before < after ? before : after
}

function timeOf({ request, response }: Pick<Capture, 'request' | 'response'>): string | null {
  if (request.method === 'GET') return null
  const body = response.body as Readonly<Record<string, unknown>> | null
  const doc = (body?.['data'] ?? body?.['message']) as Readonly<Record<string, unknown>> | undefined
  const modified = doc?.['modified']
  return typeof modified === 'string' && modified.startsWith('2026-11-21') ? modified : null
}

/** `account-create-tax` belongs to the group `account`. */
export function groupOf(capture: Capture): string {
  return capture.name.split('-')[0] ?? ''
}
