import { FrappeError } from './frappe-error.ts'
import type { SiteCore } from './site.ts'

const MICROS = 1e6

/** A site's budget of processing time: microseconds per window, for all callers together. */
export interface RateLimit {
  /** Throws TooManyRequestsError when the budget is spent. */
  check(): void
  /** Counts what a request took; the headers that tell of it. */
  after(tookMs: number): Record<string, string>
  refusedHeaders(): Record<string, string>
}

export function createRateLimit(site: SiteCore): RateLimit {
  let used = 0
  let windowStart = 0
  const clock = (): number => Date.parse(`${site.now().slice(0, 23).replace(' ', 'T')}Z`) / 1000
  const reset = (): number => {
    const rule = site.config.rateLimit
    if (rule === null) return 0
    const now = clock()
    const start = Math.floor(now / rule.window) * rule.window
    if (start !== windowStart) {
      windowStart = start
      used = 0
    }
    return Math.ceil(start + rule.window - now)
  }
  const headers = (): Record<string, string> => {
    const rule = site.config.rateLimit
    if (rule === null) return {}
    const limit = Math.round(rule.limit * MICROS)
    return {
      'x-ratelimit-reset': String(reset()),
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - used)),
    }
  }
  let refused = false
  return {
    check() {
      refused = false
      const rule = site.config.rateLimit
      if (rule === null) return
      reset()
      if (used < rule.limit * MICROS) return
      refused = true
      throw new FrappeError('TooManyRequestsError', '', { show: false })
    },
    after(tookMs) {
      if (site.config.rateLimit === null) return {}
      if (refused) return headers()
      const took = Math.max(1, Math.round(tookMs * 1000))
      used += took
      return { ...headers(), 'x-ratelimit-used': String(took) }
    },
    refusedHeaders: () => ({ ...headers(), 'retry-after': headers()['x-ratelimit-reset'] ?? '0' }),
  }
}
