import { setTimeout as timer } from 'node:timers/promises'

/** Where time comes from. Passed in, so that tests own it. */
export interface Clock {
  now(): Date
  /** Resolves after `ms` milliseconds, or at once (without an error) when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    try {
      await timer(Math.max(0, ms), undefined, signal === undefined ? { ref: true } : { signal })
    } catch (error) {
      if (!(error instanceof Error && error.name === 'AbortError')) throw error
    }
  },
}

// Making a formatter costs a hundred times what formatting does.
const dateFormats = new Map<string, Intl.DateTimeFormat>()

/**
 * The calendar date (`YYYY-MM-DD`) of an instant in an IANA zone, e.g. the shop's business day.
 *
 * @throws {RangeError} when the zone is unknown or the instant is no date.
 */
export function dateIn(zone: string, instant: Date): string {
  const known = dateFormats.get(zone)
  const format = known ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' })
  if (known === undefined) dateFormats.set(zone, format)
  return format.format(instant)
}
