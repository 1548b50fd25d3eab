import { createHmac, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acknowledgeAlarm } from '#database/acknowledgements'
import { listAlarms, raiseAlarm, settleAlarms } from '#database/alarms'
import type { AlertRules } from '#database/alert-channels'
import { type DeliveryView, listDeliveries } from '#database/alert-deliveries'
import { createLog } from '#lib/log'
import { sealer } from '#lib/secrets'
import { migratedDatabase, type MigratedDatabase, type Seeded, seedIntegration } from '#testing/migrated-database'
import { type AlertServices, deliverDue, sendTest, tellAll } from './alert-loop.ts'
import { addChannel, changeChannel, dropChannel, type SavedHere } from './channels.ts'

interface Taken {
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

const MINUTE_MS = 60_000
const RULES: AlertRules = {
  severities: ['warning', 'critical'],
  codes: [],
  integrations: [],
  quiet: null,
  escalateAfterMinutes: null,
}

let database: MigratedDatabase
let seeded: Seeded
let receiver: Server
let taken: Taken[]
let answers: number[]
let letters: { to: string; subject: string }[]
let now: Date
let services: AlertServices

beforeEach(async () => {
  database = await migratedDatabase()
  seeded = await seedIntegration(database.pool)
  taken = []
  answers = []
  letters = []
  now = new Date('2026-11-18T12:00:00Z')
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      taken.push({ headers: request.headers, body })
      response.writeHead(answers.shift() ?? 200, { location: '/elsewhere' }).end('thank you')
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  services = {
    pool: database.pool,
    sealer: sealer(randomBytes(32)),
    clock: { now: () => now, sleep: async () => {} },
    log: createLog('silent'),
    random: () => 0.5,
    mail: async ({ to, subject }) => {
      if (to.startsWith('nobody@')) throw new Error('no such mailbox')
      letters.push({ to, subject })
    },
    address: () => 'https://bridge.example.com',
  }
})
afterEach(async () => {
  receiver.close()
  await database[Symbol.asyncDispose]()
})

const url = (): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?key=geheim`
const LOCAL = { localAddresses: true }
const hook = (rules: Partial<AlertRules> = {}, name = 'Hook'): Promise<SavedHere> => {
  const { organizationId } = seeded
  const target = { kind: 'webhook', name, to: [], url: url(), language: 'en' } as const
  const wanted = { organizationId, ...target, rules: { ...RULES, ...rules } }
  return addChannel(services, wanted, LOCAL)
}
const raise = (over: object = {}) =>
  raiseAlarm(
    database.pool,
    seeded.organizationId,
    {
      code: 'CONNECTION_PAUSED',
      subject: 'shop',
      integrationId: null,
      connectionId: seeded.storeConnectionId,
      severity: 'critical',
      message: 'The shop does not let us in.',
      remedy: 'Enter a new key.',
      count: 1,
      ...over,
    },
    now,
  )
const close = () => settleAlarms(database.pool, seeded.organizationId, ['CONNECTION_PAUSED'], [], now)
const pass = async (minutes: number): Promise<void> => {
  now = new Date(now.getTime() + minutes * MINUTE_MS)
  await tellAll(services)
  while ((await deliverDue(services, new AbortController().signal)) > 0);
}
const deliveries = (): Promise<DeliveryView[]> => listDeliveries(database.pool, seeded.organizationId, { limit: 50 })
const types = (): string[] => taken.map(({ body }) => (JSON.parse(body) as { type: string }).type)

test('a webhook is told what is wrong once, signed, by one of several processes, and that it is over', async () => {
  const { secret } = await hook()
  await raise()
  await Promise.all([tellAll(services), tellAll(services)])
  const signal = new AbortController().signal
  await Promise.all([deliverDue(services, signal), deliverDue(services, signal)])
  await pass(5)
  expect(taken).toHaveLength(1)
  const { headers, body } = taken[0] as Taken
  const key = Buffer.from((secret ?? '').replace('whsec_', ''), 'base64')
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  expect(JSON.parse(body)).toMatchObject({
    type: 'alert.problem',
    page: expect.stringContaining('https://bridge.example.com/o/'),
    alarms: [{ code: 'CONNECTION_PAUSED', message: 'The shop does not let us in.', connection: 'shop', openings: 1 }],
  })
  await close()
  await pass(0.5)
  expect(types()).toEqual(['alert.problem'])
  await pass(1)
  expect(types()).toEqual(['alert.problem', 'alert.recovery'])
  await pass(60)
  expect(types()).toHaveLength(2)
  expect((await deliveries()).map(({ state, answer }) => `${state} ${answer}`)).toEqual([
    'sent HTTP 200 thank you',
    'sent HTTP 200 thank you',
  ])
})

test('what does not arrive is tried again, and a channel that keeps failing is an alarm until it works', async () => {
  await hook()
  await raise()
  answers = [500, 302, 404]
  await pass(0)
  expect((await deliveries())[0]).toMatchObject({ state: 'waiting', tries: 1, failure: { code: 'ALERT_NOT_TAKEN' } })
  await pass(0.4)
  expect(taken).toHaveLength(1)
  await pass(0.2)
  expect((await deliveries())[0]).toMatchObject({ tries: 2, failure: { code: 'ALERT_REDIRECTED' } })
  const open = async () =>
    (await listAlarms(database.pool, seeded.organizationId, { state: 'open', limit: 9 })).map(({ code }) => code)
  expect(await open()).toEqual(['CONNECTION_PAUSED'])
  await pass(1.1)
  expect(await open()).toContain('ALERT_CHANNEL_FAILING')
  await pass(2.1)
  expect((await deliveries()).map(({ state, tries }) => [state, tries])).toEqual([['sent', 4]])
  expect(new Set(types())).toEqual(new Set(['alert.problem']))
  expect(await open()).toEqual(['CONNECTION_PAUSED'])
})

test('what could not be told for a day is given up', async () => {
  await hook()
  await raise()
  answers = Array.from({ length: 50 }, () => 503)
  await pass(0)
  for (let tries = 1; tries < 40; tries += 1) await pass(61)
  expect(await deliveries()).toMatchObject([{ state: 'failed', failure: { code: 'ALERT_NOT_TAKEN' } }])
})

test('each address of e-mail is a message of its own, so that one that fails repeats none of the others', async () => {
  const to = ['ada@example.com', 'nobody@example.com']
  const wanted = {
    organizationId: seeded.organizationId,
    kind: 'email',
    name: 'Ops',
    to,
    url: null,
    language: 'sv',
    rules: RULES,
  } as const
  await addChannel(services, wanted, LOCAL)
  await raise({ message: 'Nothing goes through "shop": ERPNext is not reachable (ECONNREFUSED).' })
  await pass(0)
  await pass(1)
  // In the language of the channel; what is kept of it stays one text.
  expect(letters).toEqual([
    { to: 'ada@example.com', subject: expect.stringMatching(/\] Kritiskt: Inget går genom ”shop”: /) },
  ])
  expect((await deliveries())[0]?.content.alarms[0]?.message).toMatch(/^Nothing goes through/)
  expect((await deliveries()).map(({ recipient, state }) => [recipient, state]).toSorted()).toEqual([
    ['ada@example.com', 'sent'],
    ['nobody@example.com', 'waiting'],
  ])
  // A test tries each of them, whoever of them fails.
  const turned = { ...wanted, name: 'y', to: to.toReversed() }
  const { channel } = await addChannel(services, turned, LOCAL)
  const test = sendTest(services, channel, { key: 'main', name: 'Main' }, new AbortController().signal)
  await expect(test).rejects.toThrow('no such mailbox')
  expect(letters.map((letter) => letter.to)).toEqual(['ada@example.com', 'ada@example.com'])
  await expect(addChannel({ ...services, mail: null }, { ...wanted, name: 'x' }, LOCAL)).rejects.toMatchObject({
    code: 'MAIL_NOT_SET_UP',
  })
})

test('who is told late hears of what nobody has acknowledged', async () => {
  await hook({ escalateAfterMinutes: 30 })
  await raise()
  await pass(29)
  expect(taken).toHaveLength(0)
  await pass(1)
  expect(types()).toEqual(['alert.escalation'])
  await raise({ subject: 'erp', connectionId: seeded.targetConnectionId })
  const open = await listAlarms(database.pool, seeded.organizationId, { state: 'open', limit: 9 })
  const alarmId = open.find(({ subject }) => subject === 'erp')?.alarmId ?? ''
  const by = (name: string) =>
    acknowledgeAlarm(database.pool, seeded.organizationId, { alarmId, by: name, note: null, at: now })
  expect(await by('Ada')).toMatchObject({ by: 'Ada' })
  expect(await by('Kim')).toMatchObject({ by: 'Ada' })
  await pass(120)
  expect(types()).toHaveLength(1)
})

test('a channel for one integration hears of its connections, and of what concerns all', async () => {
  await hook({ integrations: ['other'] }, 'Other')
  await hook({ integrations: ['nordlys'] }, 'Nordlys')
  await raise()
  await pass(0)
  expect(await deliveries()).toMatchObject([{ channelName: 'Nordlys' }])
})

test('channels lead to public addresses only, unless they may lead anywhere; nothing secret is shown', async () => {
  const outside = { localAddresses: false }
  const wanted = {
    organizationId: seeded.organizationId,
    kind: 'slack',
    name: 'S',
    to: [],
    url: url(),
    language: 'en',
    rules: RULES,
  } as const
  await expect(addChannel(services, wanted, outside)).rejects.toMatchObject({ code: 'ADDRESS_NOT_PUBLIC' })
  const { channel } = await addChannel(services, wanted, LOCAL)
  expect(JSON.stringify(channel)).not.toContain('geheim')
  await expect(addChannel(services, { ...wanted, name: 's' }, LOCAL)).rejects.toMatchObject({ code: 'CHANNEL_EXISTS' })
  const organization = { key: 'main', name: 'Acme' }
  const signal = new AbortController().signal
  expect(await sendTest(services, channel, organization, signal)).toBe('HTTP 200 thank you')
  expect(JSON.parse(taken[0]?.body ?? '')).toMatchObject({ blocks: [{ type: 'header' }, {}, {}] })
  // A name that was public when it was entered may lead elsewhere by now.
  await expect(sendTest(services, { ...channel, publicOnly: true }, organization, signal)).rejects.toMatchObject({
    code: 'ADDRESS_NOT_PUBLIC',
  })
  expect(taken).toHaveLength(1)
  await expect(changeChannel(services, channel, { to: ['a@example.com'] }, LOCAL)).rejects.toMatchObject({
    code: 'CHANNEL_FIELD_UNFIT',
  })
})

test('a channel that is switched off or removed is told nothing more, and its secret may be replaced', async () => {
  const { channel, secret } = await hook()
  const changed = await changeChannel(services, channel, { newSecret: true, name: 'Renamed' }, LOCAL)
  expect(changed.secret).toMatch(/^whsec_/)
  expect(changed.secret).not.toBe(secret)
  await raise()
  await tellAll(services)
  await changeChannel(services, changed.channel, { enabled: false }, LOCAL)
  await pass(5)
  expect(taken).toHaveLength(0)
  await dropChannel(services, seeded.organizationId, channel.channelId)
  await pass(5)
  expect(await deliveries()).toEqual([])
})

test('what people change of a channel in the same moment all holds, and nobody is alarmed about one that is gone', async () => {
  const both = await Promise.allSettled([hook(), hook()])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const made = both.find((one) => one.status === 'fulfilled')
  if (made === undefined) throw new Error('nobody made the channel')
  const { channel } = made.value
  const changes = [{ enabled: false }, { rules: { ...RULES, severities: ['critical'] } }, { language: 'sv' }] as const
  await Promise.all(changes.map((change) => changeChannel(services, channel, change, LOCAL)))
  const { channel: newest } = await changeChannel(services, channel, { enabled: true }, LOCAL)
  expect(newest).toMatchObject({ rules: { severities: ['critical'] }, settings: { language: 'sv' } })

  // It is taken away while it is being told for the third time.
  await raise()
  answers = [500, 500]
  await pass(0)
  await pass(1)
  receiver.removeAllListeners('request').on('request', (_request, response) => {
    void dropChannel(services, seeded.organizationId, channel.channelId).then(() => response.writeHead(500).end())
  })
  await pass(2)
  const open = await listAlarms(database.pool, seeded.organizationId, { state: 'open', limit: 9 })
  expect(open.map(({ code }) => code)).toEqual(['CONNECTION_PAUSED'])
  await expect(changeChannel(services, channel, { enabled: true }, LOCAL)).rejects.toMatchObject({
    code: 'CHANNEL_GONE',
  })
})
