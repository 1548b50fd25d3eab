import type { Sql } from './pool.ts'

/** Who changed the rules of an integration. */
export interface Actor {
  /** A person, as the place where the change was made knows them, e.g. the name at the computer. */
  readonly by: string
  /** What they used, e.g. the name of the file that was applied. */
  readonly with: string | null
}

/** The rules of an integration from one change to the next. */
export interface Revision {
  readonly revision: number
  readonly policies: unknown
  readonly mappings: unknown
  readonly changedAt: string
  /** `null` = not known: changed before this history was kept. */
  readonly changedBy: string | null
  readonly changedWith: string | null
}

/** Keeps the rules as they are now. Call in the transaction that changed them. */
export async function keepRevision(
  sql: Sql,
  owner: { readonly organizationId: string; readonly integrationId: string },
  actor: Actor | null,
): Promise<void> {
  await sql.query(
    `insert into tillbridge.integration_revisions (organization_id, integration_id, revision, policies, mappings, rules, changed_by, changed_with)
     select organization_id, integration_id, revision, policies, mappings, rules, $3, $4 from tillbridge.integrations
     where organization_id = $1 and integration_id = $2
     on conflict (organization_id, integration_id, revision) do nothing`,
    [owner.organizationId, owner.integrationId, actor?.by ?? null, actor?.with ?? null],
  )
}

/** The history of an integration's rules, oldest first. */
export async function listRevisions(sql: Sql, organizationId: string, integrationId: string): Promise<Revision[]> {
  const result = await sql.query<Revision>(
    `select revision, policies, mappings, changed_at as "changedAt", changed_by as "changedBy", changed_with as "changedWith"
     from tillbridge.integration_revisions where organization_id = $1 and integration_id = $2 order by revision`,
    [organizationId, integrationId],
  )
  return result.rows
}
