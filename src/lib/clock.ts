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
const wallFormats = new Map<string, Intl.DateTimeFormat>()

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

/** The first instant of a calendar day (`YYYY-MM-DD`) in an IANA zone; an invalid date for what is no day. */
export function startOfDay(day: string, timeZone: string): Date {
  const midnight = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight.getTime())) return midnight
  // The offset is read at a first guess and once more where that guess lies, which settles days that begin in another offset.
  const guess = new Date(midnight.getTime() - zoneOffsetMs(timeZone, midnight))
  return new Date(midnight.getTime() - zoneOffsetMs(timeZone, guess))
}

/**
 * How far the clocks of an IANA zone are ahead of UTC at an instant, in milliseconds; below zero where they are behind.
 *
 * @throws {RangeError} when the zone is unknown or the instant is no date.
 */
export function zoneOffsetMs(zone: string, instant: Date): number {
  const known = wallFormats.get(zone)
  const format = known ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  if (known === undefined) wallFormats.set(zone, format)
  const wall = new Date(`${format.format(instant).replace(' ', 'T')}Z`).getTime()
  return wall - Math.floor(instant.getTime() / 1000) * 1000
}
