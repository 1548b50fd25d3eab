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
  add(filter.subject, (p) => `subject = ${p}`)
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
