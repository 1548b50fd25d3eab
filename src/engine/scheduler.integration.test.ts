import { expect, test } from 'vitest'
import { sealer } from '#lib/secrets'
import { openToys } from './engine.test-kit.ts'
import { startScheduler } from './scheduler.ts'

test('schedules follow the flows: added, changed, switched off', async () => {
  await using toys = await openToys()
  const { pool, connectionString } = toys.database
  const schedules = async (): Promise<string[]> => {
    const { rows } = await pool.query(
      `select cron || ' ' || timezone as text from tillbridge_jobs.schedule where name = 'sweep' order by 1`,
    )
    return rows.map((row) => row.text)
  }
  const start = () =>
    startScheduler({
      engine: toys.engine(),
      sealer: sealer(Buffer.alloc(32)),
      database: { connectionString },
      publicUrl: null,
      organizationId: toys.seeded.organizationId,
    })
  const first = await start()
  try {
    await expect.poll(schedules, { timeout: 10_000 }).toEqual(['*/5 * * * * UTC'])
  } finally {
    await first.stop()
  }
  await pool.query(`update tillbridge.flows set schedule = '7 3 * * *', time_zone = 'Europe/Stockholm'`)
  const second = await start()
  try {
    await expect.poll(schedules, { timeout: 10_000 }).toEqual(['7 3 * * * Europe/Stockholm'])
  } finally {
    await second.stop()
  }
  await pool.query('update tillbridge.flows set enabled = false')
  const third = await start()
  try {
    await expect.poll(schedules, { timeout: 10_000 }).toEqual([])
  } finally {
    await third.stop()
  }
})
