import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import type { SqlSettings } from '#connectors/generic-sql/settings'
import { sqlSchema } from '#sandboxes/old-system/sql-schema'
import type { TestMariadb } from '#testing/mariadb'
import { migratedDatabase } from '#testing/migrated-database'
import { sqlSettings } from './sql-settings.ts'

/** A database with the schema of the old system in it, and a way in beside the connector. */
export interface OldDatabase extends AsyncDisposable {
  readonly settings: SqlSettings
  run(statements: readonly string[]): Promise<readonly Record<string, unknown>[]>
}

export async function inPostgres(): Promise<OldDatabase> {
  const database = await migratedDatabase()
  const { host, port, user, password, database: name } = new Client({ connectionString: database.connectionString })
  const place = { host, port, user: user ?? 'postgres', password: password || 'none', schema: name ?? '' }
  const run: OldDatabase['run'] = async (statements) => {
    let rows: readonly Record<string, unknown>[] = []
    for (const statement of statements) ({ rows } = await database.pool.query<Record<string, unknown>>(statement))
    return rows
  }
  const settings = sqlSettings({ database: 'postgres', ...place })
  await run(sqlSchema('postgres'))
  return { settings, run, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}

export async function inMariadb(server: TestMariadb): Promise<OldDatabase> {
  const schema = `old_${randomBytes(6).toString('hex')}`
  await server.run(null, [`create database ${schema}`])
  await server.run(schema, sqlSchema('mariadb'))
  const { port, user, password } = server
  return {
    settings: sqlSettings({ database: 'mariadb', host: '127.0.0.1', port, user, password, schema }),
    run: (statements) => server.run(schema, statements),
    [Symbol.asyncDispose]: async () => void (await server.run(null, [`drop database ${schema}`])),
  }
}
