/**
 * A copy of a database (a restored backup, a copied data folder, a cloned server) holds the credentials of the live
 * shop. If both ran, both would write to it. So a database knows where it lives; found anywhere else, it is a copy,
 * and the engine sends nothing outward for a copy until a person confirms that this is the live one now.
 */
import type { Pool } from 'pg'
import { newId } from '#lib/ids'
import { formatFingerprint, isSamePlace, parseFingerprint, takeFingerprint } from './fingerprint.ts'
import type { DatabasePlace } from './fingerprint.ts'

export type { DatabasePlace } from './fingerprint.ts'

export type Guard = 'live' | 'copy'

/**
 * Says whether this database is the live one, and remembers the answer in `tillbridge.installation`, where the engine
 * reads it. To be called at every start, after migrations and before anything is sent. A new database is live.
 */
export async function checkInstallation(pool: Pool, place: DatabasePlace): Promise<Guard> {
  const here = await takeFingerprint(pool, place)
  await pool.query(
    `insert into tillbridge.installation (installation_id, guard, fingerprint) values ($1, 'live', $2)
     on conflict (singleton) do nothing`,
    [newId(), formatFingerprint(here)],
  )
  const { rows } = await pool.query<{ guard: Guard; fingerprint: string | null }>(
    'select guard, fingerprint from tillbridge.installation',
  )
  const known = rows[0]
  if (known?.guard !== 'live') return 'copy'
  if (known.fingerprint === null) return claim(pool, formatFingerprint(here))
  const home = parseFingerprint(known.fingerprint)
  if (home !== null && isSamePlace(home, here)) return 'live'
  await pool.query("update tillbridge.installation set guard = 'copy', confirmed_at = null")
  return 'copy'
}

/** A person says: this is the live database, the other one is stopped for good. From now on it is at home here. */
export async function confirmLive(pool: Pool, place: DatabasePlace): Promise<void> {
  const here = formatFingerprint(await takeFingerprint(pool, place))
  await pool.query(
    `insert into tillbridge.installation (installation_id, guard, fingerprint, confirmed_at)
     values ($1, 'live', $2, now())
     on conflict (singleton) do update set guard = 'live', fingerprint = $2, confirmed_at = now()`,
    [newId(), here],
  )
}

async function claim(pool: Pool, here: string): Promise<Guard> {
  await pool.query('update tillbridge.installation set fingerprint = $1 where fingerprint is null', [here])
  return 'live'
}
