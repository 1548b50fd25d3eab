import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import type { Io } from '#cli/io'
import { createProgram } from '#cli/program'
import { PATIENCE_MS } from './books.ts'
import { startStockStory, type StockStory, STORES } from '#testing/stock-story'

/** Runs a command of the installation as a person does, and answers what it said. */
async function tillbridge(
  { story }: StockStory,
  ...args: readonly string[]
): Promise<{ out: string; failed: boolean }> {
  const { settings } = story.running.bridge
  const said: string[] = []
  let failed = false
  const io: Io = {
    env: { DATABASE_URL: settings.databaseUrl ?? '', TILLBRIDGE_DATA: settings.dataFolder },
    columns: 140,
    isTerminal: false,
    colors: picocolors.createColors(false),
    out: (text) => void said.push(text),
    err: (text) => void said.push(text),
    raw: (text) => void said.push(text),
    fail: () => {
      failed = true
    },
  }
  const program = await createProgram(io, '0', args)
  await program.parseAsync(['node', 'tillbridge', ...args])
  return { out: said.join('\n'), failed }
}

test(
  'a person sees what is in step, why a product shows its figure, and what nobody may guess',
  async () => {
    await using selling = await startStockStory({
      inventory: { safetyStock: { pieces: 2 }, buffer: { percent: '10' } },
    })
    const { story } = selling
    const [shop] = selling.shops
    shop?.products.add({ sku: 'MUG-1', title: 'Mug', price: '12.50', stock: 0 })
    for (const title of ['One', 'Another']) shop?.products.add({ sku: 'SAME', title, price: '5', stock: 3 })
    shop?.products.add({ sku: 'STRANGE', title: 'Strange', price: '5', stock: 3 })
    story.erp.stock.set('MUG-1', STORES, 34)
    await selling.compareAll()

    const status = await tillbridge(selling, 'stock')
    expect(status.failed).toBe(true)
    expect(status.out).toContain('1 of 4 figures in step')
    expect(status.out).toContain('Several products of the store have the SKU SAME')
    expect(status.out).toContain('The target has never told of any stock of "STRANGE"')
    expect([selling.offered('STRANGE'), selling.offered('SAME')]).toEqual([3, 3])

    // (34 − 2) less a tenth
    const explained = await tillbridge(selling, 'stock', 'MUG-1')
    expect(explained.out).toMatch(/the store offers 28/)
    expect(explained.out).toMatch(/34 +of MUG-1 in Stores - AC/)
    expect(explained.out).toMatch(/-2 +safety stock/)
    expect(explained.out).toMatch(/-3\.2 +kept back in this store/)
    expect(explained.out).toMatch(/28 +to sell/)
    const json = JSON.parse((await tillbridge(selling, 'stock', 'MUG-1', '--json')).out) as {
      terms: { quantity: number }
    }[]
    expect(json[0]?.terms.quantity).toBe(28)

    const synced = await tillbridge(selling, 'stock', 'sync')
    expect(synced.out).toMatch(/4 products compared, 0 figures set/)
    expect((await tillbridge(selling, 'stock', 'confirm', '--json')).out).toBe('{"levels":0}')
    expect((await tillbridge(selling, 'stock', 'refuse')).out).toContain('0 figures stay as they are.')
  },
  PATIENCE_MS,
)

test(
  'a renamed SKU keeps its stock until the ERP knows the new name, and a product that is made later is found',
  async () => {
    await using selling = await startStockStory()
    const { story } = selling
    const [shop] = selling.shops
    shop?.products.add({ sku: 'MUG-1', title: 'Mug', price: '12.50', stock: 0 })
    story.erp.stock.set('MUG-1', STORES, 8)
    await selling.compareAll()
    expect(selling.offered('MUG-1')).toBe(8)

    shop?.products.updateVariant('MUG-1', { sku: 'CUP-1' })
    story.erp.stock.receive('MUG-1', STORES, 1)
    await selling.until('the renamed product follows its item', () => selling.offered('CUP-1') === 9)
    shop?.products.add({ sku: 'TSHIRT-1', title: 'Shirt', price: '40', stock: 0 })
    const free = story.erp.stock.level('TSHIRT-1', STORES)
    story.erp.stock.receive('TSHIRT-1', STORES, 600)
    await selling.until('the new product', () => selling.offered('TSHIRT-1') === 600 + free.actual - free.reserved)
  },
  PATIENCE_MS,
)
