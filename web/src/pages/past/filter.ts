import { z } from 'zod'
import { SHADOW_VERDICTS } from '#api/job-results/shadow'
import { dayAfter, startOfDay } from '#web/kit/zoned-day.ts'

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .optional()
  .catch(undefined)

/** What the address says. What is not understood is left out: an old link still opens. */
export const pastFilter = z.object({
  integration: z.string().max(100).optional().catch(undefined),
  /** Days of the shop's calendar, the last one included. Default: the last seven, today included. */
  from: day,
  to: day,
  /** Which documents of the comparison are seen; else all that are not equal. */
  verdict: z.enum(SHADOW_VERDICTS).exclude(['equal']).optional().catch(undefined),
})
export type PastFilter = z.infer<typeof pastFilter>

export interface Days {
  readonly from: string
  readonly to: string
}

/** `[since, until)`, UTC, ISO 8601. */
export interface Range {
  readonly since: string
  readonly until: string
}

const WEEK_MS = 6 * 86_400_000
const dayIn = (zone: string, at: Date): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at)

/** The chosen days, or the last seven up to today in the shop's zone. */
export function chosenDays({ from, to }: Pick<PastFilter, 'from' | 'to'>, zone: string, now: Date): Days {
  return { from: from ?? dayIn(zone, new Date(now.getTime() - WEEK_MS)), to: to ?? dayIn(zone, now) }
}

/** The instants of days, both included; `null` = there is none between them. */
export function rangeOf({ from, to }: Days, zone: string): Range | null {
  const since = startOfDay(from, zone)
  const next = dayAfter(to)
  const until = next === null ? null : startOfDay(next, zone)
  return since === null || until === null || since >= until ? null : { since, until }
}

/** The days that a range covers, whole or in part. */
export const daysOf = ({ since, until }: Range, zone: string): Days => ({
  from: dayIn(zone, new Date(since)),
  to: dayIn(zone, new Date(Date.parse(until) - 1)),
})

/** Whether a result is about the chosen days. */
export const isSame = (one: Range, other: Range | null): boolean =>
  other !== null &&
  Date.parse(one.since) === Date.parse(other.since) &&
  Date.parse(one.until) === Date.parse(other.until)
