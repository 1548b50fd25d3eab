import { request } from 'undici'
import type { Connector } from '#contract/connector'
import type { Context, Http, HttpRequest, HttpResponse, Wire, WireCall } from '#contract/context'
import type { Token } from '#contract/auth'
import { type Clock, systemClock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'

export interface PlainContextOptions {
  readonly clock?: Clock
  readonly signal?: AbortSignal
  /** A token to start with; otherwise one is obtained at the first call that needs it. */
  readonly token?: Token
}

export interface PlainContext<S> extends Context<S> {
  /** Every call that was made, oldest first. */
  readonly calls: readonly HttpRequest[]
  /** Every exchange that did not go by HTTP, oldest first. */
  readonly wired: readonly WireCall[]
  /** The token in use, `null` when none was needed yet. */
  token(): Token | null
}

/**
 * A connector's context without the engine: it adds the base address and the credentials, and does not limit, repeat or record.
 * For tests of a connector against its sandbox.
 */
export function plainContext<S>(
  connector: Connector<S>,
  settings: S,
  { clock = systemClock, signal = new AbortController().signal, token = undefined }: PlainContextOptions = {},
): PlainContext<S> {
  const calls: HttpRequest[] = []
  const wired: WireCall[] = []
  let current: Token | null = token ?? null
  const { auth } = connector
  const needsToken = auth.needsToken?.(settings) ?? auth.renew !== undefined
  const http: Http = {
    async send(call) {
      calls.push(call)
      if (call.anonymous !== true && needsToken && current === null)
        current = (await auth.renew?.(context, null)) ?? null
      const credentials = call.anonymous === true ? {} : auth.headers(settings, current)
      return send(connector.baseUrl(settings), call, credentials, signal)
    },
  }
  const wire: Wire = {
    send(call, carryOut) {
      wired.push(call)
      return carryOut(signal)
    },
    kept: (open) => keptFor(settings, open),
  }
  const context: PlainContext<S> = { http, wire, clock, signal, settings, calls, wired, token: () => current }
  return context
}

async function send(
  baseUrl: string,
  call: HttpRequest,
  credentials: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`
  const { body, type } = bodyOf(call)
  const timeout = AbortSignal.timeout(call.timeoutMs ?? 30_000)
  try {
    const answer = await request(`${baseUrl}${call.path}${query}`, {
      method: call.method,
      headers: { ...type, ...call.headers, ...credentials },
      body,
      signal: AbortSignal.any([signal, timeout]),
    })
    const headers = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value ?? '')])
    return response(answer.statusCode, Object.fromEntries(headers), await answer.body.text(), call.effect)
  } catch (error) {
    throw brokenCall(call, error)
  }
}

function bodyOf(call: HttpRequest): { body: string | null; type: Record<string, string> } {
  if (call.json !== undefined) return { body: JSON.stringify(call.json), type: { 'content-type': 'application/json' } }
  if (call.text !== undefined) return { body: call.text, type: {} }
  if (call.form === undefined) return { body: null, type: {} }
  return {
    body: new URLSearchParams(call.form).toString(),
    type: { 'content-type': 'application/x-www-form-urlencoded' },
  }
}

function response(
  status: number,
  headers: Record<string, string>,
  text: string,
  effect: HttpRequest['effect'],
): HttpResponse {
  return {
    status,
    headers,
    text,
    json() {
      try {
        return JSON.parse(text) as unknown
      } catch (error) {
        throw new TillbridgeError({
          kind: effect === 'read' ? 'transient' : 'outcome-unknown',
          code: 'ANSWER_NOT_JSON',
          message: 'The answer is not JSON.',
          detail: { status, text: text.slice(0, 200) },
          cause: error,
        })
      }
    },
  }
}

// Nothing was sent when no connection came about; anything later leaves a write's outcome open.
function brokenCall(call: HttpRequest, error: unknown): TillbridgeError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const unsent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(code)
  return new TillbridgeError({
    kind: unsent || call.effect === 'read' ? 'transient' : 'outcome-unknown',
    code: unsent ? 'UNREACHABLE' : 'CALL_BROKEN',
    message: `The call broke: ${error instanceof Error ? error.message : String(error)}`,
    detail: { method: call.method, path: call.path, code },
    cause: error,
  })
}

const keptBySettings = new Map<unknown, AsyncDisposable>()

function keptFor<T extends AsyncDisposable>(settings: unknown, open: () => T): T {
  const known = keptBySettings.get(settings)
  if (known !== undefined) return known as T
  const opened = open()
  keptBySettings.set(settings, opened)
  return opened
}

/** Closes what contexts with exactly these settings kept open. */
export async function closeKept(settings: unknown): Promise<void> {
  const kept = keptBySettings.get(settings)
  keptBySettings.delete(settings)
  await kept?.[Symbol.asyncDispose]()
}
