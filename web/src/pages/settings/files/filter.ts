import { z } from 'zod'
import { FILE_KINDS } from '#api/files'
import { dayAfter, startOfDay } from '#web/kit/zoned-day.ts'

export const SIDES = ['store', 'target'] as const
export type Side = (typeof SIDES)[number]

const day = z.iso.date().optional().catch(undefined)

/** What the address says. What is not understood is left out: an old link still opens. */
export const filesFilter = z.object({
  kind: z.enum(FILE_KINDS).optional().catch(undefined),
  integration: z.string().max(100).optional().catch(undefined),
  /** The file that is being taken in, or was. */
  job: z.uuid().optional().catch(undefined),
  /** Whose figures are downloaded. */
  side: z.enum(SIDES).optional().catch(undefined),
  /** Orders that are downloaded: days of the shop's calendar, the last one included. */
  from: day,
  to: day,
})
export type FilesFilter = z.infer<typeof filesFilter>

const DAY_MS = 86_400_000
const USUAL_DAYS = 30

/** The days that the address names, else the last thirty up to today. */
export function daysOf(
  { from, to }: Pick<FilesFilter, 'from' | 'to'>,
  zone: string,
  now: Date,
): { readonly from: string; readonly to: string } {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone })
  const last = to ?? format.format(now)
  const first = new Date(Date.parse(`${last}T00:00:00Z`) - (USUAL_DAYS - 1) * DAY_MS)
  return { from: from ?? first.toISOString().slice(0, 10), to: last }
}

/** From the first minute of the first day to the last of the last one; `null` = it ends before it begins. */
export function rangeOf(
  { from, to }: { readonly from: string; readonly to: string },
  zone: string,
): { readonly since: string; readonly until: string } | null {
  const since = startOfDay(from, zone)
  const after = dayAfter(to)
  const until = after === null ? null : startOfDay(after, zone)
  return since === null || until === null || since >= until ? null : { since, until }
}
