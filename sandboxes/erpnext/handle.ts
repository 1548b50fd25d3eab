import { performance } from 'node:perf_hooks'
import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import { serverMessages, errorBodyV1, errorBodyV2 } from './answer-error.ts'
import { handleV1 } from './api-v1.ts'
import { handleV2 } from './api-v2.ts'
import { authenticate } from './auth.ts'
import { FrappeError } from './frappe-error.ts'
import { pythonJson } from './python.ts'
import { createRateLimit, type RateLimit } from './rate-limit.ts'
import { readRequest } from './request.ts'
import { GUEST, newSession, type Session } from './session.ts'
import type { SiteCore } from './site.ts'

const MAX_REQUEST_LINE = 4094
/** What the web server has read of the line when it gives up. */
const READ_AHEAD = 8192
const DATABASE = '_sandbox'
const JSON_TYPE = { 'content-type': 'application/json' }

/** Answers HTTP requests for one site. */
export function createHandler(site: SiteCore): (request: SandboxRequest) => SandboxResponse {
  const limit = createRateLimit(site)
  return (request) => {
    const early = beforeSite(site, request)
    if (early !== null) return early
    const started = performance.now()
    const response = withAddress(answer(site, request, limit), request)
    const extra = { ...limit.after(performance.now() - started), ...monitorHeader(site) }
    return { ...response, headers: { ...extra, ...response.headers } }
  }
}

/** Links in messages start with the address that was called. */
function withAddress(response: SandboxResponse, request: SandboxRequest): SandboxResponse {
  if (typeof response.body !== 'object' || response.body === null) return response
  const base = `http://${request.headers['host'] ?? 'localhost'}`
  const fill = (value: unknown): unknown =>
    typeof value === 'string' && value.includes('{{')
      ? value.replaceAll('{{base}}', base).replaceAll('{{db}}', DATABASE)
      : value
  const body = response.body as Readonly<Record<string, unknown>>
  return { ...response, body: Object.fromEntries(Object.entries(body).map(([key, value]) => [key, fill(value)])) }
}

function monitorHeader(site: SiteCore): Record<string, string> {
  return site.config.monitor ? { 'x-frappe-request-id': crypto.randomUUID() } : {}
}

/** What the web server in front answers by itself. */
function beforeSite(site: SiteCore, request: SandboxRequest): SandboxResponse | null {
  const query = request.query.toString()
  const length = Math.min(
    request.method.length + request.path.length + query.length + ' HTTP/1.1'.length + 2,
    READ_AHEAD,
  )
  if (length > MAX_REQUEST_LINE) {
    const text = `Request Line is too large (${length} &gt; ${MAX_REQUEST_LINE})`
    const body = `<html>\n  <head>\n    <title>Bad Request</title>\n  </head>\n  <body>\n    <h1><p>Bad Request</p></h1>\n    ${text}\n  </body>\n</html>\n`
    return { status: 400, headers: { 'content-type': 'text/html' }, body }
  }
  const host = (request.headers['x-frappe-site-name'] ?? request.headers['host'] ?? '').replace(/:\d+$/, '')
  const { hosts } = site.config
  return hosts === null || hosts.includes(host) ? null : htmlPage(404, 'Not Found', `${host} does not exist`)
}

function htmlPage(status: number, title: string, text: string): SandboxResponse {
  const body = `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${text}</p>\n`
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}

export const TOO_LARGE = htmlPage(
  413,
  'Request Entity Too Large',
  'The data value transmitted exceeds the capacity limit.',
)

function answer(site: SiteCore, request: SandboxRequest, limit: RateLimit): SandboxResponse {
  if (request.body.length > site.config.maxFileSize) return TOO_LARGE
  const isV2 = request.path.startsWith('/api/v2/')
  let session: Session = newSession(GUEST)
  try {
    limit.check()
    checkMaintenance(site, request.method)
    if (request.method === 'OPTIONS')
      return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '' }
    const user = authenticate(site, request.headers['authorization'])
    return site.request(user, (own) => {
      session = own
      return perform(site, request, own)
    })
  } catch (error) {
    if (!(error instanceof FrappeError)) throw error
    const tracebacks = Number(site.single('System Settings')['allow_error_traceback'] ?? 1) === 1
    const body = isV2 ? errorBodyV2(error, session, tracebacks) : errorBodyV1(error, session, tracebacks)
    return {
      status: error.status,
      headers: { ...JSON_TYPE, ...(error.status === 429 ? limit.refusedHeaders() : {}) },
      body,
    }
  }
}

function checkMaintenance(site: SiteCore, method: string): void {
  const { maintenanceMode, allowReadsDuringMaintenance } = site.config
  if (!maintenanceMode) return
  if (!allowReadsDuringMaintenance) throw new FrappeError('SessionStopped', 'Session Stopped', { show: false })
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return
  throw new FrappeError(
    'InReadOnlyMode',
    'Site is running in read only mode for maintenance or site update, this action can not be performed right now. Please try again later.',
    { title: 'In Read Only Mode' },
  )
}

function perform(site: SiteCore, request: SandboxRequest, session: Session): SandboxResponse {
  const incoming = readRequest(request)
  const [, isApi, version, path] = /^\/(api)\/(?:(v1|v2)\/)?(.*)$/.exec(incoming.path) ?? []
  const route = path ?? ''
  const outcome =
    isApi === undefined ? null : version === 'v2' ? handleV2(site, route, incoming) : handleV1(site, route, incoming)
  if (outcome === null) throw new FrappeError('DoesNotExistError', '', { show: false })
  const messages = version === 'v2' ? undefined : serverMessages(session.messages)
  const body = {
    ...outcome.body,
    ...(version === 'v2' && session.messages.length > 0 ? { messages: session.messages } : {}),
    _server_messages: messages,
    _debug_messages: session.debug.length > 0 ? pythonJson(session.debug) : undefined,
  }
  return { status: outcome.status ?? 200, headers: JSON_TYPE, body: request.method === 'HEAD' ? '' : body }
}
