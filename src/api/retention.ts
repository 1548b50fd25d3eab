import { z } from 'zod'
import { RETENTION_KINDS } from '#model/retention'
import { instant, key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

const kind = z.enum(RETENTION_KINDS)
const days = z.number().int().min(1).max(36_500).nullable()

/** What would go, among the oldest 20,000. */
const old = z.object({
  rows: z.number().int(),
  /** There may be more. */
  isMore: z.boolean(),
  oldest: instant.nullable(),
})

export const retained = z.object({
  kind,
  /** `null` = as long as the books. */
  days,
  usual: days,
  /** It cannot be kept shorter. */
  least: z.number().int(),
  /** What goes with the next run, within the hour. */
  goes: old,
})
export type Retained = z.infer<typeof retained>

const ofOrganization = z.object({ organization: key })
const shown = z.object({ items: z.array(retained) })

export const retentionRoutes = routes({
  'retention.show': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/retention`,
    summary: 'Show how long what is kept for a time is kept',
    permission: 'configuration:read',
    params: ofOrganization,
    answer: shown,
    command: 'retention show',
  },
  'retention.preview': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/retention/preview`,
    summary: 'Count what would go if something were kept for so many days',
    permission: 'configuration:read',
    params: ofOrganization,
    query: z.object({ kind, days: z.coerce.number().int().min(1).max(36_500) }),
    answer: old,
    failures: ['RETENTION_TOO_SHORT'],
    command: 'retention set',
  },
  'retention.change': {
    method: 'PATCH',
    path: `${OF_ORGANIZATION}/retention`,
    summary: 'Change how long something is kept; what is older goes within the hour and does not come back',
    permission: 'configuration:change',
    params: ofOrganization,
    body: z.object({ days: z.partialRecord(kind, days) }),
    answer: shown,
    failures: ['RETENTION_TOO_SHORT'],
    audit: 'retention.changed',
    command: 'retention set',
  },
})
