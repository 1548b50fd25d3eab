import type { Sql } from './pool.ts'

export interface Session {
  readonly sessionId: string
  readonly address: string | null
  readonly browser: string | null
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly expiresAt: string
}

/** A person's sessions that still work, the newest first. */
export async function listSessions(sql: Sql, userId: string, now: Date): Promise<Session[]> {
  const { rows } = await sql.query<Session>(
    `select id as "sessionId", nullif(ip_address, '') as address, nullif(user_agent, '') as browser,
       created_at as "createdAt", updated_at as "lastSeenAt", expires_at as "expiresAt"
     from tillbridge.sessions where user_id = $1 and expires_at > $2 order by created_at desc limit 200`,
    [userId, now.toISOString()],
  )
  return rows
}

export async function endSession(sql: Sql, userId: string, sessionId: string): Promise<boolean> {
  const { rowCount } = await sql.query('delete from tillbridge.sessions where user_id = $1 and id = $2', [
    userId,
    sessionId,
  ])
  return rowCount === 1
}

/** Ends all sessions of a person, but the one that is `kept`. */
export async function endSessions(sql: Sql, userId: string, kept: string | null): Promise<number> {
  const { rowCount } = await sql.query(
    'delete from tillbridge.sessions where user_id = $1 and ($2::uuid is null or id <> $2)',
    [userId, kept],
  )
  return rowCount ?? 0
}

/** Takes out some of what has expired: sessions that nobody ended, links and codes that nobody used. */
export async function forgetExpired(sql: Sql, now: Date): Promise<void> {
  for (const table of ['sessions', 'verifications']) {
    await sql.query(
      `delete from tillbridge.${table} where id in
       (select id from tillbridge.${table} where expires_at < $1 limit 1000 for update skip locked)`,
      [now.toISOString()],
    )
  }
  // Secrets that people stated before they left for a vendor's page, and never came back from.
  await sql.query('delete from tillbridge.grants where expires_at < $1', [now.toISOString()])
}
