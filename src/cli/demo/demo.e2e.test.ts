import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runCli } from '#cli/child'
import type { PaydayFigures } from './payday.ts'
import type { WarehouseFigures } from './warehouse.ts'

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url))

const folders = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('tillbridge-demo-'))

describe('the demo', { timeout: 180_000 }, () => {
  test('tells a log, line by line, ends by itself with the proof as its last line, and leaves no folder behind', async () => {
    const before = await folders()
    const { code, stdout, stderr } = await runCli(['demo', '--orders', '30', '--exit', '--json'])
    expect(stderr).toContain('Connecting them')
    expect(stderr).not.toContain('\u001B')
    const { warehouse, paid, ...figures } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<
      string,
      number
    > & { readonly warehouse: WarehouseFigures; readonly paid: PaydayFigures | null }
    expect(figures).toMatchObject({ placed: 30, lost: 0, double: 0, unbalanced: 0, held: 2 })
    expect(figures['documents']).toBeGreaterThan(50)
    // Stock, prices and parcels of the ERP are in the shop.
    const { products, prices, parcels, receipts } = warehouse
    expect(warehouse).toMatchObject({ inStep: products, shown: prices, told: parcels, emails: parcels })
    expect(Math.min(products, prices, parcels, receipts)).toBeGreaterThan(0)
    // What the provider paid out is in the books, with its fees, and nothing is left to clear.
    expect(paid).toMatchObject({ leftToClear: '0', closed: true })
    expect(paid?.movements).toBeGreaterThan(0)
    expect(code).toBe(0)
    expect((await folders()).filter((name) => !before.includes(name))).toEqual([])
  })

  test('stops at Ctrl-C wherever it is', async () => {
    const before = await folders()
    const child = spawn(process.execPath, [MAIN, 'demo', '--orders', '500'], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise<void>((resolve) => {
      let output = ''
      child.stdout.on('data', (chunk) => {
        output += String(chunk)
        if (output.includes('orders come in')) resolve()
      })
    })
    child.kill('SIGINT')
    const [code] = (await once(child, 'exit')) as [number | null]
    expect(code).toBe(0)
    expect((await folders()).filter((name) => !before.includes(name))).toEqual([])
  })
})
