import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Ended } from '#cli/child'
import { runHere } from '#cli/run-here'
import { genericHttp } from '#connectors/generic-http/index'
import { startOldSystem } from '#sandboxes/old-system/start'
import { migratedDatabase } from '#testing/migrated-database'
import { plainContext } from '#testing/plain-context'

const GUIDE = new URL('../../docs/guides/connect-a-custom-erp.md', import.meta.url)

const blocksOf = (page: string): string[] => [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text)

/** The whole configuration with the further parts where the guide says that they go. */
function withParts(whole: string, parts: readonly string[]): string {
  const file = parse(whole) as { connections: { erp: { settings: object } } }
  for (const part of parts) Object.assign(file.connections.erp.settings, parse(part))
  return stringify(file)
}

test('the guide to a system of your own works as it is written', { timeout: 240_000 }, async () => {
  const [yaml = '', ...parts] = blocksOf(await readFile(GUIDE, 'utf8'))
  await using database = await migratedDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-guide-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const system = await startOldSystem({ items: ['SKU-0', 'SKU-1'] })
  onTestFinished(() => system.stop())
  for (const lines of [1, 2, 1]) system.shop.place({ lines })

  const file = join(folder, 'tillbridge.yaml')
  const config = yaml.replaceAll('http://127.0.0.1:4701', system.url)
  const env = {
    DATABASE_URL: database.connectionString,
    TILLBRIDGE_DATA: folder,
    OLD_SYSTEM_KEY: system.key,
    OLD_SYSTEM_SECRET: system.listeners.secret,
  }
  const cli = async (...args: readonly string[]): Promise<Ended> => {
    const ended = await runHere(args, env)
    expect({ args, ...ended }).toMatchObject({ code: 0 })
    return ended
  }

  await writeFile(file, config.replace('"id": no, "name": name,', '"id": no, "name" name,'))
  const mistaken = await runHere(['apply', file], env)
  expect(mistaken.code).not.toBe(0)
  expect(mistaken.stderr).toMatch(/tillbridge\.yaml:\d+ +connections\.shop\.settings\.orders\.order/)

  await writeFile(file, config)
  await cli('apply', file)
  const { stdout: checked } = await cli('check')
  for (const found of ['Nordlys AB', 'documents.sales-order.find works', 'orders.changes works'])
    expect(checked).toContain(found)
  await cli('sync')
  expect(system.books.all()).toEqual([])
  expect((await cli('preview', 'A-7001')).stdout).toContain('19.95')

  await writeFile(file, withParts(config.replace('live: false', 'live: true'), parts))
  await cli('apply', file)
  const { stdout: whole } = await cli('check', '--all')
  for (const part of ['stock.places', 'products.changes', 'prices.lists', 'shipments.changes', 'accounts.changes'])
    expect(whole).toContain(`${part} works`)
  await cli('sync')
  const filed = () =>
    system.books
      .all()
      .map(({ ref, total, tax }) => ({ ref, total, tax }))
      .toSorted((a, b) => (a.ref < b.ref ? -1 : 1))
  expect(filed()).toMatchObject([
    { total: '19.95', tax: '3.99' },
    { total: '59.85', tax: '11.97' },
    { total: '19.95', tax: '3.99' },
  ])
  expect(system.books.customers.size).toBe(1)
  const { stdout: shown } = await cli('transfers', 'show', 'A-7001', '--exchanges')
  expect(shown).toContain('/orders')
  expect(shown).not.toContain(system.key)

  // Again, and once more with an answer that is lost: still each once.
  await cli('sync', '--force')
  system.shop.place()
  system.faults.next('POST /orders', { kind: 'reset-after' })
  await cli('sync')
  expect(filed()).toHaveLength(4)
})

test('what the guide says of the other records reads them whole', async () => {
  const [yaml = '', ...parts] = blocksOf(await readFile(GUIDE, 'utf8'))
  const system = await startOldSystem({ items: ['SKU-0'] })
  onTestFinished(() => system.stop())
  const file = parse(withParts(yaml, parts)) as { connections: { erp: { settings: object } } }
  const settings = genericHttp.settings.parse({
    ...file.connections.erp.settings,
    baseUrl: system.url,
    secret: system.key,
    webhookSecret: system.listeners.secret,
  })
  const connector = genericHttp.forSettings?.(settings) ?? genericHttp
  const { products, prices, shipments, accounts } = connector.reads
  const context = plainContext(connector, settings)
  system.catalog.put({ code: 'SKU-0', name: 'An article', ean: '4006381333931', kg: '0.4' })
  system.catalog.price('RETAIL', 'SKU-0', '19.95')
  system.people.put({ no: 'P1', kind: 'P', name: 'Ann', mail: 'ann@example.com' })
  const lines = [{ row: 'line:1', item: 'SKU-0', quantity: '2', amount: '10' }]
  system.books.file('orders', { ref: 'r', currency: 'EUR', date: '2026-11-20', lines })
  const { no } = system.warehouse.deliver('OR-1001', { carrier: 'Post', track: '1Z' })

  const [article] = (await products?.bySku(context, 'SKU-0')) ?? []
  expect(article).toMatchObject({ title: 'An article', variants: [{ barcode: '4006381333931', tracked: true }] })
  await connector.writes.products?.updateVariants(context, 'SKU-0', [
    { externalId: 'SKU-0', changes: { barcode: '4006381333948' } },
  ])
  expect(system.catalog.articles.get('SKU-0')).toMatchObject({ name: 'An article', ean: '4006381333948' })
  for await (const page of prices?.prices(context, { lists: ['RETAIL'], items: ['SKU-0'] }) ?? [])
    expect(page).toMatchObject([{ amount: '19.95', currency: 'EUR', validFrom: null }])
  expect(await shipments?.get(context, no)).toMatchObject({
    state: 'issued',
    lines: [{ quantity: '2', orderedBy: { externalId: 'OR-1001', rowExternalId: 'OR-1001/1' } }],
    parcels: [{ carrier: 'Post', number: '1Z' }],
  })
  const ann = { externalId: '1', kind: 'person', name: 'A', email: 'ann@example.com', addresses: [] } as const
  const found = await connector.writes.accounts?.find(context, { ...ann, updatedAt: '', createdAt: null }, 'ref-1')
  expect(found?.externalId).toBe('P1')
  expect(await accounts?.get(context, 'P1')).toMatchObject({ kind: 'person', email: 'ann@example.com' })
  const news = system.listeners.sent.findLast(({ topic }) => topic === 'delivery')
  const event = connector.webhooks?.parse('delivery', JSON.parse(news?.body ?? ''))
  expect(event).toMatchObject({ record: 'shipment', key: no })
})
