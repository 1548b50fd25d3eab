/** What a sandbox can do wrong on purpose, before or after the request had its effect. */
export type Fault =
  /** Does late what is asked. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The effect takes place at once, and the answer comes late. */
  | { readonly kind: 'delay-after'; readonly ms: number }
  /** Closes the connection before the request has any effect. */
  | { readonly kind: 'reset-before' }
  /** The effect takes place, then the connection closes without an answer. */
  | { readonly kind: 'reset-after' }
  /** Answers this status instead of handling the request; nothing happened. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body?: string
      readonly headers?: Record<string, string>
    }
  /** The effect takes place, then this status is answered. */
  | { readonly kind: 'status-after'; readonly status: number; readonly body?: string }
  /** The effect takes place; the answer's body is replaced, e.g. by HTML or cut JSON. */
  | { readonly kind: 'wrong-answer'; readonly body: string; readonly contentType?: string }

export interface FaultRule {
  /** Matches `METHOD /path`: a text the request line must contain, or a pattern. */
  readonly match: string | RegExp
  readonly fault: Fault
  /** How often it strikes before it is spent; `Infinity` for a while that ends with `clear()`. */
  readonly times: number
  /** Share of matching requests that are struck, 0 to 1. */
  readonly probability: number
}

/** The faults of one sandbox. Rules are tried in the order they were added; the first that strikes is used. */
export class Faults {
  #rules: { rule: FaultRule; left: number }[] = []
  readonly #random: () => number

  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /** The next `times` requests that match are struck. */
  next(match: string | RegExp, fault: Fault, times = 1): void {
    this.add({ match, fault, times, probability: 1 })
  }

  /** A share of all matching requests is struck until `clear()`. */
  sometimes(match: string | RegExp, probability: number, fault: Fault): void {
    this.add({ match, fault, times: Infinity, probability })
  }

  add(rule: FaultRule): void {
    this.#rules.push({ rule, left: rule.times })
  }

  clear(): void {
    this.#rules = []
  }

  /** The fault for this request line (`POST /api/…`), if one strikes. */
  take(requestLine: string): Fault | null {
    for (const entry of this.#rules) {
      const { match, probability, fault } = entry.rule
      const hits = typeof match === 'string' ? requestLine.includes(match) : match.test(requestLine)
      if (!hits || entry.left <= 0 || this.#random() >= probability) continue
      entry.left -= 1
      return fault
    }
    return null
  }
}
