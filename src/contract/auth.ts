import type { Context } from './context.ts'

/** Credentials that the vendor issued and that may end. Stored encrypted. */
export interface Token {
  readonly accessToken: string
  readonly refreshToken?: string
  /** UTC, ISO 8601; absent = it does not expire. */
  readonly expiresAt?: string
  readonly refreshExpiresAt?: string
  readonly scopes?: readonly string[]
}

/** How calls are authorised. `S` = the connector's settings, secrets included. */
export interface Auth<S> {
  /** Headers for every call that is not anonymous. `token` is `null` for schemes without one. */
  headers(settings: S, token: Token | null): Readonly<Record<string, string>>
  /**
   * Obtains a token, first or again; absent = the settings are the credentials. The engine calls it before `expiresAt`, and once
   * after an `unauthorized` answer, in one process at a time, and stores the result before it is used.
   */
  renew?(context: Context<S>, current: Token | null): Promise<Token>
  /** Whether these settings need a token at all (some accounts paste a permanent one). Default: `renew` is there. */
  needsToken?(settings: S): boolean
}
