import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import { addressOf, type Client, type Driver, inTransaction, type SqlResult, type SqlValue } from './driver.ts'
import type { SqlSettings } from './settings.ts'

/** MariaDB and MySQL, which speak one protocol. Opens nothing yet: the first question does, and loads the library. */
export function openMysql(settings: SqlSettings): Driver {
  const { port = DEFAULT_PORT, timeoutSeconds } = settings
  let opening: Promise<Pool> | null = null
  const pool = (): Promise<Pool> => (opening ??= openPool(settings))
  return {
    address: addressOf('mysql', settings, port),
    async version() {
      const [rows] = await (await pool()).query<RowDataPacket[]>('select version() as version')
      return String(rows[0]?.['version'])
    },
    async transaction(effect, work) {
      return inTransaction(clientOf(await (await pool()).getConnection(), timeoutSeconds), effect, work)
    },
    async [Symbol.asyncDispose]() {
      await (await opening)?.end()
    },
  }
}

const DEFAULT_PORT = 3306

async function openPool(settings: SqlSettings): Promise<Pool> {
  const { host, port = DEFAULT_PORT, schema, user, password, tls, slots } = settings
  const { createPool } = await import('mysql2/promise')
  return createPool({
    host,
    port,
    user,
    password,
    database: schema,
    ...(tls === 'required' ? { ssl: {} } : {}),
    connectionLimit: slots + 2,
    connectTimeout: 10_000,
    // Amounts and long keys as texts, days as days, stamps in UTC.
    decimalNumbers: false,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: ['DATE'],
    timezone: 'Z',
    charset: 'utf8mb4',
    // One statement in one text, whatever the text holds.
    multipleStatements: false,
  })
}

function clientOf(connection: PoolConnection, timeoutSeconds: number): Client {
  const query = async (text: string, values: readonly SqlValue[]): Promise<SqlResult> => {
    // Prepared by the server: the values travel beside the text.
    const options = { sql: text, values: [...values], timeout: timeoutSeconds * 1_000 }
    const [result] = await connection.execute<RowDataPacket[] | ResultSetHeader>(options)
    if (Array.isArray(result)) return { rows: result, affected: result.length, insertId: null }
    return { rows: [], affected: result.affectedRows, insertId: result.insertId === 0 ? null : String(result.insertId) }
  }
  return {
    session: { query },
    async begin(effect) {
      // Otherwise a text that is too long is cut, and an amount out of range is bent, without a word.
      await connection.query("set session sql_mode = concat(@@sql_mode, ',STRICT_ALL_TABLES'), time_zone = '+00:00'")
      await connection.query(
        effect === 'read' ? 'start transaction with consistent snapshot, read only' : 'start transaction',
      )
    },
    async finish(word) {
      await connection.query(word)
    },
    isRefusal: (error) => error instanceof Error && 'sqlState' in error && !('fatal' in error && error.fatal === true),
    end(fit) {
      if (fit) connection.release()
      else connection.destroy()
    },
  }
}
