import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Choice, ChoiceList } from '#contract/target'
import { ensureOrganization } from '#database/organizations'
import { openPool } from '#database/pool'
import { sealer } from '#lib/secrets'
import type { Promotion } from '#server/configuration'
import { migratedDatabase } from '#testing/migrated-database'
import { applyConfiguration } from './apply.ts'
import { parseConfiguration } from './parse.ts'
import { configurationService } from './service.ts'
import { type ConfigurationStore, readStored } from './stored.ts'
import { toyConnectors } from './toy-connectors.ts'

const FILE = `version: 1
connections:
  shop-test: { connector: till, settings: { shop: nordlys-test, secret: one } }
  shop: { connector: till, settings: { shop: nordlys, secret: two } }
  erp-test: { connector: books, settings: { company: Test AB, secret: three }, slots: 4 }
  erp: { connector: books, settings: { company: Nordlys AB, secret: four }, slots: 4 }
integrations:
  nordlys-test:
    store: shop-test
    target: erp-test
    live: true
    flows: { orders: { schedule: "*/10 * * * *", timeZone: Europe/Stockholm } }
    policies: { documents: invoice }
    mappings:
      taxes: [{ country: SE, rate: 25, account: VAT 25 }]
      payments: [{ gateway: "*", mode: Card }]
      locations: [{ location: "77", warehouse: Stores }]
alerts:
  Ops: { kind: slack, url: https://hooks.example.com/geheim, integrations: [nordlys-test] }
  Boss: { kind: email, to: [boss@example.com] }
`
const LIVE = new Map<ChoiceList, readonly string[]>([
  ['accounts', ['VAT 25', 'Bank']],
  ['tax-accounts', ['VAT 12']],
  ['payment-modes', ['Cash']],
])
const choices = async (_connection: unknown, list: ChoiceList): Promise<readonly Choice[]> =>
  (LIVE.get(list) ?? []).map((value) => ({ value, label: value }))

const PROMOTION: Promotion = {
  from: 'nordlys-test',
  to: 'nordlys',
  name: null,
  store: 'shop',
  target: 'erp',
  payments: [],
  live: true,
  goLiveOn: '2026-12-01',
  endTest: false,
  despite: false,
}
const ADA = { by: 'ada', with: 'test' }

let database: Awaited<ReturnType<typeof migratedDatabase>>
let store: ConfigurationStore
let service: ReturnType<typeof configurationService>

beforeAll(async () => {
  database = await migratedDatabase()
  const pool = openPool(database.connectionString)
  const organizationId = await ensureOrganization(pool, 'main', 'Main')
  store = { pool, sealer: sealer(randomBytes(32)), connectors: toyConnectors, organizationId }
  service = configurationService({ ...store, engine: { choices } }, { localAddresses: true })
  const parsed = parseConfiguration(FILE, { env: {}, connectors: toyConnectors })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  await applyConfiguration(store, parsed.configuration)
})
afterAll(async () => {
  await store.pool.end()
  await database[Symbol.asyncDispose]()
})

const promote = (change: Partial<Promotion>, isDone = true) =>
  service.promote(store.organizationId, { ...PROMOTION, ...change }, isDone ? ADA : null)
const integration = async (key: string) => (await readStored(store)).integrations.get(key)

test('says what would change and what the live system does not know, and changes nothing', async () => {
  const looked = await promote({}, false)
  expect(looked.changes.filter(({ action }) => action === 'add').map(({ key }) => key)).toEqual(['nordlys'])
  expect(looked.unknown).toEqual([{ list: 'payment-modes', code: 'Card', path: 'payments[0].mode' }])
  expect(looked.unchecked).toEqual(['warehouses'])
  expect(looked.foreignIds).toEqual([{ id: '77', path: 'locations[0].location' }])
  // The same store, tried out with a test ERP: its ids stay what they are.
  expect((await promote({ store: 'shop-test' }, false)).foreignIds).toEqual([])
  expect(await integration('nordlys')).toBeUndefined()
})

test('refuses what would stop at once, would mix test and books, or names what is not there', async () => {
  await expect(promote({})).rejects.toMatchObject({ code: 'PROMOTION_CODES_UNKNOWN' })
  await expect(promote({ to: 'nordlys-test' })).rejects.toMatchObject({ code: 'PROMOTION_TO_ITSELF' })
  await expect(promote({ target: 'erp-test' })).rejects.toMatchObject({ code: 'PROMOTION_TO_ITSELF' })
  await expect(promote({ target: 'gone' })).rejects.toMatchObject({ code: 'CONNECTION_UNKNOWN' })
  await expect(promote({ from: 'gone' })).rejects.toMatchObject({ code: 'INTEGRATION_UNKNOWN' })
  expect(await integration('nordlys')).toBeUndefined()
})

test('joins the rules with the live systems, leaves the test its own, and takes over what is tried out later', async () => {
  await promote({ despite: true })
  const [tried, live, { connections }] = [
    await integration('nordlys-test'),
    await integration('nordlys'),
    await readStored(store),
  ]
  expect(live).toMatchObject({
    live: true,
    storeConnectionId: connections.get('shop')?.connectionId,
    targetConnectionId: connections.get('erp')?.connectionId,
    policies: { documents: 'invoice', goLiveOn: '2026-12-01' },
    mappings: tried?.mappings,
  })
  expect(live?.flows.find(({ flow }) => flow === 'orders')).toMatchObject({ enabled: true, schedule: '*/10 * * * *' })
  expect(tried).toMatchObject({ live: true, policies: { goLiveOn: null } })
  expect(live?.integrationId).not.toBe(tried?.integrationId)
  // Who is told of the test is told of what takes its place; who is told of all hears of it anyway.
  expect(
    [...(await readStored(store)).alerts.values()].map(({ channel, secrets }) => [
      channel.rules.integrations,
      secrets?.url,
    ]),
  ).toEqual([
    [[], undefined],
    [['nordlys-test', 'nordlys'], 'https://hooks.example.com/geheim'],
  ])

  const again = await promote({ despite: true, endTest: true })
  expect(again.changes.filter(({ action }) => action === 'change').map(({ key }) => key)).toEqual(['nordlys-test'])
  const ended = await integration('nordlys-test')
  expect([ended?.live, ended?.flows.some(({ enabled }) => enabled)]).toEqual([false, false])
})
