import { hashOf, newToken, sameHash } from '#lib/one-time-token'
import { newId } from '#lib/ids'
import type { MembershipRow, MemberRole } from './members.ts'
import type { Sql } from './pool.ts'

/** How every key begins: people and secret scanners recognise it. */
export const KEY_PREFIX = 'tb_'
const SHOWN_CHARACTERS = 10

export interface ApiKey {
  readonly apiKeyId: string
  readonly name: string
  readonly role: MemberRole
  /** What people recognise it by. */
  readonly prefix: string
  readonly createdBy: string
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

const COLUMNS = `api_key_id as "apiKeyId", name, role, prefix, created_by as "createdBy", created_at as "createdAt",
  expires_at as "expiresAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"`

/** Makes a key. The key itself is in no place but the answer. */
export async function insertApiKey(
  sql: Sql,
  organizationId: string,
  key: {
    readonly name: string
    readonly role: MemberRole
    readonly createdBy: string
    readonly expiresAt: Date | null
    readonly now: Date
  },
): Promise<{ readonly apiKey: ApiKey; readonly secret: string }> {
  const { token, hash } = newToken(KEY_PREFIX)
  const { rows } = await sql.query<ApiKey>(
    `insert into tillbridge.api_keys (organization_id, api_key_id, name, role, prefix, key_hash, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${COLUMNS}`,
    [
      organizationId,
      newId(key.now),
      key.name,
      key.role,
      token.slice(0, SHOWN_CHARACTERS),
      hash,
      key.createdBy,
      key.now.toISOString(),
      key.expiresAt?.toISOString() ?? null,
    ],
  )
  return { apiKey: rows[0] as ApiKey, secret: token }
}

/** The key that a caller sent, if it works at `now`, with the one organisation it is for. */
export async function findApiKey(
  sql: Sql,
  secret: string,
  now: Date,
): Promise<{ readonly apiKeyId: string; readonly keyName: string; readonly membership: MembershipRow } | null> {
  const hash = hashOf(secret)
  const { rows } = await sql.query<MembershipRow & { apiKeyId: string; keyName: string; hash: Buffer; stale: boolean }>(
    `select k.api_key_id as "apiKeyId", k.name as "keyName", k.key_hash as hash, k.role, o.organization_id as "organizationId",
       o.key as organization, o.name, coalesce(k.last_used_at < $2::timestamptz - interval '1 minute', true) as stale
     from tillbridge.api_keys k join tillbridge.organizations o using (organization_id)
     where k.key_hash = $1 and k.revoked_at is null and coalesce(k.expires_at > $2, true)`,
    [hash, now.toISOString()],
  )
  const found = rows[0]
  if (found === undefined || !sameHash(found.hash, hash)) return null
  const { apiKeyId, keyName, organizationId, organization, name, role } = found
  if (found.stale) {
    await sql.query('update tillbridge.api_keys set last_used_at = $3 where organization_id = $1 and api_key_id = $2', [
      organizationId,
      apiKeyId,
      now.toISOString(),
    ])
  }
  return { apiKeyId, keyName, membership: { organizationId, organization, name, role } }
}

/** The newest first; `after` = the id that the page before ended with. */
export async function listApiKeys(
  sql: Sql,
  organizationId: string,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<ApiKey[]> {
  const { rows } = await sql.query<ApiKey>(
    `select ${COLUMNS} from tillbridge.api_keys
     where organization_id = $1 and ($2::uuid is null or api_key_id < $2) order by api_key_id desc limit $3`,
    [organizationId, after ?? null, limit],
  )
  return rows
}

/** @returns the key that was revoked; `null` when there is no such key that works. */
export async function revokeApiKey(
  sql: Sql,
  organizationId: string,
  apiKeyId: string,
  now: Date,
): Promise<ApiKey | null> {
  const { rows } = await sql.query<ApiKey>(
    `update tillbridge.api_keys set revoked_at = $3
     where organization_id = $1 and api_key_id = $2 and revoked_at is null returning ${COLUMNS}`,
    [organizationId, apiKeyId, now.toISOString()],
  )
  return rows[0] ?? null
}
