import { newId } from '#lib/ids'
import { hashOf, newToken } from '#lib/one-time-token'
import type { Sql } from './pool.ts'

export interface OwnerLink {
  readonly organizationId: string
  readonly organizationName: string
  readonly ownerLinkId: string
  /** Whose account is recovered; `null` = the link makes the first owner. */
  readonly user: { readonly userId: string; readonly email: string } | null
}

/** A first owner may take a day to come by; a locked-out one sits at the terminal. */
export const FIRST_OWNER_HOURS = 24
export const RECOVERY_HOURS = 1

export async function hasOwner(sql: Sql, organizationId: string): Promise<boolean> {
  const { rows } = await sql.query(
    `select from tillbridge.memberships where organization_id = $1 and role = 'owner' limit 1`,
    [organizationId],
  )
  return rows.length > 0
}

/** Makes a link that works once. The token is in no place but the answer. */
export async function insertOwnerLink(
  sql: Sql,
  organizationId: string,
  { userId, now }: { readonly userId: string | null; readonly now: Date },
): Promise<string> {
  const { token, hash } = newToken()
  const hours = userId === null ? FIRST_OWNER_HOURS : RECOVERY_HOURS
  await sql.query(
    'delete from tillbridge.owner_links where organization_id = $1 and (expires_at < $2 or used_at is not null)',
    [organizationId, now.toISOString()],
  )
  await sql.query(
    `insert into tillbridge.owner_links (organization_id, owner_link_id, user_id, token_hash, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $5::timestamptz + make_interval(hours => $6))`,
    [organizationId, newId(now), userId, hash, now.toISOString(), hours],
  )
  return token
}

/** The link of a token, if it still works; `forUse` keeps others from using it meanwhile. */
export async function findOwnerLink(
  sql: Sql,
  token: string,
  { now, forUse = false }: { readonly now: Date; readonly forUse?: boolean },
): Promise<OwnerLink | null> {
  const hash = hashOf(token)
  if (forUse) {
    // In a statement of its own, so that the next one sees what whoever held the lock has done.
    await sql.query(
      `select from tillbridge.organizations where organization_id in
       (select organization_id from tillbridge.owner_links where token_hash = $1) for update`,
      [hash],
    )
  }
  const { rows } = await sql.query<{
    organization_id: string
    name: string
    owner_link_id: string
    user_id: string | null
    email: string | null
  }>(
    `select l.organization_id, o.name, l.owner_link_id, l.user_id, u.email
     from tillbridge.owner_links l
     join tillbridge.organizations o using (organization_id)
     left join tillbridge.users u on u.id = l.user_id
     where l.token_hash = $1 and l.used_at is null and l.expires_at > $2
       -- One first owner is enough: links that were printed by other starts end with it.
       and (l.user_id is not null or not exists (
         select from tillbridge.memberships m where m.organization_id = l.organization_id and m.role = 'owner'))`,
    [hash, now.toISOString()],
  )
  const row = rows[0]
  if (row === undefined) return null
  return {
    organizationId: row.organization_id,
    organizationName: row.name,
    ownerLinkId: row.owner_link_id,
    user: row.user_id === null ? null : { userId: row.user_id, email: row.email ?? '' },
  }
}

/** With a link that recovers an account go all others to the same account. */
export async function useUpOwnerLink(
  sql: Sql,
  { organizationId, ownerLinkId, user }: OwnerLink,
  now: Date,
): Promise<void> {
  await sql.query(
    `update tillbridge.owner_links set used_at = $3
     where organization_id = $1 and used_at is null and (owner_link_id = $2 or user_id = $4)`,
    [organizationId, ownerLinkId, now.toISOString(), user?.userId ?? null],
  )
}
