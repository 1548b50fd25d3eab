import { Pool, type PoolClient, type PoolConfig, types } from 'pg'
import { TillbridgeError } from '#lib/errors'

/** What runs SQL: the pool, or one client inside a transaction. Every function of this part takes one first. */
export type Sql = Pick<Pool, 'query'> | Pick<PoolClient, 'query'>

// Timestamps travel as ISO text in UTC: the domain has no use for Date objects that lose the microseconds of a cursor.
const TIMESTAMPTZ_OID = 1184
const parseTimestamp = (text: string): string => new Date(text).toISOString()

/** A pool for Tillbridge's own schema. `config` is a connection string or what `pg` takes. */
export function openPool(
  config: PoolConfig | string,
  options: { readonly size?: number; readonly name?: string } = {},
): Pool {
  const base = typeof config === 'string' ? { connectionString: config } : config
  const pool = new Pool({
    ...base,
    max: options.size ?? 10,
    application_name: options.name ?? 'tillbridge',
    connectionTimeoutMillis: 10_000,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === TIMESTAMPTZ_OID && format !== 'binary'
          ? parseTimestamp
          : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
  })
  // A client that loses its server, idle or in the middle of a transaction, must not end the process; the next query reports the fault
  // to its caller.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}

/** Runs `work` in one transaction: all of it or nothing. */
export async function inTransaction<T>(pool: Pool, work: (sql: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** Checks that the database answers and explains what to do when it does not. */
export async function assertReachable(pool: Pool): Promise<void> {
  try {
    await pool.query('select 1')
  } catch (cause) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'DATABASE_UNREACHABLE',
      message: `The database does not answer: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy:
        'Check DATABASE_URL (host, port, user, password, database name) and that the server accepts connections from here.',
      cause,
    })
  }
}
