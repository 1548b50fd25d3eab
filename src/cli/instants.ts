import { startOfDay } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Whether there is such a day: the 31st of February would be taken for the 3rd of March. Years have four digits, the first not zero. */
const isThere = (day: string): boolean =>
  /^[1-9]\d{3}-/.test(day) && new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day

/**
 * An instant as people write it: a day (its first moment on the shop's calendar) or an ISO 8601 time with its zone.
 *
 * @throws {TillbridgeError} `rejected`, `TIME_INVALID`.
 */
export function parseInstant(text: string, timeZone: string): Date {
  const hasZone = DAY.test(text) || /(Z|[+-]\d{2}:?\d{2})$/.test(text)
  if (hasZone && isThere(text.slice(0, 10))) {
    const instant = DAY.test(text) ? startOfDay(text, timeZone) : new Date(text)
    if (!Number.isNaN(instant.getTime())) return instant
  }
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'TIME_INVALID',
    message: `"${text}" is no day and no time.`,
    remedy: 'Write a day such as 2026-11-01, or a time with its zone such as 2026-11-01T08:00:00Z.',
  })
}
