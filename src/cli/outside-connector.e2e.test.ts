import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ErpnextSandbox, startErpnext } from '#sandboxes/erpnext/start'
import { type MigratedDatabase, migratedDatabase } from '#testing/migrated-database'
import { startCornerShop, type CornerSandbox } from '../../examples/corner-shop/sandbox.ts'
import { type Ended, runCli } from './child.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/corner-shop', import.meta.url))

let folder: string
let database: MigratedDatabase
let shop: CornerSandbox
let erp: ErpnextSandbox

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillbridge-outside-'))
  ;[database, shop, erp] = await Promise.all([
    migratedDatabase(),
    startCornerShop(),
    startErpnext({ seed: 'demo', items: [{ code: 'MUG', name: 'Mug' }] }),
  ])
  // Elsewhere, as the folder of somebody else: nothing of ours is found from there.
  await cp(EXAMPLE, join(folder, 'corner'), { recursive: true })
})
afterAll(async () => {
  await shop.stop()
  await erp.stop()
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const run = (args: readonly string[]): Promise<Ended> =>
  runCli(args, {
    DATABASE_URL: database.connectionString,
    TILLBRIDGE_DATA: join(folder, 'data'),
    TILLBRIDGE_CONNECTORS: join(folder, 'corner'),
    CORNER_KEY: shop.apiKey,
    ERP_API_SECRET: erp.apiSecret,
  })

const configuration = (): object => ({
  version: 1,
  connections: {
    corner: { connector: 'corner-shop', settings: { baseUrl: shop.url, apiKey: '${CORNER_KEY}' } },
    erp: {
      connector: 'erpnext',
      settings: {
        baseUrl: erp.url,
        apiKey: erp.apiKey,
        apiSecret: '${ERP_API_SECRET}',
        company: 'Nordlys AB',
        companyCurrency: 'SEK',
        costCenter: 'Main - NL',
        priceList: 'Web SEK',
        warehouse: 'Stores - NL',
      },
    },
  },
  integrations: {
    corner: { store: 'corner', target: 'erp', live: false, flows: { orders: {} }, policies: { documents: 'order' } },
  },
})

test('a connector from a folder of somebody else is configured, and its orders are read', async () => {
  const { key, name } = shop.place({ lines: 2 })
  const file = join(folder, 'tillbridge.json')
  await writeFile(file, JSON.stringify(configuration()))
  expect(await run(['apply', file])).toMatchObject({ code: 0, stderr: '' })
  const { stdout } = await run(['preview', name, '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ order: { externalId: key, name } })
}, 60_000)
