import { z } from 'zod'
import { driftArea } from '#api/drift'
import { startOfDay } from '#web/kit/zoned-day.ts'

export const SPANS = ['7', '30', '90'] as const
export type Span = (typeof SPANS)[number]

/** What the address says. What is not understood is left out: an old link still opens. */
export const reconciliationFilter = z.object({
  integration: z.string().max(100).optional().catch(undefined),
  /** The last so many days. */
  days: z.enum(SPANS).optional().catch(undefined),
  /** The comparison that is looked at; else the newest. */
  report: z.uuid().optional().catch(undefined),
  area: driftArea.optional().catch(undefined),
})
export type ReconciliationFilter = z.infer<typeof reconciliationFilter>

const DAY_MS = 86_400_000

/** The last days up to now: from the first minute of the first of them on the shop's calendar. */
export function rangeOf(span: Span, zone: string, now: Date): { since: string; until: string } {
  const first = new Date(now.getTime() - (Number(span) - 1) * DAY_MS)
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(first)
  return { since: startOfDay(day, zone) ?? first.toISOString(), until: now.toISOString() }
}
