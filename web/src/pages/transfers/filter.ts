import { z } from 'zod'
import { transferState } from '#api/transfers'

export const PERIODS = ['all', 'day', 'week', 'month', 'quarter'] as const
export type Period = (typeof PERIODS)[number]

const PERIOD_DAYS: Readonly<Record<Exclude<Period, 'all'>, number>> = { day: 1, week: 7, month: 30, quarter: 90 }
const DAY_MS = 86_400_000

export const FLOWS = ['orders', 'payouts', 'inventory', 'products', 'price-lists', 'customers', 'fulfillments'] as const

const text = z.string().max(300).optional().catch(undefined)

/** What the address says about the list. What is not understood is left out: an old link still opens. */
export const transfersFilter = z.object({
  state: transferState.optional().catch(undefined),
  flow: z.enum(FLOWS).optional().catch(undefined),
  period: z.enum(PERIODS).optional().catch(undefined),
  integration: text,
  cause: text,
  subject: text,
  search: text,
})
export type TransfersFilter = z.infer<typeof transfersFilter>

/** The filter as the API takes it. The begin of a period is a whole hour, so that the same list is asked for the same way. */
export function queryOf({ period = 'all', ...filter }: TransfersFilter, now: Date) {
  const set = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''))
  if (period === 'all') return set
  const since = new Date(now.getTime() - PERIOD_DAYS[period] * DAY_MS)
  since.setUTCMinutes(0, 0, 0)
  return { ...set, since: since.toISOString() }
}
