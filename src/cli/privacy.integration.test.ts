import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runHere } from '#cli/run-here'
import { ensureOrganization } from '#database/organizations'
import { type MigratedDatabase, migratedDatabase } from '#testing/migrated-database'
import { orderOfAnn } from '#testing/order-of-ann'
import { roomyFolder } from '#testing/roomy-folder'

let database: MigratedDatabase
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(await roomyFolder(), 'tillbridge-handed-out-'))
  database = await migratedDatabase()
  await orderOfAnn(database.pool, await ensureOrganization(database.pool, 'main', 'main'))
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const run = async (...args: string[]) => {
  const { code, stdout, stderr } = await runHere([...args, '--json'], {
    DATABASE_URL: database.connectionString,
    TILLBRIDGE_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    SUDO_USER: 'olle',
  })
  const answer: Readonly<Record<string, unknown>> = {
    code,
    ...(stdout === '' ? { stderr } : (JSON.parse(stdout) as object)),
  }
  return answer
}

test('what is kept of a person is found, written to a file that only its owner reads, and erased', async () => {
  expect(await run('privacy', 'find', 'Ann@example.com')).toMatchObject({
    code: 0,
    people: [{ store: 'shop', names: ['Ann Annson'], customerIds: ['88000001'], kept: { orders: 1, documents: 1 } }],
    isComplete: true,
  })
  const file = join(folder, 'ann.json')
  expect(await run('privacy', 'export', '88000001', '--out', file)).toEqual({ code: 0, file, stores: 1 })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    about: '88000001',
    stores: [{ store: 'shop', orders: [{ name: '#1001' }] }],
  })
  const wrong = await run('privacy', 'erase', 'ann@example.com', '--confirm', 'bob@example.com')
  expect(wrong).toMatchObject({ code: 2 })
  const erased = await run('privacy', 'erase', 'ann@example.com', '--confirm', 'ann@example.com')
  expect(erased).toMatchObject({ code: 0, erased: { transfers: 1, documents: 1 } })
  expect(await run('privacy', 'find', 'ann@example.com')).toMatchObject({ people: [] })
  expect(await run('privacy', 'export', 'ann@example.com', '--out', file)).toMatchObject({
    code: 1,
    error: { code: 'PERSON_UNKNOWN' },
  })

  const { events } = (await run('people', 'audit')) as unknown as { events: { event: string; outcome: string }[] }
  expect(events.map(({ event, outcome }) => `${event} ${outcome}`)).toEqual([
    'privacy.exported failed',
    'privacy.looked-up done',
    'privacy.erased done',
    'privacy.exported done',
    'privacy.looked-up done',
  ])
  expect(JSON.stringify(events)).not.toMatch(/ann@|88000001|Annson/)
})
