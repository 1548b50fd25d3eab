import type { Clock } from '#lib/clock'

/** One call to a vendor. The engine adds the base address and the credentials, counts it, records it and limits it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the connection's base address, percent-encoded, e.g. `/api/resource/Sales%20Order`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as `application/x-www-form-urlencoded`. Instead of `json`. */
  readonly form?: Readonly<Record<string, string>>
  /**
   * Whether the vendor's state may change. A broken `write` is `outcome-unknown`; a broken `read` is `transient`.
   * Reads by POST (GraphQL queries) are `read`.
   */
  readonly effect: 'read' | 'write'
  /** What the call is expected to cost in the units of the connector's limit; default 1. */
  readonly cost?: number
  /** Default 30 000. */
  readonly timeoutMs?: number
  /** Without credentials, and outside the connection's rate: for the calls that obtain them. */
  readonly anonymous?: boolean
}

export interface HttpResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /**
   * The body as JSON.
   *
   * @throws {TillbridgeError} `transient` after a read, `outcome-unknown` after a write, code `ANSWER_NOT_JSON`: a proxy's
   *   HTML page or a body that broke off says nothing about what happened behind it.
   */
  json(): unknown
}

export interface Http {
  /**
   * Answers with whatever status the vendor sent; classifying it is the connector's work.
   *
   * @throws {TillbridgeError} `transient` (nothing was sent, or a read broke), `outcome-unknown` (a write broke),
   *   `throttled` (our own limit could not give a slot in time), `unauthorized` (no token can be had).
   */
  send(request: HttpRequest): Promise<HttpResponse>
}

/** Everything a connector may use. It never sleeps, retries, limits, logs or stores. */
export interface Context<Settings> {
  readonly http: Http
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly settings: Settings
}
