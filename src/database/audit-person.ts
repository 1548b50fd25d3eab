import { newId } from '#lib/ids'
import type { Sql } from './pool.ts'

/** Tells every organisation that a person belongs to what happened to the account. */
export async function insertPersonEvent(
  sql: Sql,
  event: {
    readonly userId: string
    /** The e-mail address. */
    readonly name: string
    /** E.g. `person.signed-in`. */
    readonly event: string
    readonly at: Date
    /** `null` = the sign-in library does not say. */
    readonly address: string | null
    readonly outcome?: 'done' | 'failed'
    /** More about it, e.g. how somebody signed in. No secrets. */
    readonly after?: Readonly<Record<string, string>>
  },
): Promise<void> {
  await sql.query(
    `insert into tillbridge.audit_events
       (organization_id, audit_id, at, event, outcome, actor_kind, actor_id, actor_name, address, subject, after)
     select organization_id, $1, $2, $3, $7, 'person', $4::text, $5, $6, 'person:' || $5, $8
     from tillbridge.memberships where user_id = $4::uuid`,
    [
      newId(event.at),
      event.at.toISOString(),
      event.event,
      event.userId,
      event.name,
      event.address,
      event.outcome ?? 'done',
      event.after === undefined ? null : JSON.stringify(event.after),
    ],
  )
}
