import type { z } from 'zod'
import type { Context } from './context.ts'

/** What ties an answer to the person who asked. Addresses are absolute; the tokens in them are random and good once. */
export interface GrantRound {
  /** Goes to the vendor and comes back with the browser, as the vendor's {@link Grant.stateParameter}. */
  readonly state: string
  /** Where the vendor sends the browser back. The same for every grant of a connector, since vendors ask for it beforehand. */
  readonly returnTo: string
  /** Where the vendor's server delivers what it issues, for vendors that do. Its last part is a token of its own. */
  readonly deliverTo: string
}

/** What came back. */
export interface GrantAnswer {
  readonly state: string
  /** With which the browser came back; it is genuine by now, as far as the vendor signs it. */
  readonly query: URLSearchParams
  /** What the vendor's server delivered, as {@link Grant.delivery} read it; `null` = nothing came. */
  readonly delivered: unknown
}

/**
 * How a person gives access at the vendor's own page, instead of entering what the vendor issued. The engine keeps the round: it
 * makes the state, binds it to the person's session, uses it up once, and lets it end after a while.
 */
export interface Grant<S> {
  /** Names of the settings that a person states beforehand. */
  readonly needs: readonly string[]
  /** Names of the secrets that come with the answer. Until then a placeholder stands in each of them, so that settings are complete. */
  readonly brings: readonly string[]
  readonly stateParameter: string
  /** Whether the vendor must know the address to come back to before anybody is sent there. */
  readonly knowsReturn: boolean
  /**
   * The address to send the browser to.
   *
   * @throws {TillbridgeError} `rejected` when these settings, or these addresses, cannot be used for it.
   */
  page(settings: S, round: GrantRound): string
  /** Whether the vendor signed this query, as it came. Asked before anything else is read of it; absent = the vendor signs none. */
  isGenuine?(settings: S, query: string): boolean
  /** What its server delivers; a body that is not so is refused, and nothing is stored. Absent = it delivers nothing. */
  readonly delivery?: z.ZodType
  /**
   * Turns the answer into settings to keep; `null` takes one away. Calls must be `anonymous`: there are no credentials yet.
   *
   * @throws {TillbridgeError} `rejected` when the person refused, or the answer is of another account.
   */
  redeem(context: Context<S>, answer: GrantAnswer): Promise<Readonly<Record<string, string | null>>>
}
