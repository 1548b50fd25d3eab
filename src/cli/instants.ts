import { TillbridgeError } from '#lib/errors'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/**
 * An instant as people write it: a day (its first moment on the shop's calendar) or an ISO 8601 time with its zone.
 *
 * @throws {TillbridgeError} `rejected`, `TIME_INVALID`.
 */
export function parseInstant(text: string, timeZone: string): Date {
  const instant = DAY.test(text) ? startOfDay(text, timeZone) : new Date(text)
  const hasZone = DAY.test(text) || /(Z|[+-]\d{2}:?\d{2})$/.test(text)
  if (hasZone && !Number.isNaN(instant.getTime())) return instant
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'TIME_INVALID',
    message: `"${text}" is no day and no time.`,
    remedy: 'Write a day such as 2026-11-01, or a time with its zone such as 2026-11-01T08:00:00Z.',
  })
}

/** The first instant of a calendar day in a zone. */
function startOfDay(day: string, timeZone: string): Date {
  const midnight = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight.getTime())) return midnight
  // The offset is read at a first guess and once more where that guess lies, which settles days that begin in another offset.
  const guess = new Date(midnight.getTime() - offsetMs(midnight, timeZone))
  return new Date(midnight.getTime() - offsetMs(guess, timeZone))
}

function offsetMs(instant: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return (
    new Date(`${format.format(instant).replace(' ', 'T')}Z`).getTime() - Math.floor(instant.getTime() / 1000) * 1000
  )
}
