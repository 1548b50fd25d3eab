import { failureSchema, type Failure } from './failure.ts'
import type { Answered, Asked, Route } from './route.ts'
import { ROUTES, type RouteName, type Routes } from './routes.ts'

/** What went wrong with a call, in the server's words. `status` 0 = the server could not be reached. */
export class ApiFailure extends Error {
  readonly status: number
  readonly failure: Failure

  constructor(status: number, failure: Failure) {
    super(failure.message)
    this.name = 'ApiFailure'
    this.status = status
    this.failure = failure
  }
}

export interface ClientOptions {
  /** Where the API is, without a slash at the end; `''` = the page's own server. */
  readonly origin: string
  /** Key of the organisation that calls are made for. */
  readonly organization?: string
  /** Sent with each call, e.g. `{ authorization: 'Bearer …' }`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly fetch?: typeof fetch
}

type Asking<N extends RouteName> = keyof Asked<Routes[N]> extends never
  ? [asked?: { signal?: AbortSignal }]
  : [asked: Asked<Routes[N]> & { signal?: AbortSignal }]

export interface Client {
  /** @throws {ApiFailure} when the answer is not 2xx. */
  call<N extends RouteName>(name: N, ...asking: Asking<N>): Promise<Answered<Routes[N]>>
  /** The address of a route, for links to downloads and for event streams. */
  url<N extends RouteName>(name: N, ...asking: Asking<N>): string
}

interface AnyAsked {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** A client of the HTTP API that knows every route, its parameters and its answer. */
export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? fetch
  const url = (name: RouteName, asked: AnyAsked = {}): string =>
    `${options.origin}/api/v1${pathOf(name, options.organization, asked)}`
  const call = async (name: RouteName, asked: AnyAsked = {}): Promise<unknown> => {
    const sent = bodyOf(ROUTES[name], asked.body)
    const response = await send(url(name, asked), {
      method: ROUTES[name].method,
      headers: { ...options.headers, ...(sent === null ? {} : { 'content-type': sent.type }) },
      ...(sent === null ? {} : { body: sent.content }),
      ...(asked.signal === undefined ? {} : { signal: asked.signal }),
    }).catch((cause: unknown) => {
      if (asked.signal?.aborted === true) throw cause
      throw new ApiFailure(0, unreachable)
    })
    if (!response.ok) throw new ApiFailure(response.status, await failureOf(response))
    if (answerOf(name) === 'file') return response
    return response.status === 204 ? undefined : await response.json()
  }
  return { call: call as Client['call'], url: url as Client['url'] }
}

function bodyOf(route: Route, body: unknown): { readonly type: string; readonly content: string | Blob } | null {
  if (body === undefined) return null
  if ('upload' in route && route.upload !== undefined) return { type: route.upload, content: body as string | Blob }
  return { type: 'application/json', content: JSON.stringify(body) }
}

const answerOf = (name: RouteName): Route['answer'] => ROUTES[name].answer

const unreachable: Failure = {
  code: 'UNREACHABLE',
  message: 'Tillbridge does not answer.',
  remedy: 'Check your connection, and whether Tillbridge is running; this page goes on by itself.',
  subject: null,
}

function pathOf(name: RouteName, organization: string | undefined, { params = {}, query = {} }: AnyAsked): string {
  const known: Readonly<Record<string, unknown>> = { organization, ...params }
  const path = ROUTES[name].path.replaceAll(/\{(\w+)\}/g, (_all, parameter: string) => {
    const value = known[parameter]
    if (value === undefined) throw new Error(`${name} needs ${parameter}`)
    return encodeURIComponent(String(value))
  })
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) search.append(key, String(each))
  }
  return search.size === 0 ? path : `${path}?${search}`
}

async function failureOf(response: Response): Promise<Failure> {
  const parsed = failureSchema.safeParse(await response.json().catch(() => null))
  if (parsed.success) return parsed.data
  return {
    code: 'UNEXPECTED',
    message: `Tillbridge answered ${response.status} without saying why.`,
    remedy: 'Try again; if it happens again, look at the log of the server.',
    subject: null,
  }
}
