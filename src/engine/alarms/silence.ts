const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS
/** What is usual is known from at most so many weeks, and from no fewer than the second figure. */
const MOST_WEEKS = 4
const FEWEST_WEEKS = 2
/** Looked back at most so far: a silence that is older has been told of long ago. */
const FARTHEST_HOURS = 5 * 24
/** How unlikely a silence must be before anybody is told. One shop has some 9,000 hours a year. */
const CLEAR = 1e-5
/** The same hours of every past week but one must have had so many: what was a quiet time once may be one again. */
const FEWEST_IN_A_WEEK = 3

export interface ArrivedInHour {
  /** The hour's first instant. */
  readonly hour: string
  readonly arrived: number
}

export interface Silence {
  /** How many whole hours nothing has come. */
  readonly hours: number
  /** How many records came in the same hours of a past week, on average. */
  readonly expected: number
  /** From how many weeks that is known. */
  readonly weeks: number
}

/**
 * Whether it is quiet where it is usually not: no record for so long that, by what came in the same hours of the same weekdays of past weeks, this
 * would hardly ever happen by chance. Nights, Sundays and new shops are quiet rightly.
 *
 * How unlikely: each week's count is taken as Poisson with a rate that is itself known only from those weeks (Gamma prior), so that the chance of
 * none is `(n / (n + 1)) ^ (total + ½)` for `n` weeks with `total` records together. Few weeks or few records never make it clear.
 */
export function findSilence(hours: readonly ArrivedInHour[], timeZone: string, now: Date): Silence | null {
  const [first] = hours.filter(({ arrived }) => arrived > 0)
  if (first === undefined) return null
  const weeks = Math.min(MOST_WEEKS, Math.floor((now.getTime() - new Date(first.hour).getTime()) / (7 * DAY_MS)))
  if (weeks < FEWEST_WEEKS) return null
  const wall = wallHours(timeZone)
  const arrivals = new Map<string, number>()
  for (const { hour, arrived } of hours) {
    const at = wall(new Date(hour))
    arrivals.set(at, (arrivals.get(at) ?? 0) + arrived)
  }
  const thisHour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  if ((arrivals.get(wall(new Date(thisHour))) ?? 0) > 0) return null
  return quietHours({ arrivals, wall, weeks, thisHour })
}

interface Past {
  /** Records by the hour on the shop's clocks, `YYYY-MM-DD HH`. */
  readonly arrivals: ReadonlyMap<string, number>
  readonly wall: (at: Date) => string
  readonly weeks: number
  readonly thisHour: number
}

function quietHours({ arrivals, wall, weeks, thisHour }: Past): Silence | null {
  const byWeek = Array.from({ length: weeks }, () => 0)
  let quiet = 0
  for (; quiet < FARTHEST_HOURS; quiet += 1) {
    const hour = wall(new Date(thisHour - (quiet + 1) * HOUR_MS))
    if ((arrivals.get(hour) ?? 0) > 0) break
    for (let week = 0; week < weeks; week += 1) {
      byWeek[week] = (byWeek[week] ?? 0) + (arrivals.get(weeksBefore(hour, week + 1)) ?? 0)
    }
  }
  const total = byWeek.reduce((sum, count) => sum + count, 0)
  const chance = (weeks / (weeks + 1)) ** (total + 0.5)
  const quietWeeks = byWeek.filter((count) => count < FEWEST_IN_A_WEEK).length
  const isUsuallyBusy = quietWeeks === 0 || (weeks > FEWEST_WEEKS && quietWeeks === 1)
  if (quiet === 0 || chance >= CLEAR || !isUsuallyBusy) return null
  return { hours: quiet, expected: Math.round(total / weeks), weeks }
}

/** The same hour of the same weekday on the shop's clocks, whatever the clocks did in between. */
function weeksBefore(hour: string, weeks: number): string {
  const day = new Date(`${hour.slice(0, 10)}T00:00:00Z`).getTime() - weeks * 7 * DAY_MS
  return `${new Date(day).toISOString().slice(0, 10)}${hour.slice(10)}`
}

function wallHours(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return (at) => format.format(at).slice(0, 13)
}
