import { afterAll, beforeAll, expect, test } from 'vitest'
import { runHere } from '#cli/run-here'
import { raiseAlarm } from '#database/alarms'
import { ensureOrganization } from '#database/organizations'
import { type MailServerHere, mailServerHere } from '#testing/mail-server'
import { type MigratedDatabase, migratedDatabase } from '#testing/migrated-database'

let database: MigratedDatabase
let mails: MailServerHere
beforeAll(async () => {
  ;[database, mails] = await Promise.all([migratedDatabase(), mailServerHere()])
})
afterAll(async () => {
  await mails[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const alerts = (...args: string[]) => run('alerts', ...args)
const run = async (...args: string[]) => {
  const { code, stdout, stderr } = await runHere([...args, '--json'], {
    DATABASE_URL: database.connectionString,
    TILLBRIDGE_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    TILLBRIDGE_SMTP_URL: mails.url,
    TILLBRIDGE_MAIL_FROM: 'bridge@example.com',
    PAGER: 'https://pager.example.com/hook?key=geheim',
  })
  const answer: Readonly<Record<string, unknown>> = {
    code,
    ...(stdout === '' ? { stderr } : (JSON.parse(stdout) as object)),
  }
  return answer
}

test('who is told is looked after from the terminal, with a real letter as the test', async () => {
  const quiet = ['--critical', '--quiet', '22:00-07:00', '--zone', 'Europe/Stockholm', '--days', 'mon,sun']
  expect(await alerts('add', 'email', 'Ops', '--to', 'kim@example.com', ...quiet)).toMatchObject({
    code: 0,
    channel: { name: 'Ops' },
    secret: null,
  })
  const pager = await alerts('add', 'webhook', 'Pager', '--url-from', 'PAGER', '--after', '30')
  expect(pager).toMatchObject({ code: 0, secret: expect.stringMatching(/^whsec_/) })
  expect(await alerts('add', 'email', 'ops', '--to', 'kim@example.com')).toMatchObject({
    error: { code: 'CHANNEL_EXISTS' },
  })
  expect(await alerts('add', 'email', 'Nobody')).toMatchObject({ error: { code: 'ALERT_CHANNEL_UNFIT' } })

  expect(await alerts('test', 'OPS')).toEqual({ code: 0, said: expect.any(String) })
  expect(mails.inbox).toMatchObject([{ to: ['kim@example.com'] }])
  const list = await alerts('list')
  expect(list).toMatchObject({
    channels: [
      {
        name: 'Ops',
        rules: { severities: ['critical'], quiet: { from: '22:00', to: '07:00', weekdays: [1, 7] } },
      },
      { name: 'Pager', rules: { escalateAfterMinutes: 30 } },
    ],
  })
  expect(JSON.stringify(list)).not.toMatch(/geheim|whsec_/)

  const renewed = await alerts('change', 'pager', '--off', '--language', 'sv', '--new-secret')
  expect(renewed).toMatchObject({ channel: { enabled: false, settings: { language: 'sv' } } })
  expect(renewed['secret']).not.toBe(pager['secret'])

  const alarm = {
    code: 'WEBHOOKS_BROKEN',
    integrationId: null,
    connectionId: null,
    severity: 'warning',
    count: 1,
  } as const
  for (const subject of ['shop', 'erp']) {
    const found = { ...alarm, subject, message: 'No webhook arrives.', remedy: null }
    await raiseAlarm(database.pool, await ensureOrganization(database.pool, 'main', 'main'), found, new Date())
  }
  const several = await run('alarms', 'acknowledge', 'webhooks_broken')
  expect(several).toMatchObject({ code: 1, error: { code: 'ALARM_UNKNOWN' } })
  const mine = ['alarms', 'acknowledge', 'WEBHOOKS_BROKEN', '--subject', 'shop', '--note', 'the host was asked']
  expect(await run(...mine)).toMatchObject({ code: 0, by: expect.any(String), note: 'the host was asked' })
  expect((await run('alarms'))['alarms']).toContainEqual(
    expect.objectContaining({ subject: 'shop', acknowledged: expect.objectContaining({ note: 'the host was asked' }) }),
  )

  expect(await alerts('remove', 'pager')).toMatchObject({ code: 0 })
  expect(await alerts('test', 'Pager')).toMatchObject({ code: 1, error: { code: 'CHANNEL_UNKNOWN' } })
  expect(await alerts('list')).toMatchObject({ channels: [{ name: 'Ops' }] })
})
