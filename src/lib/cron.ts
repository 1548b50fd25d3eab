const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
// Beyond this, hours are looked at as a whole: nobody needs to know to the minute how often a schedule came up weeks ago.
const EXACT_MS = 3 * HOUR_MS

const BOUNDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const

interface Fields {
  readonly minute: ReadonlySet<number>
  readonly hour: ReadonlySet<number>
  readonly day: ReadonlySet<number>
  readonly month: ReadonlySet<number>
  /** 0 = Sunday. */
  readonly weekday: ReadonlySet<number>
  /** A day of the month and a weekday were both named: either will do, as in every cron. */
  readonly eitherDay: boolean
}

/**
 * How often a schedule of five cron fields came up in `(from, until]` on the clocks of a zone; counting ends at `most`.
 *
 * Exact to the minute over the last three hours, to the hour before.
 */
export function countFirings(
  cron: string,
  timeZone: string,
  { from, until }: { readonly from: Date; readonly until: Date },
  most: number,
): number {
  const fields = parse(cron)
  const clock = wallClock(timeZone)
  let found = 0
  const floor = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS
  let at = floor(until.getTime())
  const exactFrom = Math.max(from.getTime(), at - EXACT_MS)
  for (; at > exactFrom && found < most; at -= MINUTE_MS) {
    const wall = clock(new Date(at))
    if (isDay(fields, wall) && fields.hour.has(wall.hour) && fields.minute.has(wall.minute)) found += 1
  }
  for (; at > from.getTime() && found < most; at -= HOUR_MS) {
    const wall = clock(new Date(at))
    if (isDay(fields, wall) && fields.hour.has(wall.hour)) found += fields.minute.size
  }
  return Math.min(found, most)
}

const isDay = (fields: Fields, wall: Wall): boolean => {
  if (!fields.month.has(wall.month)) return false
  const [byDay, byWeekday] = [fields.day.has(wall.day), fields.weekday.has(wall.weekday)]
  return fields.eitherDay ? byDay || byWeekday : byDay && byWeekday
}

function parse(cron: string): Fields {
  const parts = cron.trim().split(/\s+/)
  const sets = BOUNDS.map(([low, high], index) => valuesOf(parts[index] ?? '*', low, high))
  const [minute, hour, day, month, weekday] = sets as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>]
  if (weekday.has(7)) weekday.add(0)
  return { minute, hour, day, month, weekday, eitherDay: parts[2] !== '*' && parts[4] !== '*' }
}

function valuesOf(part: string, low: number, high: number): Set<number> {
  const values = new Set<number>()
  for (const item of part.split(',')) {
    const [range = '*', step] = item.split('/')
    const [first, last] = range === '*' ? [low, high] : range.split('-').map(Number)
    const end = last ?? (step === undefined ? (first ?? low) : high)
    for (let value = first ?? low; value <= end; value += Number(step ?? 1)) values.add(value)
  }
  return values
}

interface Wall {
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly weekday: number
}

function wallClock(timeZone: string): (at: Date) => Wall {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return (at) => {
    const text = format.format(at)
    const [month = 1, day = 1, hour = 0, minute = 0] = text.slice(5).split(/[- :]/).map(Number)
    return { month, day, hour, minute, weekday: new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDay() }
  }
}
