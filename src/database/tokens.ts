import type { Pool } from 'pg'
import type { Sealer } from '#lib/secrets'
import { inTransaction, type Sql } from './pool.ts'

const ownerOf = (connectionId: string): string => `token:${connectionId}`

/** The token of a connection as stored JSON text, or `null`. */
export async function readToken(sql: Sql, sealer: Sealer, connectionId: string): Promise<string | null> {
  const result = await sql.query<{ token: Buffer | null }>(
    'select token from tillbridge.connections where connection_id = $1',
    [connectionId],
  )
  const sealed = result.rows[0]?.token ?? null
  return sealed === null ? null : sealer.open(sealed, ownerOf(connectionId))
}

export interface RenewedToken {
  readonly token: string
  readonly expiresAt: string | null
  /** Until when it can be renewed without a person; `null` = for ever, or not known. */
  readonly refreshExpiresAt: string | null
}

/**
 * Renews a token in one process at a time. `renew` gets the token as it is stored now (another process may have renewed it
 * meanwhile) and answers the one to keep. It is committed before anybody uses it, so that a crash never loses a rotated token.
 */
export async function renewToken(
  pool: Pool,
  sealer: Sealer,
  connectionId: string,
  renew: (stored: string | null) => Promise<RenewedToken>,
): Promise<string> {
  return inTransaction(pool, async (sql) => {
    // An advisory lock, not a row lock: the claim must not wait for a slow token server.
    await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [ownerOf(connectionId)])
    const stored = await readToken(sql, sealer, connectionId)
    const { token, expiresAt, refreshExpiresAt } = await renew(stored)
    if (token !== stored) {
      await sql.query(
        'update tillbridge.connections set token = $2, token_expires_at = $3, refresh_expires_at = $4 where connection_id = $1',
        [connectionId, sealer.seal(token, ownerOf(connectionId)), expiresAt, refreshExpiresAt],
      )
    }
    return token
  })
}
