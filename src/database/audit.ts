import type { Sql } from './pool.ts'

export type AuditOutcome = 'begun' | 'done' | 'failed'

export interface AuditActor {
  readonly kind: 'person' | 'key' | 'command'
  readonly id: string
  readonly name: string
}

export interface BegunAuditEvent {
  readonly organizationId: string
  readonly auditId: string
  readonly at: Date
  /** E.g. `transfer.skipped`. */
  readonly event: string
  readonly by: AuditActor
  /** The caller's IP address; `null` for the command line. */
  readonly address: string | null
}

export interface EndedAuditEvent {
  readonly organizationId: string
  readonly auditId: string
  readonly outcome: AuditOutcome
  /** What was changed, e.g. `connection:my-shop`. */
  readonly subject: string | null
  /** Secrets removed. */
  readonly before: unknown
  readonly after: unknown
}

export async function insertAuditEvent(sql: Sql, event: BegunAuditEvent): Promise<void> {
  await sql.query(
    `insert into tillbridge.audit_events (organization_id, audit_id, at, event, actor_kind, actor_id, actor_name, address)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      event.organizationId,
      event.auditId,
      event.at.toISOString(),
      event.event,
      event.by.kind,
      event.by.id,
      event.by.name,
      event.address,
    ],
  )
}

export async function endAuditEvent(sql: Sql, event: EndedAuditEvent): Promise<void> {
  await sql.query(
    `update tillbridge.audit_events set outcome = $3, subject = $4, before = $5, after = $6
     where organization_id = $1 and audit_id = $2`,
    [
      event.organizationId,
      event.auditId,
      event.outcome,
      event.subject,
      event.before === null ? null : JSON.stringify(event.before),
      event.after === null ? null : JSON.stringify(event.after),
    ],
  )
}
