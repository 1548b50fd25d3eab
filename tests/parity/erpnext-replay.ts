import type { SandboxRequest } from '#sandboxes/kit/server'
import { createHandler } from '#sandboxes/erpnext/handle'
import { ADMINISTRATOR } from '#sandboxes/erpnext/session'
import { createSite, type SiteCore } from '#sandboxes/erpnext/site'
import { seedReferenceInstallation } from '#sandboxes/erpnext/seeds/reference'
import { API_KEY, API_SECRET } from '#sandboxes/erpnext/seeds/users'
import { isAllowed } from './erpnext-allowed.ts'
import type { Capture } from './erpnext-captures.ts'
import { compareBodies, type Difference } from './erpnext-compare.ts'
import { materialize, type Snapshots } from './erpnext-materialize.ts'
import { learnNames, type Names, translate } from './erpnext-names.ts'
import { PREPARE } from './erpnext-prepare.ts'

export interface Replayed {
  readonly capture: Capture
  readonly status: number
  readonly body: unknown
  /** Differences that no entry of the table of allowed ones explains. */
  readonly differences: readonly Difference[]
}

const CALLER = 'integration@example.com'
const HOST = 'erp.example.com'
const DATABASE = '_sandbox'
const UTC_OFFSET = '+01:00'
const CREDENTIALS: Readonly<Record<string, string>> = {
  '<key>:<secret>': `${API_KEY}:${API_SECRET}`,
  '<key>:<wrong secret>': `${API_KEY}:wrong`,
  '<key>:<replaced secret>': 'norole-key:norole-secret',
  '<unknown key>:<secret>': 'unknown:secret',
  '<key of Sales User>:<secret>': 'sales-key:sales-secret',
  '<key of user without roles>:<secret>': 'norole-key:norole-secret',
  '<key of disabled user>:<secret>': 'disabled-key:disabled-secret',
  '<base64 of key:secret>': Buffer.from(`${API_KEY}:${API_SECRET}`).toString('base64'),
}

/** Runs all exchanges in their true order against one site and compares each answer. */
export function replay(captures: readonly Capture[]): Replayed[] {
  let now = new Date('2026-11-21T01:48:00+01:00')
  const site = createSite({ version: 15, clock: { now: () => now, sleep: () => Promise.resolve() } })
  site.request(ADMINISTRATOR, () => seedReferenceInstallation(site))
  const handle = createHandler(site)
  const names: Names = new Map()
  const snapshots: Snapshots = { captures, names }
  return captures.map((capture) => {
    now = new Date(`${capture.at.replace(' ', 'T').slice(0, 23)}${UTC_OFFSET}`)
    site.request(CALLER, () => {
      PREPARE[capture.name]?.(site, capture)
      materialize(site, capture, snapshots)
      alignSeries(site, capture)
    })
    const response = handle(toRequest(capture, names))
    resetConfig(site)
    const body = readBody(response.body)
    learnNames(names, capture.response.body, body)
    const found = compareAnswer(capture, response.status, response.headers ?? {}, body)
    return { capture, status: response.status, body, differences: found.filter((one) => !isAllowed(capture, one)) }
  })
}

function resetConfig(site: SiteCore): void {
  Object.assign(site.config, {
    rateLimit: null,
    maintenanceMode: false,
    allowReadsDuringMaintenance: false,
    monitor: false,
    hosts: null,
  })
  site.config.maxFileSize = 25 * 1024 * 1024
}

/** Numbers of a series are of the recorded run: the next one drawn here is the same. */
function alignSeries(site: SiteCore, { request, response }: Capture): void {
  if (request.method === 'GET') return
  const text = JSON.stringify(response.body)
  const created =
    (response.body as { data?: { name?: string }; message?: unknown } | null)?.data?.name ??
    /\[[A-Z][\w ]+, ([A-Z-]+-\d{4}-\d{5})\]/.exec(text)?.[1]
  const inError = /\('[A-Z][\w ]+', '([A-Z-]+-\d{4}-\d{5})'/.exec(text)?.[1]
  const name = response.status === 200 ? created : (created ?? inError)
  const match = SERIES.exec(name ?? firstName(response.body) ?? '')
  if (match !== null) site.series.set(match[1] ?? '', Number(match[2]) - 1)
  else skipTaken(site)
}

const SERIES = /^([A-Z-]+-\d{4}-)(\d{5})$/

function firstName(body: unknown): string | null {
  const message = (body as { message?: unknown } | null)?.message
  const first: unknown = Array.isArray(message) ? message[0] : null
  return typeof first === 'string' ? first : null
}

const PREFIXES = {
  'Sales Order': 'SAL-ORD-2026-',
  'Sales Invoice': 'ACC-SINV-2026-',
  'Payment Entry': 'ACC-PAY-2026-',
  'Journal Entry': 'ACC-JV-2026-',
}

/** A request that is refused before it tells a name must not stumble over one that is given. */
function skipTaken(site: SiteCore): void {
  for (const [doctype, prefix] of Object.entries(PREFIXES)) {
    let last = 0
    for (const doc of site.all(doctype))
      if (doc.name.startsWith(prefix)) last = Math.max(last, Number(doc.name.slice(prefix.length, prefix.length + 5)))
    site.series.set(prefix, last)
  }
}

function toRequest(capture: Capture, names: Names): SandboxRequest {
  const { method, path, query, body } = capture.request
  const headers: Record<string, string> = { host: HOST }
  for (const [name, value] of Object.entries(capture.request.headers)) headers[name.toLowerCase()] = value
  const [scheme = '', ...rest] = (headers['authorization'] ?? '').split(' ')
  if (scheme !== '') headers['authorization'] = `${scheme} ${CREDENTIALS[rest.join(' ')] ?? rest.join(' ')}`
  if (capture.name === 'host-unknown-site') headers['host'] = 'nosuch.example.com'
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) params.set(key, translate(names, value))
  return {
    method,
    path: translate(names, path),
    query: params,
    headers,
    body: Buffer.from(bodyText(capture, names, body)),
  }
}

const TOO_LARGE_BYTES = 26 * 1024 * 1024

function bodyText(capture: Capture, names: Names, body: unknown): string {
  if (body === null || body === undefined) return ''
  if (capture.name === 'http-too-large') return 'x'.repeat(TOO_LARGE_BYTES)
  return translate(names, typeof body === 'string' ? body : JSON.stringify(expandShortened(body)))
}

/** Requests that were cut when they were kept ("… 199 more of the same kind") get their full length again. */
function expandShortened(body: unknown): unknown {
  if (Array.isArray(body)) {
    const note = /^… (\d+) more/.exec(String(body.at(-1)))
    if (note === null) return body.map(expandShortened)
    const kept = body.slice(0, -1).map(expandShortened)
    const count = Number(note[1])
    return [...kept, ...Array.from({ length: count }, (_, index) => numbered(kept.at(-1), kept.length + index))]
  }
  if (typeof body === 'string') {
    const names = /^\[(\d+) names as JSON text\]$/.exec(body)
    return names === null ? body : JSON.stringify(Array.from({ length: Number(names[1]) }, (_, index) => `N${index}`))
  }
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, expandShortened(value)]))
}

/** Line `index` of a long order: `rate = 10.01 + (i mod 7) / 100`, as the note beside the kept lines says. */
function numbered(last: unknown, index: number): unknown {
  if (typeof last !== 'object' || last === null || !('description' in last)) return last
  return { ...last, rate: 10.01 + (index % 7) / 100, description: `line ${index}` }
}

function readBody(body: unknown): unknown {
  if (typeof body === 'string') return body
  const text = JSON.stringify(body)
  return JSON.parse(text.replaceAll(`http://${HOST}`, '{{base}}').replaceAll(DATABASE, '{{db}}')) as unknown
}

function compareAnswer(
  capture: Capture,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Difference[] {
  const found: Difference[] = []
  if (capture.response.status !== status)
    found.push({ path: 'status', expected: capture.response.status, actual: status })
  for (const name of Object.keys(capture.response.headers)) {
    const expected = capture.response.headers[name] ?? ''
    const actual = headers[name] ?? ''
    const same = name === 'content-type' ? expected.split(';')[0] === actual.split(';')[0] : actual !== ''
    if (!same) found.push({ path: `headers.${name}`, expected, actual })
  }
  const shown = capture.response.trimmed === undefined ? body : cutLike(capture.response.body, body)
  return [...found, ...compareBodies(capture.response.body, shown)]
}

/** Long lists of a kept answer are cut: ours is cut to the same length. */
function cutLike(expected: unknown, actual: unknown): unknown {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return actual.slice(0, expected.length).map((one: unknown, index) => cutLike(expected[index], one))
  }
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null) return actual
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [key, cutLike((expected as Record<string, unknown>)[key], value)]),
  )
}
