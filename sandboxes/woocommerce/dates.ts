import { zoneOffsetMs } from '#lib/clock'

/** An IANA zone (`Europe/Oslo`) or a number of hours (`5.75`), as WordPress knows both. */
export type Zone = string

const DATE = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::\d\d)?)?$/
const HOUR_MS = 3_600_000

export function offsetMs(zone: Zone, instant: Date): number {
  if (/^[+-]?\d+(\.\d+)?$/.test(zone)) return Number(zone) * HOUR_MS
  return zoneOffsetMs(zone, instant)
}

/** `2026-11-20T09:01:30`, no offset. */
export const gmtText = (instant: Date): string => instant.toISOString().slice(0, 19)
export const localText = (zone: Zone, instant: Date): string =>
  gmtText(new Date(instant.getTime() + offsetMs(zone, instant)))

/** The instant of a local time. A time that comes twice means the later of both. */
export function fromLocal(zone: Zone, text: string): Date {
  const asUtc = new Date(`${text.replace(/[t ]/, 'T').slice(0, 19)}Z`).getTime()
  const later = new Date(asUtc - offsetMs(zone, new Date(asUtc + 12 * HOUR_MS)))
  if (localText(zone, later) === gmtText(new Date(asUtc))) return later
  return new Date(asUtc - offsetMs(zone, later))
}

export const isRestDate = (text: string): boolean => DATE.test(text) && !Number.isNaN(Date.parse(text))

/**
 * A bound of a list. Without an offset it is local time, or GMT where the caller says so. With an offset it is first turned
 * into local time; a caller that also says GMT gets that local time taken for GMT, which is off by the zone.
 */
export function boundOf(zone: Zone, text: string, datesAreGmt: boolean): Date {
  const own = /(Z|[+-]\d\d(?::\d\d)?)$/.exec(text)
  const plain = text.replace(/[t ]/, 'T').slice(0, 19)
  if (own === null) return datesAreGmt ? new Date(`${plain}Z`) : fromLocal(zone, plain)
  const instant = new Date(`${plain}${/^[+-]\d\d$/.test(own[1] ?? '') ? `${own[1]}:00` : own[1]}`)
  return datesAreGmt ? new Date(`${localText(zone, instant)}Z`) : instant
}

/** Both forms of a date as answers show them. */
export function dates(zone: Zone, name: string, instant: Date | null): Record<string, string | null> {
  return {
    [`date_${name}`]: instant === null ? null : localText(zone, instant),
    [`date_${name}_gmt`]: instant === null ? null : gmtText(instant),
  }
}
