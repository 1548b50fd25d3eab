import type { Sql } from './pool.ts'

export type MemberRole = 'owner' | 'admin' | 'bookkeeper' | 'operator' | 'viewer'

export interface MembershipRow {
  readonly organizationId: string
  readonly organization: string
  readonly name: string
  readonly role: MemberRole
}

/** What a person may do where. */
export async function membershipsOf(sql: Sql, userId: string): Promise<MembershipRow[]> {
  const { rows } = await sql.query<MembershipRow>(
    `select m.organization_id as "organizationId", o.key as organization, o.name, m.role
     from tillbridge.memberships m join tillbridge.organizations o using (organization_id)
     where m.user_id = $1 order by o.name, o.key`,
    [userId],
  )
  return rows
}

/** @returns `false` when the person is a member already, whose role stays as it is. */
export async function insertMembership(
  sql: Sql,
  organizationId: string,
  userId: string,
  role: MemberRole,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `insert into tillbridge.memberships (organization_id, user_id, role) values ($1, $2, $3) on conflict do nothing`,
    [organizationId, userId, role],
  )
  return rowCount === 1
}
