/**
 * The closed set of ways in which work can fail. The kind alone decides what happens next (`#engine/outcomes`):
 * - `transient`: nothing was changed, the same call may work later;
 * - `throttled`: the vendor asks us to slow down;
 * - `outcome-unknown`: a write was sent and nobody knows whether it took place;
 * - `conflict`: somebody else changed the record meanwhile;
 * - `unauthorized`: the credentials no longer work;
 * - `rejected`: a person has to change something (`code` names the cause, `remedy` what to do);
 * - `unbalanced`: the document's sums differ from the store's;
 * - `bug`: ours.
 */
export type ErrorKind =
  | 'transient'
  | 'throttled'
  | 'outcome-unknown'
  | 'conflict'
  | 'unauthorized'
  | 'rejected'
  | 'unbalanced'
  | 'bug'

export interface TillbridgeErrorOptions {
  readonly kind: ErrorKind
  /** Stable, upper snake case, listed in `docs/reference/errors.md`, e.g. `TAX_NOT_MAPPED`. */
  readonly code: string
  /** For the shop owner: what is wrong, in one or two plain sentences. */
  readonly message: string
  /** For the shop owner: what to do about it. */
  readonly remedy?: string
  /**
   * What exactly stands in the way, e.g. `tax:SE:25`. Transfers with the same code and subject are solved together.
   */
  readonly subject?: string
  /**
   * With `throttled`: seconds until the vendor allows the next call. With `transient`: what is waited for is known, nothing went
   * wrong, and it is looked at again after so many seconds.
   */
  readonly retryAfterSeconds?: number
  /** For us: anything that helps to find the fault. Must be JSON; secrets are redacted when it is stored. */
  readonly detail?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** The only error class. Anything else that is thrown counts as kind `bug`, code `UNEXPECTED`. */
export class TillbridgeError extends Error {
  readonly kind: ErrorKind
  readonly code: string
  readonly remedy: string | null
  readonly subject: string | null
  readonly retryAfterSeconds: number | null
  readonly detail: Readonly<Record<string, unknown>>

  constructor(options: TillbridgeErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'TillbridgeError'
    this.kind = options.kind
    this.code = options.code
    this.remedy = options.remedy ?? null
    this.subject = options.subject ?? null
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
    this.detail = options.detail ?? {}
  }
}

/** `error` itself, or an unexpected one wrapped as a `bug` so that every failure has a kind. */
export function asTillbridgeError(error: unknown): TillbridgeError {
  if (error instanceof TillbridgeError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new TillbridgeError({
    kind: 'bug',
    code: 'UNEXPECTED',
    message: `Something went wrong inside Tillbridge: ${message}`,
    remedy: 'Retry the transfer. If it happens again, report it with the attempt shown here.',
    detail: error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {},
    cause: error,
  })
}
