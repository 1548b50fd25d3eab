import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { applyConfiguration } from '#app/configuration/apply'
import { parseConfiguration } from '#app/configuration/parse'
import { readSettings } from '#app/settings'
import { type Running, startTillbridge } from '#app/start'
import { listConnections } from '#database/connections'
import { listIntegrations } from '#database/integrations'
import { countStates, listTransfers, showTransfer } from '#database/transfers'
import { startCutLine } from '#testing/generic/cut-line'
import { dropFile, folderSettings, makeFolders, rowsOfOrder } from '#testing/generic/folder-settings'
import { inPostgres } from '#testing/generic/old-databases'
import { migratedDatabase } from '#testing/migrated-database'

const folderOf = async (what: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), `tillbridge-${what}-`))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A folder with orders, and the database of an old system behind a line that can be cut. */
async function begin() {
  const own = await migratedDatabase()
  const old = await inPostgres()
  onTestFinished(async () => {
    await own[Symbol.asyncDispose]()
    await old[Symbol.asyncDispose]()
  })
  await old.run(["insert into items values ('SKU-0'), ('SKU-1')"])
  const { host, port = 5432 } = old.settings
  const line = await startCutLine(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { port })
  onTestFinished(() => line[Symbol.asyncDispose]())
  const folder = await folderOf('folder')
  makeFolders(folder)
  const { orders, documents: _, parties: __, ...files } = folderSettings(folder)
  const configuration = {
    version: 1,
    connections: {
      shop: { connector: 'generic-files', settings: { ...files, orders } },
      erp: {
        connector: 'generic-sql',
        settings: { ...old.settings, host: '127.0.0.1', port: line.port, password: 'a long password' },
      },
    },
    integrations: {
      old: {
        store: 'shop',
        target: 'erp',
        live: true,
        policies: { documents: 'order-and-invoice', invoiceOn: 'created', payments: false, homeCountry: 'SE' },
        mappings: { taxes: [{ country: 'SE', rate: 25, account: '2610' }] },
      },
    },
  }
  return { own, old, line, folder, configuration }
}

async function run(databaseUrl: string, configuration: object): Promise<Running> {
  const dataFolder = await folderOf('data')
  const settings = readSettings({}, { dataFolder, databaseUrl, port: 0, logLevel: 'silent' })
  const running = await startTillbridge(settings, { roles: ['worker'] })
  onTestFinished(() => running.stop())
  const parsed = parseConfiguration(JSON.stringify(configuration), { env: {}, connectors: running.bridge.connectors })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  await applyConfiguration(running.bridge, parsed.configuration)
  return running
}

test(
  'orders from files become documents in a database, each once, also when the line is cut at the commit',
  { timeout: 120_000 },
  async () => {
    const { own, old, line, folder, configuration } = await begin()
    const { bridge } = await run(own.connectionString, configuration)
    const { organizationId, queries, engine, pool, sealer } = bridge
    const [integration] = await listIntegrations(pool, organizationId)
    const integrationId = integration?.integrationId ?? ''
    const sweep = () => engine.sweep({ organizationId, integrationId, flow: 'orders' })
    const settled = () =>
      expect
        .poll(
          async () => {
            const { pending, running, waiting } = await countStates(queries, organizationId)
            return pending + running + waiting
          },
          { timeout: 60_000 },
        )
        .toBe(0)
    const booked = () => old.run(['select kind, ref, total from documents order by ref'])

    dropFile(folder, 'monday.csv', [...rowsOfOrder({ no: 1, lines: 1 }), ...rowsOfOrder({ no: 2, lines: 2 })])
    expect(await sweep()).toMatchObject({ found: 2 })
    await settled()
    expect(await booked()).toMatchObject([
      { kind: 'invoice', ref: 'old:invoice:1', total: '19.9500' },
      { kind: 'invoice', ref: 'old:invoice:2', total: '59.8500' },
      { kind: 'sales-order', ref: 'old:sales-order:1' },
      { kind: 'sales-order', ref: 'old:sales-order:2' },
    ])
    expect(readdirSync(join(folder, 'processed'))).toEqual(['monday.csv'])

    // The same file again, and a new order whose commit nobody hears of.
    dropFile(folder, 'tuesday.csv', [...rowsOfOrder({ no: 1, lines: 1 }), ...rowsOfOrder({ no: 3, lines: 1 })])
    line.cutAt('commit', { deliver: true })
    await sweep()
    await settled()
    expect(line.cuts).toBe(1)
    expect((await booked()).map(({ ref }) => ref)).toEqual(
      ['1', '2', '3']
        .flatMap((no) => [`old:invoice:${no}`])
        .concat(['1', '2', '3'].map((no) => `old:sales-order:${no}`)),
    )

    const [transfer] = await listTransfers(queries, organizationId, { record: 'A-1' })
    const story = JSON.stringify(await showTransfer(queries, organizationId, transfer?.transferId ?? ''))
    expect(story).toContain('TRANSACTION')
    expect(story).toContain('insert into documents')
    expect(story).not.toContain('a long password')
    const connections = await listConnections(pool, sealer, organizationId)
    for (const connection of connections) {
      const { findings } = await engine.check(connection)
      expect(findings.filter(({ level }) => level !== 'ok')).toEqual([])
    }
  },
)

test('what a connection cannot do by its settings cannot be joined', async () => {
  const { own, configuration } = await begin()
  const { integrations } = configuration
  const { bridge } = await run(own.connectionString, configuration)
  const turned = { ...configuration, integrations: { old: { ...integrations.old, store: 'erp', target: 'shop' } } }
  const parsed = parseConfiguration(JSON.stringify(turned), { env: {}, connectors: bridge.connectors })
  expect(parsed).toMatchObject({ ok: false, problems: [{ message: 'Generic files takes no documents.' }] })
})
