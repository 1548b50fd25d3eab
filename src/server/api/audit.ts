import type { Route } from '#api/route'
import { type AuditActor, type AuditOutcome, endAuditEvent, insertAuditEvent } from '#database/audit'
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
  if (event === null) return { end: async () => {} }
  const begin = async (organizationId: string, by: AuditActor): Promise<Begun> => {
    const begun = { organizationId, auditId: newId(clock.now()) }
    await insertAuditEvent(pool, { ...begun, at: clock.now(), event, by, address })
    return begun
  }
  const begun = membership === null || actor === null ? null : await begin(membership.organizationId, auditActor(actor))
  return {
    async end(outcome, { of, subject, before, after }) {
      const known = begun ?? (of === undefined ? null : await begin(of.organizationId, of.by))
      if (known === null) return
      await endAuditEvent(pool, {
        ...known,
        outcome,
        subject: subject ?? null,
        before: before === undefined ? null : redact(before),
        after: after === undefined ? null : redact(after),
      })
    },
  }
}

interface Begun {
  readonly organizationId: string
  readonly auditId: string
}

/** A caller as the audit log names it. */
export const auditActor = ({ kind, id, name, email }: Actor): AuditActor => ({ kind, id, name: email ?? name })
