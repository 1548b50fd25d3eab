import { expect, test } from 'vitest'
import { silentLog } from '#lib/log'
import { inTransaction, openPool } from '#database/pool'
import { migratedDatabase } from '#testing/migrated-database'
import { createWake, type Wake } from './wake.ts'

test('work that one process raises wakes another, also after its connection was lost', async () => {
  await using database = await migratedDatabase()
  const pool = openPool(database.connectionString)
  const here = createWake({ pool: database.pool, log: silentLog, listen: false })
  const there = createWake({ pool, log: silentLog, listen: true })
  try {
    let heard = 0
    const off = there.onWork(() => (heard += 1))
    // Until it listens, it cannot hear: raised again and again, as work is.
    const hears = (from: number) =>
      expect.poll(() => (here.raise(), heard), { timeout: 10_000, interval: 30 }).toBeGreaterThan(from)
    await hears(0)
    await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where query like 'listen tillbridge%' and datname = current_database()`)
    await hears(heard)
    off()
    const silent = heard
    here.raise()
    expect(heard).toBe(silent)
  } finally {
    await dispose(here, there)
    // Would hang if a listening client had not been given back.
    await pool.end()
  }
})

test('a process that closes while it still connects gives its client back', async () => {
  await using database = await migratedDatabase()
  const pool = openPool(database.connectionString)
  const wake = createWake({ pool, log: silentLog, listen: true })
  await wake[Symbol.asyncDispose]()
  await pool.end()
  expect(pool.totalCount).toBe(0)
})

const dispose = async (...wakes: Wake[]): Promise<void> => {
  for (const wake of wakes) await wake[Symbol.asyncDispose]()
}

test('a transaction whose server is lost between two queries fails, and the process goes on', async () => {
  await using database = await migratedDatabase()
  const pool = openPool(database.connectionString)
  const broken = inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const heard = new Promise((resolve) => void client.once('end', resolve))
    await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    await heard
    await client.query('select 1')
  })
  await expect(broken).rejects.toThrow(/connection/i)
  expect((await pool.query('select 1')).rowCount).toBe(1)
  await pool.end()
})
