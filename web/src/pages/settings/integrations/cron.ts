/** A cron expression in five fields, taken apart. */
interface Cron {
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  readonly weekdays: ReadonlySet<number>
  /** Where days of the month and of the week are both named, either is enough. */
  readonly isEither: boolean
}

const BOUNDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const

function valuesOf(part: string, [from, to]: readonly [number, number]): Set<number> | null {
  const values = new Set<number>()
  for (const item of part.split(',')) {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(item)
    if (match === null) return null
    const first = match[1] === undefined ? from : Number(match[1])
    const hasEnd = match[1] === undefined || match[2] !== undefined || match[3] !== undefined
    const last = match[2] === undefined ? (hasEnd ? to : first) : Number(match[2])
    const step = match[3] === undefined ? 1 : Number(match[3])
    if (first < from || last > to || last < first || step < 1) return null
    for (let value = first; value <= last; value += step) values.add(value)
  }
  return values
}

function parseCron(expression: string): Cron | null {
  const parts = expression.trim().split(/\s+/)
  if (parts.length !== BOUNDS.length) return null
  const [minutes, hours, days, months, weekdays] = BOUNDS.map((bounds, index) => valuesOf(parts[index] ?? '', bounds))
  if (!minutes || !hours || !days || !months || !weekdays) return null
  // Sunday has two numbers.
  if (weekdays.has(7)) weekdays.add(0)
  return { minutes, hours, days, months, weekdays, isEither: parts[2] !== '*' && parts[4] !== '*' }
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MINUTE_MS = 60_000
const HOUR_MINUTES = 60
const MOST_STEPS = 20_000

/** When a schedule comes round next, in its zone; clocks that are put forward or back are taken into account. Empty = it never does. */
export function nextRuns(expression: string, timeZone: string, now: Date, count: number): Date[] {
  const cron = parseCron(expression)
  if (cron === null) return []
  const runs: Date[] = []
  const partsOf = zonedParts(timeZone)
  let at = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS + MINUTE_MS
  for (let step = 0; step < MOST_STEPS && runs.length < count; step += 1) {
    const { minute, hour, ...date } = partsOf(at)
    if (!isOnDay(cron, date) || !cron.hours.has(hour)) at += (HOUR_MINUTES - minute) * MINUTE_MS
    else {
      if (cron.minutes.has(minute)) runs.push(new Date(at))
      at += MINUTE_MS
    }
  }
  return runs
}

interface ZonedDay {
  readonly day: number
  readonly month: number
  readonly weekday: number
}

function isOnDay({ days, months, weekdays, isEither }: Cron, { day, month, weekday }: ZonedDay): boolean {
  if (!months.has(month)) return false
  const [isDay, isWeekday] = [days.has(day), weekdays.has(weekday)]
  return isEither ? isDay || isWeekday : isDay && isWeekday
}

function zonedParts(timeZone: string): (at: number) => ZonedDay & { readonly hour: number; readonly minute: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  })
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    return {
      month: Number(parts['month']),
      day: Number(parts['day']),
      weekday: WEEKDAYS.indexOf(parts['weekday'] ?? ''),
      hour: Number(parts['hour']),
      minute: Number(parts['minute']),
    }
  }
}

/** What a schedule says, for a sentence; `other` = people read the expression itself. */
export type ScheduleWords =
  | { readonly kind: 'minutes'; readonly count: number }
  | { readonly kind: 'hourly'; readonly minute: number }
  | { readonly kind: 'hours'; readonly count: number; readonly minute: number }
  | { readonly kind: 'daily'; readonly time: string }
  | { readonly kind: 'other'; readonly expression: string }
  | { readonly kind: 'wrong' }

export function scheduleWords(expression: string): ScheduleWords {
  if (parseCron(expression) === null) return { kind: 'wrong' }
  const [minute = '', hour = '', ...rest] = expression.trim().split(/\s+/)
  const other = { kind: 'other', expression: expression.trim() } as const
  if (rest.join(' ') !== '* * *') return other
  const step = /^\*(?:\/(\d+))?$/
  const every = step.exec(minute)
  if (every !== null && hour === '*') return { kind: 'minutes', count: Number(every[1] ?? 1) }
  if (!/^\d+$/.test(minute)) return other
  if (hour === '*') return { kind: 'hourly', minute: Number(minute) }
  const hours = step.exec(hour)
  if (hours !== null) return { kind: 'hours', count: Number(hours[1] ?? 1), minute: Number(minute) }
  return /^\d+$/.test(hour) ? { kind: 'daily', time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` } : other
}
