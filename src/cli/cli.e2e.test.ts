import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '#database/migrate'
import { openPool } from '#database/pool'
import { type ErpnextSandbox, startErpnext } from '#sandboxes/erpnext/start'
import { type ShopifySandbox, startShopify } from '#sandboxes/shopify/start'
import { createTestDatabase, type TestDatabase } from '#testing/test-database'
import { signature } from '#sandboxes/shopify/deliveries'
import { type Ended, runCli, startCli } from './child.ts'
import { runHere } from './run-here.ts'

const MIGRATED = {
  migrate: async (connection: Parameters<typeof openPool>[0]) => {
    const pool = openPool(connection)
    await migrate(pool)
    await pool.end()
  },
}

let folder: string
let database: TestDatabase
let shop: ShopifySandbox
let erp: ErpnextSandbox

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillbridge-cli-'))
  database = await createTestDatabase(MIGRATED)
  shop = await startShopify({ shop: { domain: 'nordlys.myshopify.com' } })
  erp = await startErpnext({ seed: 'demo', items: [{ code: 'MUG', name: 'Mug' }] })
  for (const [sku, rate] of [
    ['MUG', '0.25'],
    ['MUG', '0.255'],
    ['LAMP', '0.25'],
  ] as const) {
    shop.place({
      lines: [{ sku, quantity: 2, price: '99.50', taxRates: [{ title: `VAT ${rate}`, rate }] }],
      shippingAddress: { countryCode: 'SE', city: 'Stockholm' },
      gateway: 'shopify_payments',
    })
  }
})
afterAll(async () => {
  await shop.stop()
  await erp.stop()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const environment = (): Record<string, string> => ({
  DATABASE_URL: database.connectionString,
  TILLBRIDGE_DATA: join(folder, 'data'),
  SHOP_CLIENT_SECRET: shop.clientSecret,
  ERP_API_SECRET: erp.apiSecret,
})
// In this process; what only a process of its own shows (exit codes, streams, signals) has tests of its own.
const cli = (...args: readonly string[]): Promise<Ended> => runHere(args, environment())

/** The answer of a command with `--json`, which is all that it may write to stdout. */
async function json<T>(...args: readonly string[]): Promise<T> {
  const { stdout, stderr, code } = await cli(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as T
}

/** A delivery of a topic that a shop sends without being asked. */
async function deliver(url: string, topic: string, content: object): Promise<number> {
  const body = JSON.stringify(content)
  const headers = {
    'x-shopify-topic': topic,
    'x-shopify-hmac-sha256': signature(shop.clientSecret, body),
    'x-shopify-shop-domain': shop.domain,
    'x-shopify-event-id': 'event-1',
    'x-shopify-webhook-id': 'webhook-1',
  }
  return (await fetch(url, { method: 'POST', headers, body })).status
}

const file = (): string => join(folder, 'tillbridge.yaml')

async function edit(from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(file(), 'utf8')
  expect(text).toMatch(from)
  await writeFile(file(), text.replace(from, to))
}

describe('as a process of its own', { timeout: 60_000 }, () => {
  test('shows every command, and ends with 0; a mistyped call ends with 2 and a hint', async () => {
    const [help, mistyped] = await Promise.all([runCli(['--help']), runCli(['aply'])])
    expect({ code: help.code, stderr: help.stderr }).toEqual({ code: 0, stderr: '' })
    expect(help.stdout).toContain('See it work:')
    expect({ code: mistyped.code, stdout: mistyped.stdout }).toEqual({ code: 2, stdout: '' })
    expect(mistyped.stderr).toContain('--help')
  })

  test('tells a failure with 1: as JSON for programs, with a stack for who asks', async () => {
    const { code, stderr, stdout } = await runCli(['check', '--json', '--debug'], environment())
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'NOTHING_CONFIGURED' } })
    expect(stderr).toContain('    at ')
  })

  test('a sandbox says how to log in, and ends at Ctrl-C', async () => {
    const sandbox = startCli(['sandbox', 'erpnext'], {})
    const url = await sandbox.printed(/http:\/\/127\.0\.0\.1:\d+/)
    await sandbox.printed(/API secret +\S+/)
    expect((await fetch(`${url}/api/method/ping`)).status).toBe(200)
    expect(await sandbox.stop()).toBe(0)
  })
})

describe('failures', () => {
  test('are told with a remedy and without a stack', async () => {
    const { code, stderr, stdout } = await cli('check')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('Nothing is configured yet.')
    expect(stderr).toContain('→ Write a configuration')
    expect(stderr).not.toContain('    at ')
  })

  test('name the variable of a bad environment', async () => {
    const { code, stderr } = await runHere(['status'], { ...environment(), TILLBRIDGE_PORT: 'eighty' })
    expect(code).toBe(1)
    expect(stderr).toContain('TILLBRIDGE_PORT')
  })

  test('of a port that is taken are told with a remedy', async () => {
    const port = new URL(erp.url).port
    const { code, stderr } = await cli('start', '--port', port)
    expect(code).toBe(1)
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 cannot be used`)
    expect(stderr).toContain('→ Stop the other program')
  })

  test.each([[['apply']], [['transfers', 'retry']], [['start', '--role', 'king']]])(
    'a mistyped call (%s) ends with 2 and a hint',
    async (args) => {
      const { code, stderr, stdout } = await cli(...args)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain('--help')
    },
  )

  test('each command is taught by examples', async () => {
    const help = await cli('transfers', 'retry', '--help')
    expect({ code: help.code, stderr: help.stderr }).toEqual({ code: 0, stderr: '' })
    expect(help.stdout).toContain('$ tillbridge transfers retry --cause TAX_NOT_MAPPED')
  })
})

// One story, in the order in which a person goes through it.
describe('a store and an ERP are connected', { timeout: 180_000 }, () => {
  test('init writes a file that says what to do next', async () => {
    const given = ['--key', 'nordlys', '--set', `shop.shop=${shop.domain}`, `shop.clientId=${shop.clientId}`]
    const target = [`erp.baseUrl=${erp.url}`, `erp.apiKey=${erp.apiKey}`, 'erp.company=Nordlys AB']
    const { code, stdout } = await cli('init', file(), '--yes', ...given, ...target)
    expect(code).toBe(0)
    expect(stdout).toContain('tillbridge apply')
    expect(stdout).toContain('SHOP_CLIENT_SECRET=…  ERP_API_SECRET=…')
    await edit(/"(VAT \d+%)"/g, '"$1 - NL"')
    await edit('warehouse: Main', 'warehouse: Stores - NL')
    expect((await cli('init', file(), '--yes')).stderr).toContain('is there already')
  })

  test('apply refuses a wrong file, naming the line', async () => {
    await edit('      clientId:', `      baseUrl: ${shop.url}\n      clinetId:`)
    const { code, stdout, stderr } = await cli('apply', file())
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('connections.shop.settings.clinetId')
    expect(stderr).toContain('Did you mean "clientId"?')
    expect(stderr).toMatch(/tillbridge\.yaml:11/)
    await edit('clinetId', 'clientId')
  })

  test('apply makes the change that a dry run has shown', async () => {
    const dry = await json<{ dryRun: boolean; changes: { action: string }[] }>('apply', file(), '--dry-run')
    expect(dry).toMatchObject({ dryRun: true, changes: [{ action: 'add' }, { action: 'add' }, { action: 'add' }] })
    expect((await cli('apply', file())).stdout).toContain('✓ Applied.')
    expect((await cli('apply', file())).stdout).toContain('✓ Nothing to change.')
  })

  test('check finds what is missing, and prepares it', async () => {
    const before = await cli('check', 'erp', '--json')
    expect(before.code).toBe(1)
    expect(before.stdout).toContain('tillbridge_ref')
    const { code, stdout } = await cli('check', '--prepare', '--public-url', 'http://127.0.0.1:1')
    expect({ code, stdout }).toMatchObject({ code: 0 })
    expect(shop.subscriptions.length).toBeGreaterThan(0)
  })

  test('an order can be previewed before anything is live', async () => {
    const { stdout } = await cli('preview', '#1001')
    expect(stdout).toContain('#1001 in the store')
    expect(stdout).toContain('Sales order')
    expect(stdout).toMatch(/✓ {2}total +199\.00 +199\.00 +0\.00/)
    expect(erp.documents('Sales Order')).toEqual([])
    expect((await cli('preview', '#9999')).stderr).toContain('no order called "#9999"')
  })

  test('sync collects orders while nothing is live, and books them afterwards', async () => {
    expect(await json('sync')).toEqual({ read: 3, found: 3, raised: 0, transfers: null })
    expect(erp.documents('Sales Order')).toEqual([])
    await edit('live: false', 'live: true')
    await cli('apply', file())
    expect(await json('sync')).toMatchObject({ transfers: { synced: 1, attention: 2, held: 0, pending: 0 } })
    expect(erp.documents('Sales Order')).toHaveLength(1)
  })

  test('status shows what needs a person, with cause and remedy', async () => {
    const { stdout } = await cli('status')
    expect(stdout).toContain('1 in step')
    expect(stdout).toContain('TAX_NOT_MAPPED  tax:SE:25.5')
    expect(stdout).toContain('taxes: [{ country: SE, rate: 25.5, account: "…" }]')
    const status = await json<{ integrations: { causes: { code: string }[] }[] }>('status')
    expect(status.integrations[0]?.causes.map(({ code }) => code).toSorted()).toEqual([
      'ITEM_UNKNOWN',
      'TAX_NOT_MAPPED',
    ])
  })

  test('a mapping that is added lets its orders go', async () => {
    await edit('      taxes:\n', '      taxes:\n        - { country: SE, rate: 25.5, account: VAT 25% - NL }\n')
    expect((await cli('apply', file())).stdout).toContain('2 transfers that waited for a person run again.')
    expect(await json('sync')).toMatchObject({ transfers: { synced: 2, attention: 1 } })
  })

  test('transfers can be listed, shown, retried and skipped', async () => {
    const listed = await json<{ recordName: string; state: string }[]>('transfers', 'list', '--state', 'attention')
    expect(listed).toMatchObject([{ recordName: '#1003', state: 'attention' }])
    expect((await cli('transfers', 'list')).stdout).toMatch(/#1001 +● synced +199\.00 SEK/)
    expect((await cli('transfers', 'list', '--amount-from', '199,00', '--amount-to', '199')).stdout).toContain('#1001')
    expect((await cli('transfers', 'list', '--amount-from', '199,01')).stdout).not.toContain('#1001')
    const shown = await cli('transfers', 'show', '1001')
    expect(shown.stdout).toMatch(/Sales order +SAL-ORD-\d{4}-00001/)
    expect(shown.stdout).toContain('● synced')
    erp.insert({ doctype: 'Item', item_code: 'LAMP', item_name: 'Lamp', item_group: 'Products', stock_uom: 'Nos' })
    expect(await json('transfers', 'retry', '--cause', 'ITEM_UNKNOWN')).toEqual({ retried: 1 })
    expect(await json('sync')).toMatchObject({ transfers: { synced: 3, attention: 0 } })
    expect((await cli('transfers', 'skip', '#1003', '--reason', 'by hand')).stderr).toContain('#1003 is synced')
    expect((await cli('transfers', 'show', '#7')).stderr).toContain('No transfer of an order called "#7"')
  })

  test('why explains the figures of a document, and names who changed the tables', async () => {
    const name = String(erp.documents('Sales Order')[0]?.['name'])
    const { stdout } = await cli('why', name)
    expect(stdout).toContain(`Sales order ${name}`)
    expect(stdout).toMatch(/total {2}199\.00\n +=/)
    const tax = (await cli('why', name, '--figure', 'tax')).stdout
    expect(tax).toMatch(/stated tax 39\.80 ← order\.lines\[\d+\]\.taxes\[0\]\.amount\.shop/)
    expect(tax.replaceAll(/\s+/g, ' ')).toMatch(
      /by taxes: \{ country: SE, rate: 25, account: .*changed by \S+ with tillbridge\.yaml/,
    )
    const answer = await json<{ figures: unknown[] }>('why', name, '--figure', 'total')
    expect(answer.figures).toMatchObject([{ figure: 'total', value: '199' }])
    expect((await cli('why', name, '--figure', 'profit')).stderr).toContain('has no such figure')
    expect((await cli('why', 'SINV-0')).stderr).toContain('has written no document called SINV-0')
  })

  test('export gives a file that changes nothing when it is applied', async () => {
    const { stdout } = await cli('export')
    expect(stdout).not.toContain(erp.apiSecret)
    await writeFile(file(), stdout)
    expect((await cli('apply', file())).stdout).toContain('✓ Nothing to change.')
  })

  test('what a store asks in the name of a person is shown until somebody has answered it', async () => {
    expect((await cli('privacy', 'list')).stdout).toBe('Nothing is open.\n')
    const body = { customer: { id: 1, email: 'ann@example.com' }, orders_requested: [] }
    const running = startCli(['start', '--role', 'web', '--port', '0'], environment())
    const url = await running.printed(/http:\/\/127\.0\.0\.1:\d+/)
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
    const [path = ''] = shop.subscriptions.flatMap(({ uri }) => /\/webhooks\/[\w-]+/.exec(uri) ?? [])
    expect(await deliver(`${url}${path}`, 'customers/data_request', body)).toBe(200)
    expect(await running.stop()).toBe(0)
    const [request] = await json<{ requestId: string }[]>('privacy', 'list')
    expect((await cli('privacy', 'list')).stdout).toContain('hand out data')
    expect(await json('privacy', 'done', request?.requestId ?? '', '--by', 'Ann')).toEqual({ done: request?.requestId })
    expect((await cli('privacy', 'done', request?.requestId ?? '', '--by', 'Ann')).stderr).toContain('is open')
  })

  test('doctor finds everything in order', async () => {
    const examined = await json<{ what: string; findings: { level: string }[] }[]>('doctor')
    expect(examined.flatMap(({ findings }) => findings).filter(({ level }) => level === 'error')).toEqual([])
    expect(examined.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['Machine', 'Port', 'Database', expect.stringContaining('Connection erp')]),
    )
  })

  test('a backup restored elsewhere is a copy until a person confirms it', async () => {
    const saved = join(folder, 'all.backup')
    expect(await json('backup', saved)).toMatchObject({ file: saved })
    await using other = await createTestDatabase(MIGRATED)
    const elsewhere = { ...environment(), DATABASE_URL: other.connectionString }
    expect((await runHere(['restore', saved], elsewhere)).code).toBe(0)
    expect((await runHere(['doctor', '--json'], elsewhere)).stdout).toContain('"COPY"')
    expect((await runHere(['confirm-live', '--json'], elsewhere)).stdout).toBe('{"guard":"live"}\n')
    const status = await runCli(['status', '--json'], elsewhere)
    expect({ code: status.code, stderr: status.stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(status.stdout)).toMatchObject({ integrations: [{ transfers: { synced: 3 } }] })
  })
})
