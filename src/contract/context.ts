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
  /** Sent as it is, with the content type of `headers`. Instead of `json`. */
  readonly text?: string
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

/** One exchange with a system that is not reached by HTTP: a database, a folder. */
export interface WireCall {
  /** One word for people who debug, e.g. `TRANSACTION`, `RENAME`. */
  readonly action: string
  /** A URL without credentials, e.g. `postgres://db.example/shop`, `file:///inbox/orders.csv`. */
  readonly address: string
  /** What is sent, as JSON; it is redacted before it is recorded. */
  readonly content?: unknown
  /**
   * `write`: the state of the system may change, which only a run that still holds its transfer may do. `take`: something is taken
   * out of a queue that is ours alone, after it was stored where it can be read again; reading may do that, a copy of an
   * installation may not.
   */
  readonly effect: 'read' | 'write' | 'take'
  /** In the units of the connector's limit; default 1. */
  readonly cost?: number
}

/** How a connector speaks with a system by something else than HTTP: it carries out, the engine does all around it. */
export interface Wire {
  /**
   * Waits for a place in the quota, makes sure that a change is still allowed, carries out, and records both sides. `answer`: what is
   * worth recording of the result; default: nothing but that it went well. Naming what broke is the connector's work: `carryOut`
   * throws `TillbridgeError`.
   */
  send<T>(call: WireCall, carryOut: (signal: AbortSignal) => Promise<T>, answer?: (result: T) => unknown): Promise<T>
  /**
   * What stays open between calls, such as a pool: opened at its first use, one per connection and process, closed when the settings
   * change and at the end. Closing has to wait for what is still in use.
   */
  kept<T extends AsyncDisposable>(open: () => T): T
}

/** Everything a connector may use. It never sleeps, retries, limits, logs or stores. */
export interface Context<Settings> {
  readonly http: Http
  readonly wire: Wire
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly settings: Settings
}
