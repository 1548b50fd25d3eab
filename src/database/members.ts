import { TillbridgeError } from '#lib/errors'
import type { Sql } from './pool.ts'
import { plainEmail } from './users.ts'

export const MEMBER_ROLES = ['owner', 'admin', 'bookkeeper', 'operator', 'viewer'] as const
export type MemberRole = (typeof MEMBER_ROLES)[number]

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

export interface Member {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly role: MemberRole
  readonly secondFactor: boolean
  readonly joinedAt: string
  /** Signs in with an identity provider. */
  readonly hasProvider: boolean
  /** `null` = has no session. */
  readonly lastSeenAt: string | null
  readonly sessions: number
}

const MEMBERS = `select m.user_id as "userId", u.name, u.email, m.role, u.two_factor_enabled as "secondFactor",
    exists (select from tillbridge.user_accounts a where a.user_id = u.id and a.provider_id <> 'credential') as "hasProvider",
    m.created_at as "joinedAt", (select max(s.updated_at) from tillbridge.sessions s where s.user_id = u.id) as "lastSeenAt",
    (select count(*)::int from tillbridge.sessions s where s.user_id = u.id and s.expires_at > now()) as sessions
  from tillbridge.memberships m join tillbridge.users u on u.id = m.user_id
  where m.organization_id = $1`

/** In the order in which their accounts were made; `after` = the id that the page before ended with. */
export async function listMembers(
  sql: Sql,
  organizationId: string,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<Member[]> {
  const { rows } = await sql.query<Member>(
    `${MEMBERS} and ($2::uuid is null or m.user_id > $2) order by m.user_id limit $3`,
    [organizationId, after ?? null, limit],
  )
  return rows
}

/** One member, kept from changing until the transaction ends. */
export async function lockMember(sql: Sql, organizationId: string, userId: string): Promise<Member | null> {
  const { rows } = await sql.query<Member>(`${MEMBERS} and m.user_id = $2 for update of m`, [organizationId, userId])
  return rows[0] ?? null
}

export async function findMember(sql: Sql, organizationId: string, email: string): Promise<Member | null> {
  const { rows } = await sql.query<Member>(`${MEMBERS} and u.email = $2`, [organizationId, plainEmail(email)])
  return rows[0] ?? null
}

/** Whether somebody else owns the organisation; nobody stops owning it until the transaction ends. */
async function hasOtherOwner(sql: Sql, organizationId: string, userId: string): Promise<boolean> {
  const { rows } = await sql.query<{ user_id: string }>(
    // In one order, so that two who remove each other wait instead of stopping each other.
    `select user_id from tillbridge.memberships where organization_id = $1 and role = 'owner' order by user_id for update`,
    [organizationId],
  )
  return rows.some((row) => row.user_id !== userId)
}

const lastOwner = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'LAST_OWNER',
    message: 'This is the last owner; an organisation without one could not be looked after.',
    remedy: 'Make somebody else an owner first.',
  })

/**
 * Gives a person another role; `null` takes the membership away. Within a transaction.
 *
 * @param allow throws when whoever asks may not do this to that member.
 * @returns the member as before; `null` when there is no such member.
 * @throws {TillbridgeError} `LAST_OWNER`.
 */
export async function changeMember(
  sql: Sql,
  {
    organizationId,
    userId,
    role,
  }: { readonly organizationId: string; readonly userId: string; readonly role: MemberRole | null },
  allow: (member: Member) => void = () => {},
): Promise<Member | null> {
  const othersOwn = await hasOtherOwner(sql, organizationId, userId)
  const member = await lockMember(sql, organizationId, userId)
  if (member === null) return null
  allow(member)
  if (member.role === 'owner' && role !== 'owner' && !othersOwn) throw lastOwner()
  await (role === null ? deleteMembership(sql, organizationId, userId) : updateRole(sql, organizationId, userId, role))
  return member
}

async function updateRole(sql: Sql, organizationId: string, userId: string, role: MemberRole): Promise<void> {
  await sql.query('update tillbridge.memberships set role = $3 where organization_id = $1 and user_id = $2', [
    organizationId,
    userId,
    role,
  ])
}

/** Ends a membership. Of who belongs nowhere any more nothing is kept: no account, no password, no session. */
async function deleteMembership(sql: Sql, organizationId: string, userId: string): Promise<void> {
  await sql.query('delete from tillbridge.memberships where organization_id = $1 and user_id = $2', [
    organizationId,
    userId,
  ])
  await sql.query(
    `delete from tillbridge.users where id = $1
     and not exists (select from tillbridge.memberships where user_id = $1)`,
    [userId],
  )
}
