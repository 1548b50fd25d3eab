import type { SandboxResponse } from '#sandboxes/kit/server'
import { ApiError } from './errors.ts'

const KEPT_MS = 24 * 3_600_000
const LONGEST = 255

interface Kept {
  readonly fingerprint: string
  readonly response: SandboxResponse
  readonly at: number
}

/** What was answered to which `Idempotency-Key`. */
export interface Idempotency {
  /** The first answer to this key, marked as replayed; `null` when the call is new. @throws {ApiError} 400, 409. */
  replay(key: string, fingerprint: string, nowMs: number): SandboxResponse | null
  keep(key: string, fingerprint: string, response: SandboxResponse, nowMs: number): void
  /** Calls with this key are answered 409 as if one were under way, until `release`. */
  hold(key: string): void
  release(key: string): void
}

export function createIdempotency(): Idempotency {
  const kept = new Map<string, Kept>()
  const held = new Set<string>()
  return {
    replay(key, fingerprint, nowMs) {
      if (key.length > LONGEST) throw new ApiError(400, 'Idempotency keys can have up to 255 characters.')
      if (held.has(key.slice(key.indexOf(' ') + 1))) throw inUse(key)
      const known = kept.get(key)
      if (known === undefined || known.at + KEPT_MS <= nowMs) return null
      if (known.fingerprint !== fingerprint) {
        const message =
          'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
          `Try using a key other than '${key.slice(key.indexOf(' ') + 1)}' if you meant to execute a different request.`
        throw new ApiError(400, message, { type: 'idempotency_error' })
      }
      return { ...known.response, headers: { ...known.response.headers, 'idempotent-replayed': 'true' } }
    },
    keep: (key, fingerprint, response, nowMs) => void kept.set(key, { fingerprint, response, at: nowMs }),
    hold: (key) => void held.add(key),
    release: (key) => void held.delete(key),
  }
}

const inUse = (key: string): ApiError =>
  new ApiError(
    409,
    `There is currently another in-progress request using this Idempotent Key: ${key.slice(key.indexOf(' ') + 1)}.`,
    {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      headers: { 'stripe-should-retry': 'true' },
    },
  )
