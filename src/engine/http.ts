import type { Dispatcher } from 'undici'
import type { Clock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import type { Http, HttpRequest, HttpResponse } from '#contract/context'
import type { Limits } from '#contract/limits'
import type { Exchange } from './exchanges.ts'
import { redactBody, redactText, redactUrl } from './exchanges.ts'
import { request as send } from './http-client.ts'
import type { Limiter } from './limiter.ts'

const DEFAULT_TIMEOUT_MS = 30_000
const LONGEST_ANSWER_BYTES = 32 * 1024 * 1024

/** Where the credentials of a connection come from. */
export interface Credentials {
  headers(): Promise<Readonly<Record<string, string>>>
  /** Gets a fresh token after a 401. `false` = there is none to be had. */
  renew(): Promise<boolean>
  /** What a vendor issued and may repeat in an answer; masked like the connection's own secrets. */
  secrets(): readonly string[]
}

export interface VendorHttpOptions {
  readonly dispatcher: Dispatcher
  readonly clock: Clock
  readonly connection: string
  readonly baseUrl: string
  readonly credentials: Credentials
  readonly limits: Limits<never>
  readonly limiter: Limiter | null
  readonly secrets: readonly string[]
  readonly signal: AbortSignal
  /** Leaves part of the vendor's allowance to calls that matter more. */
  readonly background?: boolean
  record(exchange: Exchange): void
  /** Called before a write is sent; throws when this process may not write any more. */
  beforeWrite(): void
}

/** The `Http` that a connector gets: adds address and credentials, limits, records, and names what broke. */
export function vendorHttp(options: VendorHttpOptions): Http {
  return {
    async send(request) {
      const response = await sendOnce(options, request)
      if (response.status !== 401 || request.anonymous === true) return response
      return (await options.credentials.renew()) ? sendOnce(options, request) : response
    },
  }
}

async function sendOnce(options: VendorHttpOptions, request: HttpRequest): Promise<HttpResponse> {
  const { limits, limiter, clock, signal } = options
  const headers = request.anonymous === true ? {} : await options.credentials.headers()
  const cost = request.cost ?? limits.costOf?.(request) ?? 1
  // The calls that obtain credentials have limits of their own; and they run inside the database's lock for renewals, where
  // asking the database for a place in the quota could wait for itself.
  if (limiter !== null && request.anonymous !== true) await limiter.acquire(cost, signal, options.background)
  if (request.effect === 'write') options.beforeWrite()
  const url = urlOf(options.baseUrl, request)
  const startedAt = clock.now()
  const secrets = [...options.secrets, ...options.credentials.secrets()]
  const seen = (part: Pick<Exchange, 'status' | 'responseBody' | 'error'>): void =>
    options.record({
      connection: options.connection,
      method: request.method,
      url: redactUrl(url, secrets),
      requestBody: redactBody(request.json ?? request.form ?? request.text, secrets),
      startedAt: startedAt.toISOString(),
      durationMs: clock.now().getTime() - startedAt.getTime(),
      ...part,
    })
  let answer: Answer
  try {
    answer = await exchange(options, url, request, headers)
  } catch (error) {
    const failure = networkError(request, url, error)
    seen({ status: null, responseBody: null, error: failure.message })
    throw failure
  }
  seen({ status: answer.status, responseBody: redactText(answer.text, secrets), error: null })
  const response = responseOf(request, answer)
  await observe(options, response, cost)
  return response
}

/** What an answer tells about the quota is a help; that it could not be noted must not cost the answer itself. */
async function observe({ limits, limiter }: VendorHttpOptions, response: HttpResponse, cost: number): Promise<void> {
  const quota = limits.observe?.(response) ?? null
  if (limiter !== null && quota !== null) await limiter.observe(quota, cost).catch(() => {})
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

async function exchange(
  { dispatcher, signal }: VendorHttpOptions,
  url: string,
  request: HttpRequest,
  credentials: Readonly<Record<string, string>>,
): Promise<Answer> {
  const body = bodyOf(request)
  const timeout = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  const answer = await send(url, {
    dispatcher,
    method: request.method,
    headers: { accept: 'application/json', ...body?.headers, ...credentials, ...request.headers },
    body: body?.text ?? null,
    signal: AbortSignal.any([signal, timeout]),
  })
  return { status: answer.statusCode, headers: flatHeaders(answer.headers), text: await readText(answer.body) }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > LONGEST_ANSWER_BYTES) throw new Error(`the answer is larger than ${LONGEST_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function bodyOf(request: HttpRequest): { text: string; headers: Record<string, string> } | null {
  if (request.json !== undefined) {
    return { text: JSON.stringify(request.json), headers: { 'content-type': 'application/json' } }
  }
  if (request.text !== undefined) return { text: request.text, headers: {} }
  if (request.form === undefined) return null
  return {
    text: new URLSearchParams(request.form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }
}

function urlOf(baseUrl: string, request: HttpRequest): string {
  const url = `${baseUrl.replace(/\/+$/, '')}${request.path}`
  if (request.query === undefined) return url
  return `${url}?${new URLSearchParams(request.query).toString()}`
}

const flatHeaders = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

function responseOf(request: HttpRequest, answer: Answer): HttpResponse {
  return {
    ...answer,
    json() {
      try {
        return JSON.parse(answer.text) as unknown
      } catch (cause) {
        throw new TillbridgeError({
          kind: request.effect === 'write' ? 'outcome-unknown' : 'transient',
          code: 'ANSWER_NOT_JSON',
          message: `The answer (HTTP ${answer.status}) could not be read; something between us and the system replaced or cut it.`,
          remedy: 'If this goes on, look at proxies and firewalls in front of the system.',
          detail: { status: answer.status, start: answer.text.slice(0, 200) },
          cause,
        })
      }
    },
  }
}

// With these nothing left the machine, so that even a write has certainly not happened.
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

function networkError(request: HttpRequest, url: string, error: unknown): TillbridgeError {
  if (error instanceof TillbridgeError) return error
  const code = errorCode(error)
  const host = new URL(url).host
  const unknown = request.effect === 'write' && !NEVER_SENT.has(code)
  return new TillbridgeError({
    kind: unknown ? 'outcome-unknown' : 'transient',
    code: unknown ? 'ANSWER_LOST' : 'UNREACHABLE',
    message: unknown
      ? `The connection to ${host} broke before the answer to a write came. It is looked up before anything is written again.`
      : `${host} could not be reached (${code}).`,
    remedy: 'Nothing to do if it passes; otherwise check that the system is up and reachable from here.',
    detail: { code },
    cause: error,
  })
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN'
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? code : error.name
}
