/** The first instant of a calendar day (`YYYY-MM-DD`) in an IANA zone, UTC, ISO 8601; `null` = it is no day. */
export function startOfDay(day: string, zone: string): string | null {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight)) return null
  // The offset is read at a first guess and once more where that guess lies, for days that begin in another offset.
  const guess = midnight - offsetMs(midnight, zone)
  return new Date(midnight - offsetMs(guess, zone)).toISOString()
}

/** The day after; `null` = it is no day. */
export function dayAfter(day: string): string | null {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(midnight) ? null : new Date(midnight + 86_400_000).toISOString().slice(0, 10)
}

function offsetMs(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return Date.parse(`${format.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000
}
