const STEPS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

const JUST_NOW_SECONDS = 45

/** How long ago, or in how long, in words: "5 minutes ago". */
export function relativeText(at: Date, now: Date, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000)
  if (Math.abs(seconds) < JUST_NOW_SECONDS) return format.format(0, 'second')
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? (['minute', 60] as const)
  return format.format(Math.round(seconds / size), unit)
}

/** Date and time in a zone, the zone named: "21 Nov 2026, 17:49:02 CET". */
export const exactText = (at: Date, zone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(at)

/** Time of day when it is today in that zone, otherwise the day as well. */
export function shortText(at: Date, now: Date, zone: string, locale: string): string {
  const dayOf = (date: Date): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(date)
  const time = { hour: '2-digit', minute: '2-digit' } as const
  const day = { month: 'short', day: 'numeric' } as const
  const sameYear = dayOf(at).slice(0, 4) === dayOf(now).slice(0, 4)
  const parts = dayOf(at) === dayOf(now) ? time : sameYear ? { ...day, ...time } : { ...day, year: 'numeric' as const }
  return new Intl.DateTimeFormat(locale, { timeZone: zone, ...parts }).format(at)
}
