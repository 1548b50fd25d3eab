import { z } from 'zod'
import { instant, key, money } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

/** A value that the orders of the store have. */
export const preflightValue = z.object({
  kind: z.enum(['tax', 'country', 'payment', 'shipping', 'location', 'currency', 'item', 'role', 'ledger']),
  /** Stable text, e.g. `tax:SE:25`. */
  subject: z.string(),
  /** As people call it. */
  label: z.string(),
  /** `missing`: its orders would wait. `mapped`: fine. `seen`: nothing to map, good to know. */
  state: z.enum(['missing', 'mapped', 'seen']),
  orders: z.number().int(),
  /** Totals of these orders, by currency. */
  money: z.array(money),
  /** One of these orders. */
  example: z.string(),
  message: z.string().nullable(),
  remedy: z.string().nullable(),
  /** Where it is mapped, and the entry but for the target's code; `null` = not by a table. */
  entry: z.object({ table: z.string(), values: z.record(z.string(), z.unknown()) }).nullable(),
  /** Codes of the target that look like it. Somebody has to choose. */
  suggestions: z.array(z.object({ value: z.string(), label: z.string(), why: z.string() })),
})
export type PreflightValue = z.infer<typeof preflightValue>

export const preflightReport = z.object({
  since: instant,
  until: instant,
  orders: z.number().int(),
  /** Orders that lack nothing. */
  ready: z.number().int(),
  /** What matters most first. */
  values: z.array(preflightValue),
  /** Why orders would not be booked whatever is mapped. */
  reasons: z.array(z.object({ code: z.string(), message: z.string(), orders: z.number().int(), example: z.string() })),
})

export const preflightRoutes = routes({
  'jobs.preflight': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/jobs/preflight`,
    summary: 'Read past orders and list every value that is not mapped, without a write',
    permission: 'books:read',
    params: z.object({ organization: key }),
    body: z.object({
      integration: key,
      /** Default: 90 days ago. */
      since: instant.optional(),
      /** Default: now. */
      until: instant.optional(),
    }),
    answer: z.object({ jobId: z.uuid() }),
    audit: 'job.preflight-asked',
    command: 'preflight',
  },
})
