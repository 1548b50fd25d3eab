import type { Bridge } from '#app/bridge'
import { endAuditEvent, insertAuditEvent } from '#database/audit'
import { newId } from '#lib/ids'
import { redact } from '#lib/redact'
import type { Io } from './io.ts'
import { personHere } from './person-here.ts'

/** What a command changes, as the audit log tells it. */
export interface Change {
  /** E.g. `invitation.created`. */
  readonly event: string
  /** E.g. `person:ada@example.com`. */
  readonly subject: string
  readonly before?: unknown
  readonly after?: unknown
}

/** Makes a change from the command line and writes down who sat there, before it begins and when it has ended. */
export async function audited<T>(bridge: Bridge, io: Io, change: Change, work: () => Promise<T>): Promise<T> {
  const { pool, clock, organizationId } = bridge
  const begun = { organizationId, auditId: newId(clock.now()) }
  const name = personHere(io)
  await insertAuditEvent(pool, {
    ...begun,
    at: clock.now(),
    event: change.event,
    by: { kind: 'command', id: name, name },
    address: null,
  })
  const { subject, before = null, after = null } = change
  const end = { ...begun, subject, before: redact(before), after: redact(after) }
  try {
    const result = await work()
    await endAuditEvent(pool, { ...end, outcome: 'done' })
    return result
  } catch (error) {
    await endAuditEvent(pool, { ...end, outcome: 'failed' })
    throw error
  }
}
