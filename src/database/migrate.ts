import { readdir, readFile } from 'node:fs/promises'
import type { Pool } from 'pg'
import { TillbridgeError } from '#lib/errors'
import { inTransaction } from './pool.ts'

const FOLDER = new URL('./migrations/', import.meta.url)
// Any fixed number: two processes that start at once must not migrate at once.
const MIGRATION_LOCK = 7_215_442_001

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
}

/** All migrations of this version, in order. */
export async function migrations(): Promise<Migration[]> {
  const files = (await readdir(FOLDER)).filter((file) => /^\d{4}_[a-z0-9-_]+\.sql$/.test(file)).sort()
  return Promise.all(
    files.map(async (file) => ({
      number: Number(file.slice(0, 4)),
      name: file.slice(5, -4),
      sql: await readFile(new URL(file, FOLDER), 'utf8'),
    })),
  )
}

/**
 * Brings the schema up to this version, forward only. Safe to call from several processes at once.
 *
 * @throws {TillbridgeError} `rejected`, `DATABASE_TOO_NEW` when a newer Tillbridge has already migrated it.
 */
export async function migrate(pool: Pool): Promise<{ readonly applied: readonly string[]; readonly version: number }> {
  const all = await migrations()
  return inTransaction(pool, async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await sql.query('create schema if not exists tillbridge')
    await sql.query(
      'create table if not exists tillbridge.migrations (number int primary key, name text not null, applied_at timestamptz not null default now())',
    )
    const done = await sql.query<{ number: number }>('select number from tillbridge.migrations order by number')
    const newest = done.rows.at(-1)?.number ?? 0
    const known = all.at(-1)?.number ?? 0
    if (newest > known) throw tooNew(newest, known)
    const applied: string[] = []
    for (const migration of all.filter(({ number }) => number > newest)) {
      await sql.query(migration.sql)
      await sql.query('insert into tillbridge.migrations (number, name) values ($1, $2)', [
        migration.number,
        migration.name,
      ])
      applied.push(migration.name)
    }
    return { applied, version: known }
  })
}

const tooNew = (found: number, known: number): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'DATABASE_TOO_NEW',
    message: `The database was upgraded by a newer Tillbridge (schema ${found}, this version knows ${known}).`,
    remedy: 'Start the newer version, or restore a backup that this version made.',
  })
