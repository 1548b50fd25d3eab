import { z } from 'zod'
import { id, instant, key, listOf, pageById } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

const actor = z.object({
  /** `command` = somebody at the machine itself. */
  kind: z.enum(['person', 'key', 'command']),
  id: z.string(),
  name: z.string(),
})

const filter = {
  /** Whole, or the beginning up to its colon: `person:` finds what was done to anybody. */
  subject: z.string().max(300).optional(),
  /** Whole, or the beginning up to its dot: `member.` finds `member.removed`. */
  event: z.string().max(100).optional(),
  /** The id or the name of who did it. */
  actor: z.string().max(254).optional(),
  since: instant.optional(),
  until: instant.optional(),
}

export const auditEvent = z.object({
  auditId: id,
  at: instant,
  /** E.g. `transfer.skipped`. */
  event: z.string(),
  /** `begun` that stays = the process ended in the middle of it. */
  outcome: z.enum(['begun', 'done', 'failed']),
  by: actor,
  /** From where; `null` for commands. */
  address: z.string().nullable(),
  /** E.g. `person:ada@example.com`. */
  subject: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
})

export const auditRoutes = routes({
  'audit.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/audit`,
    summary: 'List who changed what, the newest first',
    permission: 'audit:read',
    params: z.object({ organization: key }),
    query: z.object({ ...filter, ...pageById }),
    answer: listOf(auditEvent),
    command: 'people audit',
  },
  'audit.export': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/audit/export`,
    summary: 'Download who changed what, the newest first',
    permission: 'audit:read',
    params: z.object({ organization: key }),
    query: z.object({ ...filter, format: z.enum(['csv', 'json']).default('csv') }),
    answer: 'file',
    command: 'people audit',
  },
  'audit.actors': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/audit/actors`,
    summary: 'List who is in the log',
    permission: 'audit:read',
    params: z.object({ organization: key }),
    answer: z.object({ items: z.array(actor) }),
    command: 'people audit',
  },
})
