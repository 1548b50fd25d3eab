import type { Route } from '#api/route'
import { type AuditOutcome, endAuditEvent, insertAuditEvent } from '#database/audit'
import { newId } from '#lib/ids'
import { redact } from '#lib/redact'
import type { ServerServices } from '#server/services'
import type { Actor, Membership } from './actor.ts'
import type { Noted } from './call.ts'

interface Audited {
  readonly route: Route
  readonly actor: Actor | null
  readonly membership: Membership | null
  readonly address: string
}

/** Writes down that a change begins, before it does: a change that a crash interrupts is not missing in the log. */
export async function beginAudit(
  { pool, clock }: ServerServices,
  { route, actor, membership, address }: Audited,
): Promise<{ end(outcome: AuditOutcome, noted: Noted): Promise<void> }> {
  const event = route.method === 'GET' || typeof route.audit !== 'string' ? null : route.audit
  if (event === null || membership === null || actor === null) return { end: async () => {} }
  const { organizationId } = membership
  const auditId = newId(clock.now())
  const by = { kind: actor.kind, id: actor.id, name: actor.email ?? actor.name }
  await insertAuditEvent(pool, { organizationId, auditId, at: clock.now(), event, by, address })
  return {
    async end(outcome, { subject, before, after }) {
      await endAuditEvent(pool, {
        organizationId,
        auditId,
        outcome,
        subject: subject ?? null,
        before: before === undefined ? null : redact(before),
        after: after === undefined ? null : redact(after),
      })
    },
  }
}
