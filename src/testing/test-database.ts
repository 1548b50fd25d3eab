import { createHash, randomBytes } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { Client } from 'pg'
import type { PoolConfig } from 'pg'
import { inject } from 'vitest'

export interface TestDatabase extends AsyncDisposable {
  /** For `pg`: `new Pool(database.connection)`. */
  readonly connection: PoolConfig
  readonly connectionString: string
  /** Drops the database, connections or not. Without it the database goes when the run ends. */
  drop(): Promise<void>
}

export interface TestDatabaseOptions {
  /** Brings an empty database up to date. Called once per run and version of the migrations, not per database. */
  readonly migrate: (connection: PoolConfig) => Promise<void>
}

const MIGRATIONS = new URL('../database/migrations/', import.meta.url)

/**
 * A database of its own for a test file or a test, migrated: a copy of a template (some 30 ms).
 *
 * It lives in the Postgres of this test run, or, with the environment variable `TEST_DATABASE_URL`, in an existing one
 * whose user may create databases; templates stay there and are used by later runs too.
 *
 * @example
 * await using database = await createTestDatabase({ migrate: async (connection) => { … } })
 */
export async function createTestDatabase({ migrate }: TestDatabaseOptions): Promise<TestDatabase> {
  const server = await serverUrl()
  const template = await ensureTemplate(server, migrate)
  const name = `test_${randomBytes(8).toString('hex')}`
  // FILE_COPY is the faster way here: nothing is logged, and the test server never forces anything to the disk.
  await onServer(server, (admin) => admin.query(`create database ${name} template ${template} strategy file_copy`))
  const connectionString = withDatabase(server, name)
  const drop = () => onServer(server, (admin) => admin.query(`drop database if exists ${name} with (force)`))
  return { connection: { connectionString }, connectionString, drop, [Symbol.asyncDispose]: drop }
}

let server: Promise<string> | null = null

function serverUrl(): Promise<string> {
  server ??= Promise.resolve(process.env['TEST_DATABASE_URL'] ?? askMainProcess())
  return server
}

async function askMainProcess(): Promise<string> {
  const answer = await text(connect(inject('testDatabaseServer')))
  if (answer.startsWith('error: ')) {
    const message = `The tests need a Postgres, and none could be started. ${answer.slice('error: '.length)}`
    throw new Error(`${message}\nTo use another: TEST_DATABASE_URL=postgres://user:password@host/postgres npm test`)
  }
  return answer
}

async function ensureTemplate(server: string, migrate: TestDatabaseOptions['migrate']): Promise<string> {
  const template = `template_${await migrationsHash(migrate)}`
  await onServer(server, async (admin) => {
    // One process makes it, the others wait here.
    await admin.query('select pg_advisory_lock(hashtextextended($1, 0))', [template])
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [template])
    if (rowCount !== 0) return
    // Renamed when complete: a run that is interrupted leaves no half-migrated template.
    const unfinished = `${template}_new`
    await admin.query(`drop database if exists ${unfinished} with (force)`)
    await admin.query(`create database ${unfinished}`)
    await migrate({ connectionString: withDatabase(server, unfinished) })
    await admin.query(`alter database ${unfinished} rename to ${template}`)
  })
  return template
}

/** Changes with any migration, and with the function that applies them. */
async function migrationsHash(migrate: TestDatabaseOptions['migrate']): Promise<string> {
  const hash = createHash('sha256').update(migrate.toString())
  const files = await readdir(MIGRATIONS).catch(() => [])
  for (const file of files.sort()) hash.update(file).update(await readFile(new URL(file, MIGRATIONS)))
  return hash.digest('hex').slice(0, 16)
}

async function onServer(server: string, work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: withDatabase(server, 'postgres') })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

/** The same server, another database. Not by `URL`, which refuses a URL without a host name (a Unix socket). */
function withDatabase(server: string, database: string): string {
  return server.replace(/^(postgres(?:ql)?:\/\/[^/?]*)(\/[^?]*)?/, `$1/${database}`)
}
