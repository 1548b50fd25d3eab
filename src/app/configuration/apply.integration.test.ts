import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '#database/migrate'
import { ensureOrganization } from '#database/organizations'
import { openPool } from '#database/pool'
import { raiseTransfers } from '#database/raise'
import { queriesOf } from '#database/tables'
import { countStates } from '#database/transfers'
import { newId } from '#lib/ids'
import { sealer } from '#lib/secrets'
import { createTestDatabase, type TestDatabase } from '#testing/test-database'
import { type Applied, applyConfiguration, type ApplyOptions } from './apply.ts'
import { exportConfiguration } from './export.ts'
import { parseConfiguration } from './parse.ts'
import { type ConfigurationStore, readStored, storedSecrets } from './stored.ts'
import { toyConnectors } from './toy-connectors.ts'

const FILE = `version: 1
connections:
  shop: { connector: till, settings: { shop: nordlys, secret: "\${SHOP_SECRET}" } }
  erp: { connector: books, settings: { company: Nordlys AB, secret: "\${ERP_SECRET}" }, slots: 4 }
integrations:
  nordlys:
    name: Nordlys to the books
    store: shop
    target: erp
    live: true
    flows: { orders: { schedule: "*/10 * * * *", timeZone: Europe/Stockholm } }
    policies: { documents: invoice, rounding: { maximum: 0.05 } }
    mappings: { taxes: [{ country: SE, rate: 25, account: VAT 25 }] }
`
const ENV = { SHOP_SECRET: 'the-shop-secret', ERP_SECRET: 'the-erp-secret' }

let database: TestDatabase
let store: ConfigurationStore

beforeAll(async () => {
  database = await createTestDatabase({
    migrate: async (connection) => {
      const pool = openPool(connection)
      await migrate(pool)
      await pool.end()
    },
  })
  const pool = openPool(database.connection)
  store = { pool, sealer: sealer(randomBytes(32)), connectors: toyConnectors, organizationId: '' }
})
afterAll(async () => {
  await store.pool.end()
  await database.drop()
})
// An organisation of its own for each test: nothing of another one may be seen or touched.
beforeEach(async () => {
  store = { ...store, organizationId: await ensureOrganization(store.pool, newId(), 'Test') }
})

async function apply(text: string, options: ApplyOptions = {}): Promise<Applied> {
  const parsed = parseConfiguration(text, {
    env: ENV,
    connectors: store.connectors,
    storedSecrets: await storedSecrets(store),
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2))
  return applyConfiguration(store, parsed.configuration, options)
}

const actions = ({ changes }: Applied): string[] => changes.map(({ action, part, key }) => `${action} ${part} ${key}`)

async function integrationId(key = 'nordlys'): Promise<string> {
  return (await readStored(store)).integrations.get(key)?.integrationId ?? ''
}

/** Transfers that wait for a person because a value is not mapped. */
async function raiseWaiting(count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, index) => ({
    recordKey: `${index}`,
    recordName: `#${index}`,
    updatedAt: null,
    createdAt: null,
  }))
  const options = { organizationId: store.organizationId, integrationId: await integrationId() } as const
  await raiseTransfers(store.pool, { ...options, flow: 'orders', foundBy: 'sweep', lane: 0, force: false }, records)
  await store.pool.query(
    `update tillbridge.transfers set state = 'attention', cause_code = 'TAX_NOT_MAPPED' where organization_id = $1`,
    [store.organizationId],
  )
}

const states = () => countStates(queriesOf(store.pool), store.organizationId)

describe('applying', () => {
  test('adds everything, then finds nothing to change', async () => {
    expect(actions(await apply(FILE))).toEqual(['add connection shop', 'add connection erp', 'add integration nordlys'])
    expect(actions(await apply(FILE))).toEqual([
      'unchanged connection shop',
      'unchanged connection erp',
      'unchanged integration nordlys',
    ])
  })

  test('shows what a dry run would change, and changes nothing', async () => {
    await apply(FILE)
    const changed = FILE.replace('rate: 25, account: VAT 25', 'rate: 25, account: VAT 26').replace(
      'slots: 4',
      'slots: 2',
    )
    const dry = await apply(changed, { dryRun: true })
    expect(dry.changes.flatMap((change) => change.fields.map((field) => field.path))).toEqual([
      'slots',
      'mappings.taxes',
    ])
    expect(actions(await apply(FILE))).not.toContain('change connection erp')
  })

  test('never shows a secret that changes', async () => {
    await apply(FILE)
    const { changes } = await apply(FILE.replace('${ERP_SECRET}', 'another-secret'))
    expect(changes[1]).toEqual({
      part: 'connection',
      key: 'erp',
      action: 'change',
      fields: [{ path: 'settings.secret', before: '(secret)', after: '(secret)' }],
    })
  })

  test('is one transaction: a refusal leaves everything as it was', async () => {
    await apply(FILE)
    await raiseWaiting(1)
    const other = FILE.replace(
      '  shop: {',
      '  shop2: { connector: till, settings: { shop: other, secret: s } }\n  shop: {',
    )
    await expect(apply(other.replace('store: shop', 'store: shop2'))).rejects.toMatchObject({
      code: 'CONNECTION_IN_USE',
    })
    expect([...(await readStored(store)).connections.keys()]).toEqual(['erp', 'shop'])
  })

  test('refuses to turn an account into another system', async () => {
    await apply(FILE)
    const turned = FILE.replace(
      'connector: till, settings: { shop: nordlys',
      'connector: books, settings: { company: x',
    )
    const withoutIntegrations = turned.slice(0, turned.indexOf('integrations:'))
    await expect(apply(withoutIntegrations)).rejects.toMatchObject({ code: 'CONNECTION_IN_USE' })
  })

  test('leaves what the file does not mention, and switches it off when asked to', async () => {
    await apply(FILE)
    const none = FILE.slice(0, FILE.indexOf('integrations:'))
    expect(actions(await apply(none))).toContain('absent integration nordlys')
    expect((await readStored(store)).integrations.get('nordlys')?.live).toBe(true)
    expect((await apply(none, { prune: true })).switchedOff).toEqual(['nordlys'])
    expect((await readStored(store)).integrations.get('nordlys')?.live).toBe(false)
    expect((await apply(none, { prune: true })).switchedOff).toEqual([])
  })

  test('sees nothing of another organisation', async () => {
    await apply(FILE)
    const other = { ...store, organizationId: await ensureOrganization(store.pool, newId(), 'Other') }
    expect((await readStored(other)).connections.size).toBe(0)
  })
})

describe('a mended configuration lets go what waited for a person', () => {
  test.each([
    ['a mapping', FILE.replace('VAT 25', 'VAT 26')],
    ['a policy', FILE.replace('documents: invoice', 'documents: order')],
    ['a connection of the integration', FILE.replace('company: Nordlys AB', 'company: Nordlys Oy')],
  ])('%s', async (_name, changed) => {
    await apply(FILE)
    await raiseWaiting(3)
    expect((await apply(changed)).released).toBe(3)
    expect(await states()).toMatchObject({ attention: 0, pending: 3 })
  })

  test('but not when only the name changes, nor in a dry run', async () => {
    await apply(FILE)
    await raiseWaiting(3)
    expect((await apply(FILE.replace('Nordlys to the books', 'Nordlys'))).released).toBe(0)
    expect((await apply(FILE.replace('VAT 25', 'VAT 26'), { dryRun: true })).released).toBe(0)
    expect(await states()).toMatchObject({ attention: 3 })
  })
})

describe('exporting', () => {
  test.each(['yaml', 'json'] as const)(
    'as %s: applied again it changes nothing, with or without the environment',
    async (format) => {
      await apply(FILE)
      const exported = await exportConfiguration(store, format)
      expect(actions(await apply(exported))).toEqual(
        expect.arrayContaining([
          'unchanged connection erp',
          'unchanged connection shop',
          'unchanged integration nordlys',
        ]),
      )
      const parsed = parseConfiguration(exported, {
        env: {},
        connectors: store.connectors,
        storedSecrets: await storedSecrets(store),
      })
      expect(parsed.ok).toBe(true)
    },
  )

  test('holds no secret, and says only what differs from the defaults', async () => {
    await apply(FILE)
    const exported = await exportConfiguration(store)
    expect(exported).not.toContain('the-erp-secret')
    expect(
      exported
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .join('\n')
        .trim(),
    ).toBe(
      `version: 1
connections:
  erp:
    connector: books
    settings:
      company: Nordlys AB
      secret: "\${ERP_SECRET}"
    slots: 4
  shop:
    connector: till
    settings:
      shop: nordlys
      secret: "\${SHOP_SECRET}"
integrations:
  nordlys:
    name: Nordlys to the books
    store: shop
    target: erp
    live: true
    flows:
      orders:
        enabled: true
        schedule: "*/10 * * * *"
        timeZone: Europe/Stockholm
    policies:
      documents: invoice
      rounding: { maximum: "0.05" }
    mappings:
      taxes:
        - { country: SE, rate: "25", account: VAT 25 }`,
    )
  })
})
