import { z } from 'zod'
import { decimalText, id, instant, key, listOf, page } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

export const DRIFT_AREAS = ['orders', 'payments', 'taxes', 'stock', 'prices'] as const
export const driftArea = z.enum(DRIFT_AREAS)
export type DriftArea = z.infer<typeof driftArea>
export const DRIFT_STATES = ['drifted', 'held', 'under-way'] as const
const driftState = z.enum(DRIFT_STATES)

export const driftReport = z.object({
  reportId: id,
  integration: key,
  madeAt: instant,
  madeBy: z.enum(['schedule', 'person']),
  differences: z.number().int(),
  /** Of which nobody knew. */
  drifted: z.number().int(),
})
export type ApiDriftReport = z.infer<typeof driftReport>

/** One thing in which store and ERP disagree. */
export const difference = z.object({
  area: driftArea,
  subject: z.string(),
  what: z.string(),
  day: z.string().nullable(),
  currency: z.string().nullable(),
  account: z.string().nullable(),
  /** Of a tax: its rate in percent. */
  rate: z.string().nullable(),
  sku: z.string().nullable(),
  location: z.string().nullable(),
  /** What each side says: an amount, a quantity or words; `null` = nothing. */
  store: z.string().nullable(),
  target: z.string().nullable(),
  /** The side that has to change; `unknown` = only a person can tell. */
  wrong: z.enum(['store', 'target', 'unknown']),
  /** `under-way`: it is being seen to; `held`: it waits for a person who was told; `drifted`: nobody had noticed. */
  state: driftState,
  because: z.string(),
  remedy: z.string(),
  externalId: z.string().nullable(),
  /** The transfer of the order that it is about; `null` = it is about none, or none is known. */
  transferId: id.nullable(),
})
export type ApiDifference = z.infer<typeof difference>

const figure = z.object({
  what: z.string(),
  area: driftArea,
  storeCount: z.number().int(),
  targetCount: z.number().int(),
  store: decimalText,
  target: decimalText,
})

const organization = z.object({ organization: key })
const ofReport = z.object({ organization: key, reportId: id })
const narrowed = z.object({ area: driftArea.optional(), state: driftState.optional() })

export const driftRoutes = routes({
  'drift.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/drift/reports`,
    summary: 'List the comparisons of store and ERP, the newest first',
    permission: 'books:read',
    params: organization,
    query: z.object({ integration: key.optional(), ...page }),
    answer: listOf(driftReport),
    command: 'drift',
  },
  'drift.show': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/drift/reports/{reportId}`,
    summary: 'Show what a comparison looked at, with the sums of each day on both sides',
    permission: 'books:read',
    params: ofReport,
    answer: z.object({
      report: driftReport,
      /** Both included; `null` = neither orders nor payments were compared. */
      days: z.object({ from: z.string(), to: z.string(), timeZone: z.string() }).nullable(),
      areas: z.array(
        z.object({
          area: driftArea,
          compared: z.number().int(),
          differences: z.number().int(),
          drifted: z.number().int(),
        }),
      ),
      figures: z.array(z.object({ day: z.string(), currency: z.string(), figures: z.array(figure) })),
    }),
    command: 'drift',
  },
  'drift.differences': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/drift/reports/{reportId}/differences`,
    summary: 'List the differences that a comparison found, each with the side that is wrong and the remedy',
    permission: 'books:read',
    params: ofReport,
    query: z.object({ ...narrowed.shape, ...page }),
    answer: listOf(difference),
    command: 'drift',
  },
  'drift.export': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/drift/reports/{reportId}/export`,
    summary: 'Download a comparison: its differences as CSV, or all of it as JSON',
    permission: 'books:read',
    params: ofReport,
    query: z.object({ format: z.enum(['csv', 'json']).default('csv') }),
    answer: 'file',
    command: 'drift',
  },
})
