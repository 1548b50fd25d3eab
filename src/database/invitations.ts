import { newId } from '#lib/ids'
import { hashOf, newToken } from '#lib/one-time-token'
import type { MemberRole } from './members.ts'
import type { Sql } from './pool.ts'
import { plainEmail } from './users.ts'

export const INVITATION_DAYS = 7

export interface Invitation {
  readonly invitationId: string
  readonly email: string
  readonly role: MemberRole
  readonly invitedBy: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly acceptedAt: string | null
  readonly revokedAt: string | null
}

/** An invitation whose link still works, with where it leads. */
export interface OpenInvitation {
  readonly organizationId: string
  readonly organization: string
  readonly organizationName: string
  readonly invitationId: string
  readonly email: string
  readonly role: MemberRole
}

const COLUMNS = `invitation_id as "invitationId", email, role, invited_by as "invitedBy", created_at as "createdAt",
  expires_at as "expiresAt", accepted_at as "acceptedAt", revoked_at as "revokedAt"`

/** Invites a person; an open invitation to the same address is replaced. The token is in no place but the answer. */
export async function insertInvitation(
  sql: Sql,
  organizationId: string,
  invitation: {
    readonly email: string
    readonly role: MemberRole
    readonly invitedBy: string
    readonly now: Date
  },
): Promise<{ readonly invitation: Invitation; readonly token: string }> {
  const { token, hash } = newToken()
  const { rows } = await sql.query<Invitation>(
    // Counted, so that it is done first: otherwise the new one meets the old one, and there may be only one that is open.
    `with replaced as (
       update tillbridge.invitations set revoked_at = $6
       where organization_id = $1 and email = $3 and accepted_at is null and revoked_at is null returning 1)
     insert into tillbridge.invitations (organization_id, invitation_id, email, role, token_hash, invited_by, created_at, expires_at)
     select $1, $2::uuid, $3, $4, $5, $7, $6, $6::timestamptz + make_interval(days => $8)
     from (select count(*) from replaced) as done returning ${COLUMNS}`,
    [
      organizationId,
      newId(invitation.now),
      plainEmail(invitation.email),
      invitation.role,
      hash,
      invitation.now.toISOString(),
      invitation.invitedBy,
      INVITATION_DAYS,
    ],
  )
  return { invitation: rows[0] as Invitation, token }
}

/** The newest first; `after` = the id that the page before ended with. */
export async function listInvitations(
  sql: Sql,
  organizationId: string,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<Invitation[]> {
  const { rows } = await sql.query<Invitation>(
    `select ${COLUMNS} from tillbridge.invitations
     where organization_id = $1 and ($2::uuid is null or invitation_id < $2) order by invitation_id desc limit $3`,
    [organizationId, after ?? null, limit],
  )
  return rows
}

/** @returns what was taken back; `null` when there is no such open invitation. */
export async function revokeInvitation(
  sql: Sql,
  organizationId: string,
  invitationId: string,
  now: Date,
): Promise<Invitation | null> {
  const { rows } = await sql.query<Invitation>(
    `update tillbridge.invitations set revoked_at = $3
     where organization_id = $1 and invitation_id = $2 and accepted_at is null and revoked_at is null returning ${COLUMNS}`,
    [organizationId, invitationId, now.toISOString()],
  )
  return rows[0] ?? null
}

const OPEN = `select i.organization_id as "organizationId", o.key as organization, o.name as "organizationName",
    i.invitation_id as "invitationId", i.email, i.role
  from tillbridge.invitations i join tillbridge.organizations o using (organization_id)
  where i.accepted_at is null and i.revoked_at is null and i.expires_at > $1`

/** The invitation of a token, if its link still works; `forUse` keeps others from using it meanwhile. */
export async function findInvitation(
  sql: Sql,
  token: string,
  { now, forUse = false }: { readonly now: Date; readonly forUse?: boolean },
): Promise<OpenInvitation | null> {
  const { rows } = await sql.query<OpenInvitation>(`${OPEN} and i.token_hash = $2 ${forUse ? 'for update of i' : ''}`, [
    now.toISOString(),
    hashOf(token),
  ])
  return rows[0] ?? null
}

/** Everywhere that this address is invited to at `now`. */
export async function openInvitationsTo(sql: Sql, email: string, now: Date): Promise<OpenInvitation[]> {
  const { rows } = await sql.query<OpenInvitation>(`${OPEN} and i.email = $2`, [now.toISOString(), plainEmail(email)])
  return rows
}

export async function markAccepted(sql: Sql, invitation: OpenInvitation, now: Date): Promise<void> {
  await sql.query(
    'update tillbridge.invitations set accepted_at = $3 where organization_id = $1 and invitation_id = $2',
    [invitation.organizationId, invitation.invitationId, now.toISOString()],
  )
}
