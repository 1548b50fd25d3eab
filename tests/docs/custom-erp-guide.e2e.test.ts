import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Ended, runCli } from '#cli/child'
import { startOldSystem } from '#sandboxes/generic/start'
import { migratedDatabase } from '#testing/migrated-database'

const GUIDE = new URL('../../docs/guides/connect-a-custom-erp.md', import.meta.url)

test('the guide to a system of your own works as it is written', { timeout: 240_000 }, async () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(await readFile(GUIDE, 'utf8')) ?? []
  await using database = await migratedDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-guide-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const system = await startOldSystem({ items: ['SKU-0', 'SKU-1'] })
  onTestFinished(() => system.stop())
  for (const lines of [1, 2, 1]) system.shop.place({ lines })

  const file = join(folder, 'tillbridge.yaml')
  const config = yaml.replaceAll('http://127.0.0.1:4701', system.url)
  const env = { DATABASE_URL: database.connectionString, TILLBRIDGE_DATA: folder, OLD_SYSTEM_KEY: system.key }
  const cli = async (...args: readonly string[]): Promise<Ended> => {
    const ended = await runCli(args, env)
    expect({ args, ...ended }).toMatchObject({ code: 0 })
    return ended
  }

  await writeFile(file, config.replace('"id": no, "name": name,', '"id": no, "name" name,'))
  const mistaken = await runCli(['apply', file], env)
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

  await writeFile(file, config.replace('live: false', 'live: true'))
  await cli('apply', file)
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
