import type { QuietHours } from '#database/alert-channels'

interface LocalTime {
  /** 1 = Monday to 7 = Sunday. */
  readonly weekday: number
  /** Since midnight. */
  readonly minute: number
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
// Making a formatter costs a hundred times what formatting does.
const formats = new Map<string, Intl.DateTimeFormat>()

function localTime(zone: string, instant: Date): LocalTime {
  const known = formats.get(zone)
  const format =
    known ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
  if (known === undefined) formats.set(zone, format)
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  return {
    weekday: WEEKDAYS.indexOf(parts.get('weekday') ?? '') + 1,
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  }
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/**
 * Whether an instant lies in quiet hours. A night that begins on one of the weekdays belongs to it as a whole; the same time for
 * `from` and `to` means the whole day.
 *
 * @throws {RangeError} when the zone is unknown.
 */
export function isQuiet(quiet: QuietHours, instant: Date): boolean {
  const { weekday, minute } = localTime(quiet.zone, instant)
  const [from, to] = [minuteOf(quiet.from), minuteOf(quiet.to)]
  const today = quiet.weekdays.includes(weekday)
  if (from === to) return today
  if (from < to) return today && minute >= from && minute < to
  const yesterday = quiet.weekdays.includes(weekday === 1 ? 7 : weekday - 1)
  return (today && minute >= from) || (yesterday && minute < to)
}
