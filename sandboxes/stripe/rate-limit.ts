import { rateLimited } from './errors.ts'

export interface RateLimits {
  /** All calls of an account together. */
  readonly perSecond: number
  /** Calls of one endpoint. */
  readonly perEndpointPerSecond: number
}

/** As documented: 100 a second live, 25 in a sandbox, 25 for one endpoint. */
export const usualLimits = (livemode: boolean): RateLimits => ({
  perSecond: livemode ? 100 : 25,
  perEndpointPerSecond: 25,
})

export interface RateLimiter {
  /** Counts a call. @throws {ApiError} 429 when the last second had too many. */
  count(endpoint: string, nowMs: number): void
}

export function createRateLimiter(limits: RateLimits | null): RateLimiter {
  const calls = new Map<string, number[]>()
  const within = (name: string, nowMs: number): number[] => {
    const recent = (calls.get(name) ?? []).filter((at) => at > nowMs - 1000)
    calls.set(name, recent)
    return recent
  }
  return {
    count(endpoint, nowMs) {
      if (limits === null) return
      const all = within('*', nowMs)
      const own = within(endpoint, nowMs)
      if (all.length >= limits.perSecond) throw rateLimited('global-rate')
      if (own.length >= limits.perEndpointPerSecond) throw rateLimited('endpoint-rate')
      all.push(nowMs)
      own.push(nowMs)
    },
  }
}
