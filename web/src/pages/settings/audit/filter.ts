import { z } from 'zod'

export const PERIODS = ['all', 'day', 'week', 'month', 'quarter'] as const
type Period = (typeof PERIODS)[number]

const DAYS: Readonly<Record<Exclude<Period, 'all'>, number>> = { day: 1, week: 7, month: 30, quarter: 90 }
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

const text = z.string().max(300).optional().catch(undefined)

/** What of the log is shown, as the address says it. */
export const auditFilter = z.object({
  /** The id of who did it. */
  actor: text,
  /** The beginning of events up to their dot, e.g. `member`. */
  group: text,
  /** E.g. `person:ada@example.com`. */
  subject: text,
  period: z.enum(PERIODS).optional().catch(undefined),
})
export type AuditFilter = z.infer<typeof auditFilter>

interface AuditQuery {
  readonly actor?: string
  readonly event?: string
  readonly subject?: string
  readonly since?: string
}

/** The same as the API asks for it. Periods begin with an hour, so that the question stays the same for a while. */
export function queryOf({ actor, group, subject, period }: AuditFilter, now: Date): AuditQuery {
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(group === undefined ? {} : { event: `${group}.` }),
    ...(subject === undefined ? {} : { subject }),
    ...(period === undefined || period === 'all'
      ? {}
      : { since: new Date(hour - DAYS[period] * DAY_MS).toISOString() }),
  }
}
