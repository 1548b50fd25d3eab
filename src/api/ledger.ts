import { z } from 'zod'
import { id, instant, key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

/** An integration whose two sides can be compared. */
export const comparable = z.object({
  integration: key,
  name: z.string(),
  live: z.boolean(),
  /** The shop's business time, an IANA zone. */
  timeZone: z.string(),
  /** Names of the flows that are switched on, e.g. `orders`, `inventory`. */
  flows: z.array(z.string()),
  /** The newest comparison of both sides; `null` = there was none yet. */
  lastReport: z.object({ reportId: id, madeAt: instant, differences: z.number().int() }).nullable(),
})
export type Comparable = z.infer<typeof comparable>

/** One day on both sides. Every record that we know is in exactly one of `synced`, `skipped`, `open` and `attention`. */
export const ledgerDay = z.object({
  /** The shop's day, `YYYY-MM-DD`. */
  day: z.string(),
  /** As the store counts them; `null` = it cannot count. */
  storeRecords: z.number().int().nullable(),
  records: z.number().int(),
  synced: z.number().int(),
  skipped: z.number().int(),
  open: z.number().int(),
  attention: z.number().int(),
  /**
   * Records of the store that never arrived here, although it was searched since; negative = the store has fewer by now; `null` = it cannot
   * count.
   */
  missing: z.number().int().nullable(),
})
export type ApiLedgerDay = z.infer<typeof ledgerDay>

const organization = z.object({ organization: key })
const MOST_DAYS = 92
const asked = z.object({
  /** Default: the first integration. */
  integration: key.optional(),
  /** How many days, today included. */
  days: z.coerce.number().int().min(1).max(MOST_DAYS).default(7),
})

export const ledgerRoutes = routes({
  'ledger.integrations': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/ledger/integrations`,
    summary: 'List the integrations whose two sides can be compared',
    permission: 'books:read',
    params: organization,
    answer: z.object({ items: z.array(comparable) }),
    command: 'status',
  },
  'ledger.days': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/ledger/days`,
    summary: 'Count the orders of each day in the store and here, the newest day first',
    permission: 'books:read',
    params: organization,
    query: asked,
    answer: z.object({ integration: key, timeZone: z.string(), items: z.array(ledgerDay) }),
    command: 'ledger',
  },
  'ledger.export': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/ledger/days/export`,
    summary: 'Download the counts of each day as CSV',
    permission: 'books:read',
    params: organization,
    query: asked,
    answer: 'file',
    command: 'ledger',
  },
})
