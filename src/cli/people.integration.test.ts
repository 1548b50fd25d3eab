import { afterAll, beforeAll, expect, test } from 'vitest'
import { runHere } from '#cli/run-here'
import { insertMembership } from '#database/members'
import { ensureOrganization } from '#database/organizations'
import { insertUser } from '#database/users'
import { mailServerHere } from '#testing/mail-server'
import { type MigratedDatabase, migratedDatabase, seedIntegration } from '#testing/migrated-database'

let database: MigratedDatabase
beforeAll(async () => {
  database = await migratedDatabase()
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
})

const people = (...args: string[]) => peopleWith({}, ...args)
const peopleWith = (environment: Readonly<Record<string, string>>, ...args: string[]) =>
  called(['people', ...args], environment)

const called = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const { code, stdout } = await runHere([...args, '--json'], {
    DATABASE_URL: database.connectionString,
    TILLBRIDGE_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    TILLBRIDGE_PUBLIC_URL: 'https://bridge.example.com',
    SUDO_USER: 'olle',
    ...environment,
  })
  const answer: Readonly<Record<string, unknown>> = { code, ...(JSON.parse(stdout) as object) }
  return answer
}

test('people and keys are looked after from the terminal, and the log says who sat there', async () => {
  const link = expect.stringMatching(/^https:\/\/bridge\.example\.com\/welcome#token=[\w-]{43}$/)
  expect(await people('owner-link')).toEqual({ code: 0, owner: null, link })
  const organizationId = await ensureOrganization(database.pool, 'main', 'main')
  const ada = await insertUser(database.pool, { name: 'Ada', email: 'ada@example.com', passwordHash: 'x' })
  await insertMembership(database.pool, organizationId, ada?.userId ?? '', 'owner')
  expect(await people('owner-link')).toEqual({ code: 0, owner: 'ada@example.com', link })
  expect(await people('role', 'ada@example.com', 'viewer')).toMatchObject({ code: 1, error: { code: 'LAST_OWNER' } })

  expect(await people('invite', 'Kim@example.com', '--role', 'bookkeeper')).toMatchObject({
    code: 0,
    role: 'bookkeeper',
  })
  expect(await people('list')).toMatchObject({
    members: [{ email: 'ada@example.com', role: 'owner' }],
    invitations: [{ email: 'kim@example.com', invitedBy: 'the command line' }],
  })
  const made = await people('keys', 'create', 'price import', '--role', 'operator', '--days', '30')
  expect(made).toMatchObject({ apiKey: { role: 'operator', createdBy: 'olle' }, key: expect.stringMatching(/^tb_/) })
  expect(await people('keys', 'revoke', 'price import')).toMatchObject({ code: 0 })
  expect(await people('keys', 'revoke', 'price import')).toMatchObject({ error: { code: 'API_KEY_UNKNOWN' } })

  const { events } = (await people('audit')) as unknown as { events: { event: string; outcome: string; by: unknown }[] }
  expect(events.map(({ event, outcome }) => `${event} ${outcome}`)).toEqual([
    'api-key.revoked done',
    'api-key.created done',
    'invitation.created done',
    'member.role-changed failed',
    'owner-link.created done',
    'owner-link.created done',
  ])
  expect(events[0]?.by).toEqual({ kind: 'command', id: 'olle', name: 'olle' })
  expect(JSON.stringify(events)).not.toContain(made['key'])

  // A key that was mistyped does not become an organisation; one that is meant begins with its first owner.
  const agency = (...args: string[]) => peopleWith({ TILLBRIDGE_ORGANIZATION: 'agency' }, ...args)
  expect(await agency('list')).toMatchObject({ code: 1, error: { code: 'ORGANIZATION_UNKNOWN' } })
  expect(await agency('owner-link')).toMatchObject({ code: 0, owner: null })
  expect(await agency('list')).toMatchObject({ code: 0, members: [] })
})

test('the doctor asks the mail server, and shows no password', async () => {
  await using mails = await mailServerHere()
  const examined = async (url: string) => {
    const { stdout, stderr } = await runHere(['doctor', '--json'], {
      DATABASE_URL: database.connectionString,
      TILLBRIDGE_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
      TILLBRIDGE_SMTP_URL: url,
      TILLBRIDGE_MAIL_FROM: 'bridge@example.com',
    })
    expect(stdout + stderr).not.toMatch(/geheim/)
    expect(stdout + stderr).not.toContain(mails.password)
    const parts = JSON.parse(stdout) as { what: string; findings: unknown[] }[]
    return parts.find(({ what }) => what === 'Mail')?.findings
  }
  expect(await examined(mails.url)).toMatchObject([{ level: 'ok', message: expect.stringContaining('answers') }])
  const wrong = mails.url.replace(encodeURIComponent(mails.password), 'geheim')
  expect(await examined(wrong)).toMatchObject([{ level: 'error', code: 'MAIL_LOGIN_REFUSED' }])
})

test('an invitation of the terminal goes out by mail, and stands where that fails', async () => {
  await using mails = await mailServerHere()
  const environment = { TILLBRIDGE_SMTP_URL: mails.url, TILLBRIDGE_MAIL_FROM: 'bridge@example.com' }
  const sent = await peopleWith(environment, 'invite', 'lo@example.com', '--language', 'sv')
  expect(sent).toMatchObject({ code: 0, sent: true })
  expect(mails.inbox[0]).toMatchObject({ to: ['lo@example.com'], text: expect.stringMatching(/^olle bjuder in dig/) })
  expect(mails.inbox[0]?.text).toContain(`\n${String(sent['link'])}\n`)
  const link = expect.stringContaining('/invitation#token=')
  expect(await peopleWith(environment, 'invite', 'nobody@example.com')).toMatchObject({ code: 0, sent: false, link })
  expect(await people('invite', 'bo@example.com')).toMatchObject({ code: 0, sent: false, link })
})

test('a cause and an order are handed to a member and noted on, and the log says by whom', async () => {
  const { pool } = database
  const seeded = await seedIntegration(pool)
  const { organizationId, integrationId, targetConnectionId } = seeded
  await pool.query(
    `insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, record_name, connection_id, state, found_by,
       cause_code, cause_subject, cause_message)
     values ($1, tillbridge.new_id(), $2, 'orders', '1', '#1001', $3, 'attention', 'webhook', 'TAX_NOT_MAPPED', 'tax:FI:25.5', 'No code.')`,
    [organizationId, integrationId, targetConnectionId],
  )
  const bo = await insertUser(pool, { name: 'Bo', email: 'bo@example.com', passwordHash: 'x' })
  const eve = await insertUser(pool, { name: 'Eve', email: 'eve@example.com', passwordHash: 'x' })
  await insertMembership(pool, organizationId, bo?.userId ?? '', 'operator')
  await insertMembership(pool, organizationId, eve?.userId ?? '', 'viewer')
  const environment = { TILLBRIDGE_ORGANIZATION: `organization-${organizationId}` }
  const attention = (...args: string[]) => called(['attention', ...args], environment)

  const cause = ['TAX_NOT_MAPPED', '--subject', 'tax:FI:25.5']
  expect(await attention('assign', ...cause, '--to', 'BO@example.com')).toMatchObject({ code: 0, assignee: 'Bo' })
  for (const nobody of ['eve@example.com', 'kim@example.com']) {
    expect(await attention('assign', ...cause, '--to', nobody)).toMatchObject({ error: { code: 'ASSIGNEE_UNKNOWN' } })
  }
  expect(await attention('note', ...cause, ' Ask Kim. ')).toMatchObject({ code: 0, note: { text: 'Ask Kim.' } })
  expect(await attention('note', '1001', 'Booked by hand?')).toMatchObject({ code: 0 })
  expect(await attention('list')).toMatchObject({
    0: { code: 'TAX_NOT_MAPPED', subject: 'tax:FI:25.5', transfers: 1, assignee: 'Bo', notes: 1 },
  })
  const shown = (await attention('show', '#1001')) as {
    assignee: null
    notes: { noteId: string; authorName: string }[]
  }
  expect(shown).toMatchObject({ assignee: null, notes: [{ authorName: 'olle', text: 'Booked by hand?' }] })
  const noteId = shown.notes[0]?.noteId ?? ''
  expect(await called(['attention', 'unnote', noteId], { ...environment, SUDO_USER: 'eve' })).toMatchObject({
    error: { code: 'NOTE_UNKNOWN' },
  })
  expect(await attention('unnote', noteId)).toMatchObject({ code: 0 })
  expect(await attention('assign', ...cause)).toMatchObject({ code: 0, assignee: null })
  expect(await attention('show', ...cause)).toMatchObject({ assignee: null, notes: [{ text: 'Ask Kim.' }] })
  const { events } = (await called(['people', 'audit'], environment)) as unknown as { events: { event: string }[] }
  expect(events.map(({ event }) => event)).toEqual([
    'attention.assigned',
    'note.removed',
    'note.removed',
    'note.added',
    'note.added',
    'attention.assigned',
    'attention.assigned',
  ])
})
