import { Pool, type PoolClient, types } from 'pg'
import { addressOf, type Client, type Driver, inTransaction, type SqlResult, type SqlValue } from './driver.ts'
import type { SqlSettings } from './settings.ts'

// Dates stay days, and stamps without a zone are taken as UTC: Node would read both in the zone of this machine.
const DATE = 1082
const TIMESTAMP = 1114
const parsers = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return types.getTypeParser(oid, format)
    if (oid === DATE) return (text: string) => text
    if (oid === TIMESTAMP) return (text: string) => new Date(`${text.replace(' ', 'T')}Z`)
    return types.getTypeParser(oid, format)
  }) as typeof types.getTypeParser,
}

export function openPostgres(settings: SqlSettings): Driver {
  const { host, port = 5432, schema, user, password, tls, slots, timeoutSeconds } = settings
  const pool = new Pool({
    host,
    port,
    user,
    password,
    database: schema,
    max: slots + 2,
    types: parsers,
    ssl: tls === 'required',
    application_name: 'tillbridge',
    connectionTimeoutMillis: 10_000,
    statement_timeout: timeoutSeconds * 1_000,
    // Beyond what the server itself stops: a server that no longer answers.
    query_timeout: timeoutSeconds * 1_000 + 5_000,
    options: '-c timezone=UTC',
    allowExitOnIdle: true,
  })
  // An idle connection that loses its server must not end the process; the next statement tells the fault.
  pool.on('error', () => {})
  return {
    address: addressOf('postgres', settings, port),
    async version() {
      const { rows } = await pool.query<{ version: string }>('show server_version')
      return rows[0] === undefined ? '' : String(Object.values(rows[0])[0])
    },
    async transaction(effect, work) {
      return inTransaction(clientOf(await pool.connect()), effect, work)
    },
    [Symbol.asyncDispose]: () => pool.end(),
  }
}

function clientOf(client: PoolClient): Client {
  const lost = (): void => {}
  client.on('error', lost)
  // Not the simple protocol, which would take several statements in one text.
  const query = async (text: string, values: readonly SqlValue[]): Promise<SqlResult> => {
    const query = { text, values: [...values], queryMode: 'extended' as const }
    const result = await client.query<Record<string, unknown>>(query)
    return { rows: result.rows, affected: result.rowCount ?? 0, insertId: null }
  }
  return {
    session: { query },
    async begin(effect) {
      await query(effect === 'read' ? 'begin isolation level repeatable read read only' : 'begin', [])
    },
    async finish(word) {
      await client.query(word)
    },
    isRefusal: (error) => error instanceof Error && 'severity' in error && error.severity === 'ERROR',
    end(fit) {
      client.removeListener('error', lost)
      client.release(!fit)
    },
  }
}
