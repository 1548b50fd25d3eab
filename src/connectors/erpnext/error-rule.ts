import type { ErrorKind } from '#lib/errors'

/** What a call was about, for messages and for grouping what one fix solves. */
export interface About {
  readonly doctype: string
  /** Booking date `YYYY-MM-DD`, when the call writes a dated document. */
  readonly date?: string
}

/** One thing that ERPNext says and what it means to us. The first rule that fits counts. */
export interface ErrorRule {
  readonly code: string
  /** Default `rejected`. */
  readonly kind?: ErrorKind
  /** Exception names; absent = any. */
  readonly types?: readonly string[]
  /** Tried on each message (newest first), then on the exception and the hint; absent = the type alone decides. */
  readonly pattern?: RegExp
  readonly subject?: (match: Match, about: About) => string
  /** For the shop owner; default: ERPNext's own words. */
  readonly message?: (match: Match, about: About) => string
  readonly remedy?: string
}

/** Named groups of the pattern; empty texts when a group or the pattern is absent. */
export type Match = Readonly<Record<string, string>>

/** A named group of what matched; empty when it is absent. */
export const group = (match: Match, name: string): string => match[name] ?? ''
