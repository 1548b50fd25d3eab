import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startStory, type Story } from '#testing/story'
import type { Ended } from './child.ts'
import { runHere } from './run-here.ts'

// What a person types, and what a program reads, of the commands that look at both sides. One story, in order.
const PATIENCE_MS = 120_000

let story: Story
beforeAll(async () => {
  story = await startStory({
    flows: ['products', 'price-lists'],
    withoutWebhooks: true,
    start: { roles: ['web'] },
    rules: { 'price-lists': { feeds: [{ list: 'Web EUR' }] } },
  })
  story.erp.items.add({ code: 'LAMP' })
  story.erp.prices.set('LAMP', 'Web EUR', 40)
  story.shop.products.addProduct({ title: 'Lamp', variants: [{ sku: 'LAMP', price: '20', stock: 3 }] })
  story.shop.products.addProduct({ title: 'Vase', variants: [{ sku: 'VASE', price: '8', stock: 3 }] })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const inFolder = (name: string): string => join(story.running.bridge.settings.dataFolder, name)
const priceOf = (sku: string): string => story.shop.products.variant(sku).price

function cli(...args: readonly string[]): Promise<Ended> {
  const { databaseUrl, dataFolder } = story.running.bridge.settings
  return runHere(args, { DATABASE_URL: databaseUrl ?? '', TILLBRIDGE_DATA: dataFolder })
}

/** With `--json` stdout is one JSON value on one line, whatever the exit code. */
async function json<T>(args: readonly string[], code = 0): Promise<T> {
  const ended = await cli(...args, '--json')
  const lines = ended.stdout.split('\n').length
  const warnings = code === 0 ? ended.stderr : ''
  expect({ code: ended.code, lines, warnings }).toEqual({ code, lines: 2, warnings: '' })
  return JSON.parse(ended.stdout) as T
}

interface Compared {
  readonly result: Readonly<Record<string, unknown>>
  readonly findings: readonly Readonly<Record<string, unknown>>[]
}

describe('products and prices', { timeout: PATIENCE_MS }, () => {
  test('products compare tells a program every finding, and writes only without --dry-run', async () => {
    const dry = await json<Compared>(['products', 'compare', '--dry-run'])
    expect(dry.result).toMatchObject({ bound: 0, written: 0, raised: 0, found: { bind: 1 } })
    expect(dry.findings.map(({ kind, sku }) => `${String(kind)} ${String(sku)}`)).toEqual(
      expect.arrayContaining(['bind LAMP', 'only-in-store VASE', 'only-in-target MUG-1']),
    )
    const shown = await cli('products', 'compare', '--dry-run')
    expect(shown.stdout).toMatch(/\+ LAMP {2}Lamp {2}is joined with the item LAMP/)
    expect(shown.stdout).toContain('Nothing was written.')
    expect((await json<Compared>(['products', 'compare'])).result).toMatchObject({ found: { bind: 1 } })
    expect((await json<Compared>(['products', 'compare'])).result).toMatchObject({ bound: 1, found: { bind: 0 } })
    expect(await json(['products'])).toMatchObject({ last: expect.anything() })
    expect((await cli('products', 'LAMP')).stdout).toContain('item LAMP')
  })

  test('prices compare lists what would be set, sets it, and then finds nothing', async () => {
    story.shop.products.updateVariant('LAMP', { price: '20' })
    const dry = await json<Compared>(['prices', 'compare', '--dry-run'])
    expect(dry.findings).toMatchObject([{ sku: 'LAMP', from: { amount: '20' }, to: { amount: '40' } }])
    expect((await cli('prices', 'compare', '--dry-run')).stdout).toMatch(/LAMP {2}in the store: 20 → 40/)
    expect(priceOf('LAMP')).toBe('20')
    expect((await json<Compared>(['prices', 'compare'])).result).toMatchObject({ differing: 1 })
    expect(priceOf('LAMP')).toBe('40')
    expect(await json(['prices', 'compare'])).toMatchObject({ result: { differing: 0 }, findings: [] })
    expect(await json(['prices'])).toMatchObject({ feeds: [{ list: 'Web EUR' }] })
  })
})

describe('drift', { timeout: PATIENCE_MS }, () => {
  test('names what differs as a table, as JSON and for a spreadsheet, and shows it again', async () => {
    expect(await json(['drift', '--last'], 1)).toMatchObject({ error: { code: 'NO_REPORT' } })
    expect(await json(['drift', '--area', 'prices'])).toMatchObject({ differences: [], compared: { prices: 1 } })
    story.shop.products.updateVariant('LAMP', { price: '41' })
    const { stdout } = await cli('drift', '--area', 'prices', '--csv', inFolder('drift.csv'))
    expect(stdout).toMatch(/prices +LAMP.* 41 +40 +store +drifted/)
    expect(stdout).toContain('→ ')
    const [head, ...lines] = (await readFile(inFolder('drift.csv'), 'utf8')).trim().split('\r\n')
    expect(head).toMatch(/^area,subject,what,day,/)
    expect(lines).toEqual([expect.stringMatching(/^prices,LAMP,.*,41,40,store,drifted,/)])
    const again = await json<{ differences: unknown[] }>(['drift', '--last'])
    expect(again.differences).toMatchObject([{ area: 'prices', subject: 'LAMP', store: '41', target: '40' }])
    expect(priceOf('LAMP')).toBe('41')
  })
})

describe('files', { timeout: PATIENCE_MS }, () => {
  test('a file of prices is tried, read with its bad rows told, and read again without a change', async () => {
    const file = inFolder('prices.csv')
    await writeFile(file, 'sku,amount\nVASE,9.50\nNOWHERE,1\nLAMP,much\n')
    const tried = await cli('files', 'import', 'prices', file, '--dry-run')
    expect(tried.code).toBe(1)
    expect(tried.stdout).toContain('VASE: price 8 → 9.5')
    expect(tried.stdout).toContain('line 3, sku: "NOWHERE" no variant of the store has the SKU NOWHERE')
    expect(tried.stdout).toMatch(/line 4, amount: "much" /)
    expect(tried.stdout).toContain('1 would change')
    expect(priceOf('VASE')).toBe('8')
    const read = await json<{ problems: unknown[] }>(['files', 'import', 'prices', file], 1)
    expect(read).toMatchObject({ rows: 3, written: 1, refused: 2, problems: [{ line: 3 }, { line: 4 }] })
    expect(priceOf('VASE')).toBe('9.5')
    await cli('files', 'import', 'prices', file, '--problems', inFolder('problems.csv'))
    expect((await readFile(inFolder('problems.csv'), 'utf8')).trim().split('\r\n')).toHaveLength(3)
    await writeFile(file, 'sku,amount\nVASE,9.50\n')
    expect(await json(['files', 'import', 'prices', file])).toMatchObject({ written: 0, unchanged: 1, refused: 0 })
  })

  test('what both sides hold is written into a file, and the columns are listed', async () => {
    const file = inFolder('products.csv')
    expect(await json(['files', 'export', 'products', file])).toMatchObject({ path: file, rows: expect.any(Number) })
    expect(await readFile(file, 'utf8')).toMatch(/\bLAMP\b[^]*\bVASE\b/)
    const { stdout } = await cli('files', 'export', 'prices', file, '--side', 'target')
    expect(stdout).toMatch(/✓ .*products\.csv: \d+ rows?\./)
    expect(await json(['files', 'columns', 'stock'])).toMatchObject({ sku: { needed: true }, available: {} })
    expect((await cli('files', 'columns', 'stock')).stdout).toContain('How many may be sold there.')
  })
})

describe('a call that cannot be followed', () => {
  test.each([
    [['drift', '--area', 'weather'], 'Allowed choices are orders, payments, taxes, stock, prices'],
    [['files', 'import', 'clouds', 'x.csv'], 'Allowed choices are orders, products, stock, prices'],
    [['files', 'import', 'orders'], "missing required argument 'file'"],
    [['files', 'export', 'stock', 'x.csv', '--side', 'left'], 'Allowed choices are store, target'],
    [['products', 'compare', '--wet-run'], "unknown option '--wet-run'"],
    [['prices', 'compair'], 'too many arguments'],
  ])('is told so with 2: %s', async (args, hint) => {
    const { code, stdout, stderr } = await cli(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(hint)
    expect(stderr).toContain('--help')
  })

  test('or with 1 and a remedy: a file, a day, a product or an integration that there is none of', async () => {
    const missing = await cli('files', 'import', 'stock', inFolder('none.csv'))
    expect([missing.code, missing.stdout]).toEqual([1, ''])
    expect(missing.stderr).toMatch(/none\.csv[^]*→ /)
    await writeFile(inFolder('wrong.yaml'), 'delimiter: [')
    const asked = ['files', 'import', 'stock', inFolder('none.csv'), '--mapping', inFolder('wrong.yaml')]
    expect(await json(asked, 1)).toMatchObject({ error: { code: 'FILE_MAPPING_WRONG' } })
    expect((await cli('drift', '--from', 'yesterday')).stderr).toContain('is no day')
    expect((await cli('products', 'NOWHERE')).stderr).toContain('→ ')
    expect(await json(['prices', '--integration', 'other'], 1)).toMatchObject({
      error: { code: 'INTEGRATION_UNKNOWN' },
    })
  })
})
