import { expect, test } from 'vitest'
import { runHere } from '#cli/run-here'
import { migratedDatabase } from '#testing/migrated-database'

test('the terminal shows it, previews it and changes it', { timeout: 60_000 }, async () => {
  await using database = await migratedDatabase()
  const retention = async (...args: string[]) => {
    const { code, stdout, stderr } = await runHere(['retention', ...args, '--json'], {
      DATABASE_URL: database.connectionString,
      TILLBRIDGE_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    })
    return { code, said: JSON.parse(stdout || stderr) as unknown }
  }
  expect(await retention('set', 'attempts', '7', '--preview')).toMatchObject({ code: 0, said: { goes: { rows: 0 } } })
  expect(await retention('set', 'deliveries', '2')).toMatchObject({ said: { error: { code: 'RETENTION_TOO_SHORT' } } })
  expect(await retention('set', 'attempts', '365')).toMatchObject({ code: 0 })
  const { said } = await retention('show')
  expect(said).toMatchObject({
    items: [{}, { kind: 'attempts', days: 365, usual: 30 }, {}, {}, {}, {}, {}, { kind: 'evidence', days: null }],
  })
})
