import { chmod, cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import type { PoolConfig } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbeddedPostgres } from '#database/embedded/supervisor'
import { createTestDatabase } from '#testing/test-database'
import { checkInstallation, confirmLive } from './copy-guard.ts'

const TABLE = `create schema tillbridge; create table tillbridge.installation (
  singleton boolean primary key default true check (singleton), installation_id uuid not null,
  guard text not null check (guard in ('live', 'copy')), fingerprint text, confirmed_at timestamptz)`

const OWN_SERVER = { dataDirectory: null }

async function withPool<T>(connection: PoolConfig, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool(connection)
  pool.on('error', () => {})
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}

/** Starts the server of a data folder for as long as `work` takes. */
async function onFolder<T>(dataDirectory: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  await using postgres = await startEmbeddedPostgres({ dataDirectory, durable: false })
  return await withPool(postgres.connection, work)
}

const check = (dataDirectory: string) => onFolder(dataDirectory, (pool) => checkInstallation(pool, { dataDirectory }))

let parent = ''
let live = ''

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tillbridge-guard-'))
  // Postgres may run as another user, who has to pass.
  await chmod(parent, 0o755)
  live = join(parent, 'live')
  await onFolder(live, (pool) => pool.query(TABLE))
})
afterAll(() => rm(parent, { recursive: true }))

test('a data folder stays live over restarts and when it is moved; a copy of it is a copy until confirmed', async () => {
  expect(await check(live)).toBe('live')
  expect(await check(live)).toBe('live')

  const moved = join(parent, 'moved')
  await rename(live, moved)
  expect(await check(moved)).toBe('live')

  const copied = join(parent, 'copied')
  await cp(moved, copied, { recursive: true, preserveTimestamps: true })
  expect(await check(copied)).toBe('copy')
  expect(await check(copied)).toBe('copy')
  expect(await check(moved)).toBe('live')

  await onFolder(copied, (pool) => confirmLive(pool, { dataDirectory: copied }))
  expect(await check(copied)).toBe('live')
})

test('a database cloned within a server of your own is a copy', async () => {
  await using original = await createTestDatabase({ migrate: (connection) => withPool(connection, createTable) })
  const name = await withPool(original.connection, async (pool) => {
    expect(await checkInstallation(pool, OWN_SERVER)).toBe('live')
    const { rows } = await pool.query<{ name: string }>('select current_database() as name')
    return rows[0]?.name ?? ''
  })
  const admin = { connectionString: original.connectionString.replace(name, 'postgres') }
  const clone = { connectionString: original.connectionString.replace(name, `${name}_clone`) }
  await withPool(admin, (pool) => pool.query(`create database ${name}_clone template ${name}`))
  expect(await withPool(clone, (pool) => checkInstallation(pool, OWN_SERVER))).toBe('copy')
  expect(await withPool(original.connection, (pool) => checkInstallation(pool, OWN_SERVER))).toBe('live')
  await withPool(admin, (pool) => pool.query(`drop database ${name}_clone with (force)`))
})

async function createTable(pool: Pool): Promise<void> {
  await pool.query(TABLE)
}
