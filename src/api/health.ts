import { z } from 'zod'
import { currency, decimalText, id, instant, key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

/** Something that is not right, or was not. It closes by itself once it is over. */
export const alarm = z.object({
  alarmId: id,
  code: z.string(),
  /** Which of several of one code; `''` = there is but one. */
  subject: z.string(),
  integration: key.nullable(),
  connection: key.nullable(),
  severity: z.enum(['warning', 'critical']),
  message: z.string(),
  remedy: z.string().nullable(),
  /** How many records it concerns. */
  count: z.number().int(),
  openedAt: instant,
  changedAt: instant,
  /** `null` = it is not over. */
  closedAt: instant.nullable(),
  /** Who said that they look after it; `null` = nobody has. */
  acknowledged: z.object({ by: z.string(), at: instant, note: z.string().nullable() }).nullable(),
})
export type ApiAlarm = z.infer<typeof alarm>

export const systemHealth = z.object({
  connection: key,
  connectorName: z.string(),
  kind: z.enum(['store', 'erp', 'payments']),
  /** `resting`: its system asked for no calls for a while. */
  health: z.enum(['good', 'resting', 'paused']),
  paused: z.object({ at: instant, code: z.string(), message: z.string().nullable() }).nullable(),
  restsUntil: instant.nullable(),
  /** Runs under way that write to it, of as many as may be. */
  busy: z.number().int(),
  slots: z.number().int(),
  /** Keys of the integrations that it is a part of. */
  usedBy: z.array(key),
})
export type SystemHealth = z.infer<typeof systemHealth>

export const FLOW_STATES = ['in-step', 'busy', 'behind', 'attention', 'stopped', 'not-live'] as const
export const flowHealth = z.object({
  integration: key,
  /** `orders`, `inventory`, … */
  flow: z.string(),
  /** Where its records come from: keys of connections. */
  from: z.array(key),
  to: key,
  /** `behind`: something is late, and has an alarm; `stopped`: a connection that it goes through is paused. */
  state: z.enum(FLOW_STATES),
  /** Records on their way. */
  open: z.number().int(),
  /** Records that wait for a person. */
  attention: z.number().int(),
  /** Counting ended at `open` or `attention`: there may be more. */
  isMore: z.boolean(),
  /** Since when the oldest of those on their way is not in step; `null` = there is none. */
  oldestAt: instant.nullable(),
  /** Runs after which a record was in step, in each of the last 24 hours, the running one last. `null` = this flow is not counted in records. */
  throughput: z.array(z.number().int()).length(24).nullable(),
  /** Up to when its source was last searched completely; `null` = never, or it is not searched. */
  sweptUntil: instant.nullable(),
  /** When a record last came or was brought in step; `null` = not within five weeks. */
  lastAt: instant.nullable(),
})
export type FlowHealth = z.infer<typeof flowHealth>

/** The sums of one currency of a day. What is not in the ERP and not left out is still to come. */
const daySums = z.object({
  currency,
  store: decimalText,
  target: decimalText,
  /** Left out by a rule or a person. */
  skipped: decimalText,
  /** `store` less `target` and `skipped`. */
  difference: decimalText,
})

export const today = z.object({
  integration: key,
  name: z.string(),
  /** The shop's day, `YYYY-MM-DD`. */
  day: z.string(),
  timeZone: z.string(),
  /** As the store counts them; `null` = it cannot count, or did not answer. */
  storeRecords: z.number().int().nullable(),
  /** Orders that we know of; each is in exactly one of the following. */
  records: z.number().int(),
  synced: z.number().int(),
  skipped: z.number().int(),
  open: z.number().int(),
  attention: z.number().int(),
  sums: z.array(daySums),
})
export type Today = z.infer<typeof today>

const organization = z.object({ organization: key })

export const healthRoutes = routes({
  'overview.show': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/overview`,
    summary: 'Say whether everything is in step: systems, flows, what is on its way and what waits for a person',
    permission: 'transfers:read',
    params: organization,
    answer: z.object({
      systems: z.array(systemHealth),
      flows: z.array(flowHealth),
      alarms: z.object({ warning: z.number().int(), critical: z.number().int() }),
      /** Records in step, on their way, and waiting for a person, all flows together. */
      synced: z.number().int(),
      open: z.number().int(),
      attention: z.number().int(),
      /** When it was last looked for what is not right; `null` = never: no scheduler runs. */
      lookedAt: instant.nullable(),
    }),
    command: 'status',
  },
  'overview.today': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/overview/today`,
    summary: 'Put the orders of today in the store beside those in the ERP: how many, and what they come to',
    permission: 'books:read',
    params: organization,
    answer: z.object({ items: z.array(today) }),
    command: 'ledger',
  },
  'alarms.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/alarms`,
    summary: 'List what is not right now, the worst first; or what is over, the latest first',
    permission: 'alerts:read',
    params: organization,
    query: z.object({
      state: z.enum(['open', 'closed']).default('open'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answer: z.object({ items: z.array(alarm) }),
    command: 'alarms',
  },
})
