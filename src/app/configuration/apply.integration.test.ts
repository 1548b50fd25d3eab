import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '#database/migrate'
import { ensureOrganization } from '#database/organizations'
import { openPool } from '#database/pool'
import { raiseTransfers } from '#database/raise'
import { shopZones } from '#database/shop-zone'
import { queriesOf } from '#database/tables'
import { countStates } from '#database/transfers'
import { newId } from '#lib/ids'
import { sealer } from '#lib/secrets'
import { createTestDatabase, type TestDatabase } from '#testing/test-database'
import { type Applied, applyConfiguration, type ApplyOptions } from './apply.ts'
import { exportConfiguration } from './export.ts'
import { parseConfiguration } from './parse.ts'
import { type ConfigurationStore, readStored, storedConnections, storedSecrets } from './stored.ts'
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
const ENV = {
  SHOP_SECRET: 'the-shop-secret',
  ERP_SECRET: 'the-erp-secret',
  PAGER: 'https://pager.example.com/hook?key=geheim',
  LOCAL: 'http://127.0.0.1:9/hook',
}

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
    storedConnections: await storedConnections(store),
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

  test('lets a flow live by the clock of its store, unless it has a zone of its own', async () => {
    await apply(FILE)
    const zones = async () =>
      Object.fromEntries(
        (await readStored(store)).integrations.get('nordlys')?.flows.map((one) => [one.flow, one.timeZone]) ?? [],
      )
    expect(await zones()).toMatchObject({ orders: 'Europe/Stockholm', payouts: 'UTC' })
    await store.pool.query(
      `update tillbridge.connections set settings = settings || '{"timeZone": "Europe/Helsinki"}' where organization_id = $1 and key = 'shop'`,
      [store.organizationId],
    )
    expect(await zones()).toMatchObject({ orders: 'Europe/Stockholm', payouts: 'Europe/Helsinki' })
    expect(await shopZones(store.pool, [store.organizationId])).toEqual(
      new Map([[store.organizationId, 'Europe/Stockholm']]),
    )
    expect(actions(await apply(FILE.replace(', timeZone: Europe/Stockholm', '')))).toContain(
      'change integration nordlys',
    )
    expect(await zones()).toMatchObject({ orders: 'UTC' })
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

  test('may leave connections out that are stored: they stay, and stay joined', async () => {
    await apply(FILE)
    const integrations = FILE.slice(FILE.indexOf('integrations:'))
    expect(actions(await apply(`version: 1\n${integrations}`))).toContain('unchanged integration nordlys')
    expect([...(await readStored(store)).connections.keys()]).toEqual(['erp', 'shop'])
  })

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

describe('who is told of alarms', () => {
  const ALERTS = `${FILE}alerts:
  Ops: { kind: email, to: [kim@example.com], severities: [critical], quiet: { from: "22:00", to: "07:00", zone: Europe/Stockholm } }
  Pager: { kind: webhook, url: "\${PAGER}", integrations: [nordlys], escalateAfterMinutes: 30 }
`
  const channel = async (name: string) => (await readStored(store)).alerts.get(name)

  test('is in the file, without what is secret, and applied again nothing changes', async () => {
    expect(actions(await apply(ALERTS)).slice(3)).toEqual(['add alert Ops', 'add alert Pager'])
    expect(await channel('Pager')).toMatchObject({
      channel: {
        settings: { address: 'https://pager.example.com/…' },
        rules: { escalateAfterMinutes: 30, quiet: null },
      },
      secrets: { url: ENV.PAGER, secret: expect.stringMatching(/^whsec_/) },
    })
    const exported = await exportConfiguration(store)
    expect(exported).not.toMatch(/geheim|whsec_/)
    expect(exported.slice(exported.indexOf('alerts:')).trim()).toBe(
      `alerts:
  Ops:
    kind: email
    to:
      - kim@example.com
    severities:
      - critical
    quiet:
      from: 22:00
      to: 07:00
      zone: Europe/Stockholm
  Pager:
    kind: webhook
    url: "\${ALERT_PAGER_URL}"
    secret: "\${ALERT_PAGER_SECRET}"
    integrations:
      - nordlys
    escalateAfterMinutes: 30`,
    )
    expect(actions(await apply(exported)).slice(3)).toEqual(['unchanged alert Ops', 'unchanged alert Pager'])
    expect(actions(await apply(FILE)).slice(3)).toEqual(['absent alert Ops', 'absent alert Pager'])
    expect((await channel('Ops'))?.channel.enabled).toBe(true)
  })

  test('has a variable for each secret, also where two are called alike', async () => {
    const slack = (name: string, path: string) => `  ${name}: { kind: slack, url: "https://8.8.8.8/${path}" }\n`
    await apply(`${FILE}alerts:\n${slack('Larm å', 'a')}${slack('Larm-ä', 'b')}`)
    const exported = await exportConfiguration(store)
    expect(exported.match(/\$\{ALERT_LARM\w+/g)).toEqual(['${ALERT_LARM_URL', '${ALERT_LARM_2_URL'])
    expect(actions(await apply(exported)).slice(3)).toEqual(['unchanged alert Larm å', 'unchanged alert Larm-ä'])
  })

  test('changes by name, however that is written; secrets are told as such', async () => {
    await apply(ALERTS)
    const before = await channel('Pager')
    const { changes } = await apply(
      ALERTS.replace('Pager:', 'PAGER:').replace('${PAGER}', 'https://other.example.com/x'),
    )
    expect(changes.at(-1)).toEqual({
      part: 'alert',
      key: 'Pager',
      action: 'change',
      fields: [{ path: 'url', before: '(secret)', after: '(secret)' }],
    })
    const after = await channel('PAGER')
    expect(after?.secrets).toEqual({ url: 'https://other.example.com/x', secret: before?.secrets?.secret })
    expect(after?.channel.channelId).toBe(before?.channel.channelId)
    await expect(
      apply(ALERTS.replace('Ops: { kind: email, to: [kim@example.com]', 'ops: { kind: slack, url: "${PAGER}"')),
    ).rejects.toMatchObject({ code: 'CHANNEL_KIND_FIXED' })
  })

  test('leads to public addresses only, where it is changed from outside', async () => {
    await apply(ALERTS)
    const local = ALERTS.replace('${PAGER}', '${LOCAL}')
    await expect(apply(local, { publicOnly: true })).rejects.toMatchObject({ code: 'ADDRESS_NOT_PUBLIC' })
    await apply(local)
    expect((await channel('Pager'))?.channel.publicOnly).toBe(false)
    expect(actions(await apply(local, { publicOnly: true })).at(-1)).toBe('unchanged alert Pager')
  })

  test('is checked as a whole, each place told', () => {
    const text = `version: 1
alerts:
  A: { kind: email, url: https://x.example.com, to: [nobody] }
  a: { kind: slack, secret: s, url: "\${NOT_THERE}", integrations: [nothing] }
  B: { kind: webhook, url: geheim, quiet: { from: "25:00", to: "07:00" } }
  C: { kind: pigeon }
`
    const problems = (file: string) => {
      const parsed = parseConfiguration(file, { env: {}, connectors: store.connectors })
      return parsed.ok ? [] : parsed.problems.map(({ path, line }) => `${path} ${line}`)
    }
    expect(problems(text)).toEqual(['alerts.B.quiet.from 5', 'alerts.C.kind 6'])
    const shaped = text.slice(0, text.indexOf('  C:')).replace(', quiet: { from: "25:00", to: "07:00" }', '')
    expect(problems(shaped)).toEqual([
      'alerts.A.to[0] 3',
      'alerts.A.url 3',
      'alerts.a 4',
      'alerts.a.integrations[0] 4',
      'alerts.a.secret 4',
      'alerts.a.url 4',
      'alerts.B.url 5',
    ])
  })
})
