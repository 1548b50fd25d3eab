import { z } from 'zod'
import { typedAmountText } from '#api/parts'
import { transferState } from '#api/transfers'
import { FLOWS } from '#api/flows'
import { dayAfter, startOfDay } from '#web/kit/zoned-day.ts'

export const PERIODS = ['all', 'day', 'week', 'month', 'quarter', 'days'] as const
export type Period = (typeof PERIODS)[number]

const PERIOD_DAYS: Readonly<Record<Exclude<Period, 'all' | 'days'>, number>> = {
  day: 1,
  week: 7,
  month: 30,
  quarter: 90,
}
const DAY_MS = 86_400_000

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .optional()
  .catch(undefined)
const text = z.string().max(300).optional().catch(undefined)
const amount = typedAmountText.optional().catch(undefined)

/** What the address says about the list. What is not understood is left out: an old link still opens. */
export const transfersFilter = z.object({
  state: transferState.optional().catch(undefined),
  flow: z.enum(FLOWS).optional().catch(undefined),
  period: z.enum(PERIODS).optional().catch(undefined),
  /** Days of the shop's calendar, the last one included. */
  from: day,
  to: day,
  integration: text,
  cause: text,
  subject: text,
  search: text,
  /** As somebody typed them, e.g. `1 299,00`. */
  amountFrom: amount,
  amountTo: amount,
})
export type TransfersFilter = z.infer<typeof transfersFilter>

/** The filter as the API takes it. The begin of a period is a whole hour, so that the same list is asked for the same way. */
export function queryOf({ period = 'all', from, to, ...filter }: TransfersFilter, now: Date, zone: string) {
  const set = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''))
  if (period === 'all') return set
  if (period === 'days') return { ...set, ...daysOf({ from, to }, zone) }
  const since = new Date(now.getTime() - PERIOD_DAYS[period] * DAY_MS)
  since.setUTCMinutes(0, 0, 0)
  return { ...set, since: since.toISOString() }
}

function daysOf({ from, to }: Pick<TransfersFilter, 'from' | 'to'>, zone: string): { since?: string; until?: string } {
  const since = from === undefined ? null : startOfDay(from, zone)
  const end = to === undefined ? null : dayAfter(to)
  const until = end === null ? null : startOfDay(end, zone)
  return { ...(since === null ? {} : { since }), ...(until === null ? {} : { until }) }
}

/** A cause in words: `TAX_NOT_MAPPED` → `Tax not mapped`. */
export function causeWords(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
