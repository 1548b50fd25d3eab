import { COMMON_FAILURES, type Failure } from '#api/failure'
import { asTillbridgeError, type ErrorKind, TillbridgeError } from '#lib/errors'

type CommonCode = keyof typeof COMMON_FAILURES

const TEXTS: Readonly<Record<CommonCode, readonly [message: string, remedy: string]>> = {
  REQUEST_INVALID: ['The request is not as it should be.', 'Correct the fields that are named.'],
  NOT_SIGNED_IN: ['You are not signed in.', 'Sign in, or send an API key as "Authorization: Bearer …".'],
  NOT_ALLOWED: ['Your role does not allow this.', 'Ask an owner or an admin of the organisation.'],
  NOT_FOUND: ['There is nothing here.', 'Check the address; what it named may have been removed.'],
  TOO_MANY_REQUESTS: ['Too many requests came from you.', 'Wait a little and try again.'],
  UNEXPECTED: ['Something went wrong inside Tillbridge.', 'Try again; the log of the server says more.'],
  UNAVAILABLE: ['Not possible right now.', 'Try again in a few seconds.'],
}

const KINDS: Readonly<Record<ErrorKind, number>> = {
  transient: 503,
  throttled: 503,
  'outcome-unknown': 502,
  conflict: 409,
  unauthorized: 502,
  rejected: 422,
  unbalanced: 422,
  bug: 500,
}

/** Codes that mean: what the path names does not exist. */
const MISSING = /(^|_)(UNKNOWN|NOT_FOUND|GONE)$/

export interface Refusal {
  readonly status: number
  readonly body: Failure
}

/** One of the failures that any route may answer with. */
export function refusal(code: CommonCode, more: Partial<Failure> = {}): Refusal {
  const [message, remedy] = TEXTS[code]
  return { status: COMMON_FAILURES[code], body: { code, message, remedy, subject: null, ...more } }
}

/** What a failure of a handler is answered with. What is ours is not told outside. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refused) return error.refusal
  const { kind, code, message, remedy, subject } = asTillbridgeError(error)
  if (kind === 'bug') return refusal('UNEXPECTED')
  const status = kind === 'rejected' && MISSING.test(code) ? 404 : KINDS[kind]
  return { status, body: { code, message, remedy, subject } }
}

/** Thrown by what guards a route. */
export class Refused extends Error {
  readonly refusal: Refusal
  /** Told in the header `Retry-After`; `null` = waiting does not help. */
  readonly retryAfterSeconds: number | null

  constructor(refused: Refusal, { retryAfterSeconds = null }: { readonly retryAfterSeconds?: number | null } = {}) {
    super(refused.body.message)
    this.refusal = refused
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** What the path names does not exist, or is not the caller's to know of. */
export const missing = (what: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'NOT_FOUND',
    message: `There is no such ${what}.`,
    remedy: 'It may have been removed; look at the list again.',
  })
