import { firstIdOf } from '#lib/ids'
import type { AuditActor, AuditOutcome } from './audit.ts'
import type { Sql } from './pool.ts'

export interface AuditEvent {
  readonly auditId: string
  readonly at: string
  readonly event: string
  readonly outcome: AuditOutcome
  readonly by: AuditActor
  readonly address: string | null
  readonly subject: string | null
  readonly before: unknown
  readonly after: unknown
}

export interface AuditFilter {
  /** Whole, or its beginning when it ends in a colon. */
  readonly subject?: string | undefined
  /** Whole, or its beginning when it ends in a dot. */
  readonly event?: string | undefined
  /** The id or the name of who did it. */
  readonly actor?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
  /** The id that the page before ended with. */
  readonly after?: string | undefined
  readonly limit: number
}

const HOUR_MS = 3_600_000
// The id may have been made by another clock than the time beside it.
const aroundId = (at: string, by: 1 | -1): string => firstIdOf(new Date(Date.parse(at) + by * HOUR_MS))

/**
 * The audit log, the newest first: ids sort by time. A page costs what it holds, however long the log is, also of what is rare or
 * long ago: who did it is looked for by id and by name apart, each in an index that is in the order of the list.
 */
export async function listAuditEvents(sql: Sql, organizationId: string, filter: AuditFilter): Promise<AuditEvent[]> {
  const values: unknown[] = [organizationId]
  const where = ['organization_id = $1']
  const add = (value: string | undefined, condition: (parameter: string) => string): void => {
    if (value === undefined) return
    values.push(value)
    where.push(condition(`$${values.length}`))
  }
  add(filter.subject, (p) => (filter.subject?.endsWith(':') === true ? `starts_with(subject, ${p})` : `subject = ${p}`))
  add(filter.event, (p) => (filter.event?.endsWith('.') === true ? `starts_with(event, ${p})` : `event = ${p}`))
  const { since, until } = filter
  add(since, (p) => `at >= ${p}`)
  add(since === undefined ? since : aroundId(since, -1), (p) => `audit_id >= ${p}`)
  add(until, (p) => `at < ${p}`)
  add(until === undefined ? until : aroundId(until, 1), (p) => `audit_id < ${p}`)
  add(filter.after, (p) => `audit_id < ${p}`)
  const page = (of: string): string =>
    `(select ${COLUMNS} from tillbridge.audit_events where ${[...where, of].join(' and ')} order by audit_id desc limit ${Math.trunc(filter.limit)})`
  const actor = `$${values.length + 1}`
  const text =
    filter.actor === undefined
      ? page('true')
      : `${page(`actor_id = ${actor}`)} union all ${page(`actor_name = ${actor} and actor_id <> ${actor}`)}
         order by "auditId" desc limit ${Math.trunc(filter.limit)}`
  const { rows } = await sql.query<AuditEvent>(text, filter.actor === undefined ? values : [...values, filter.actor])
  return rows
}

const COLUMNS = `audit_id as "auditId", at, event, outcome,
  jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as by, address, subject, before, after`

const AT_ONCE = 1000

/** The whole log, page by page: years of it are never in memory together. */
export async function* eachAuditEvent(
  sql: Sql,
  organizationId: string,
  filter: Omit<AuditFilter, 'after' | 'limit'>,
): AsyncIterable<AuditEvent> {
  let after: string | undefined
  for (;;) {
    const events: AuditEvent[] = await listAuditEvents(sql, organizationId, { ...filter, after, limit: AT_ONCE })
    yield* events
    after = events.at(-1)?.auditId
    if (events.length < AT_ONCE) return
  }
}

const MOST_ACTORS = 300

/** Who is in the log, each as last named. Goes from one to the next by the index, however long the log is. */
export async function listActors(sql: Sql, organizationId: string): Promise<AuditActor[]> {
  const { rows } = await sql.query<AuditActor>(
    `with recursive a as (
       (select actor_id, 1 as n from tillbridge.audit_events where organization_id = $1 order by actor_id limit 1)
       union all
       select (select e.actor_id from tillbridge.audit_events e
         where e.organization_id = $1 and e.actor_id > a.actor_id order by e.actor_id limit 1), n + 1
       from a where a.actor_id is not null and n < ${MOST_ACTORS}
     )
     select l.kind, l.id, l.name from a, lateral (
       select actor_kind as kind, actor_id as id, actor_name as name from tillbridge.audit_events e
       where e.organization_id = $1 and e.actor_id = a.actor_id order by e.audit_id desc limit 1) l
     order by l.name, l.id`,
    [organizationId],
  )
  return rows
}
