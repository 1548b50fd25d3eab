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

/** The audit log, the newest first: ids sort by time. */
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
  add(filter.actor, (p) => `(actor_id = ${p} or actor_name = ${p})`)
  add(filter.since, (p) => `at >= ${p}`)
  add(filter.until, (p) => `at < ${p}`)
  add(filter.after, (p) => `audit_id < ${p}`)
  const { rows } = await sql.query<AuditEvent>(
    `select audit_id as "auditId", at, event, outcome,
       jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as by, address, subject, before, after
     from tillbridge.audit_events where ${where.join(' and ')} order by audit_id desc limit ${Math.trunc(filter.limit)}`,
    values,
  )
  return rows
}

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
