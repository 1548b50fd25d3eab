import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FileKind } from '#csv/columns'
import { fileMappingSchema } from '#csv/mapping'
import type { RowProblem } from '#csv/rows'
import type { FileChange, ImportProgress, ImportRequest } from '#engine/files/import'
import { randomOrder } from '#sandboxes/shopify/order-generator'
import { type Story, startStory } from '#testing/story'

/** Numbers in [0, 1), the same for the same seed. */
const seeded = (seed: number) => (): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}

const PATIENCE_MS = 120_000

let folder = ''
let story: Story
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillbridge-files-'))
})
afterEach(async () => {
  await story[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

interface Told extends ImportProgress {
  readonly problems: readonly RowProblem[]
  readonly changes: readonly FileChange[]
}

async function take(kind: FileKind, text: string, more: Partial<ImportRequest> = {}): Promise<Told> {
  const path = join(folder, `${kind}.csv`)
  await writeFile(path, text)
  const problems: RowProblem[] = []
  const changes: FileChange[] = []
  const counts = await story.running.bridge.engine.importFile({
    organizationId: story.organizationId,
    integrationId: story.integrationId,
    kind,
    path,
    mapping: fileMappingSchema.parse({ timeZone: 'Europe/Berlin' }),
    dryRun: false,
    onProblem: (problem) => problems.push(problem),
    onChange: (change) => changes.push(change),
    ...more,
  })
  return { ...counts, problems, changes }
}

const exportable = (kind: FileKind = 'orders') => ({
  organizationId: story.organizationId,
  integrationId: story.integrationId,
  kind,
  path: join(folder, `${kind}-out.csv`),
  mapping: fileMappingSchema.parse({}),
  since: new Date(0),
  until: new Date('2100-01-01'),
})

async function write(kind: FileKind): Promise<string> {
  await story.running.bridge.engine.exportFile(exportable(kind))
  return readFile(exportable(kind).path, 'utf8')
}

const HEAD =
  'order,placed-at,currency,total,email,shipping-country,line-sku,line-quantity,line-price,line-tax-rate,line-tax,payment-method,payment-amount\n'
const today = new Date().toISOString()
const line = (order: string, total: string, price = total, tax = '5'): string =>
  `${order},${today},EUR,${total},ann@example.com,DE,MUG-1,1,${price},25,${tax},shopify_payments,${total}\n`

test(
  'orders of a file are booked once; a bad row spoils its own order and no other; what changes is followed',
  async () => {
    story = await startStory({ policies: { documents: 'invoice' } })
    const bad = line('#F2', '25').replace(',1,25,', ',one,25,')
    const file = `${HEAD}${line('#F1', '25')}${bad}${line('#F3', '25', '20')}${line('#F4', '50', '50', '10')}`
    const dry = await take('orders', file, { dryRun: true })
    expect(dry).toMatchObject({ rows: 4, records: 2, written: 2, refused: 2 })
    expect(await story.states()).toMatchObject({ synced: 0, pending: 0 })
    expect(dry.problems).toMatchObject([
      { line: 3, column: 'line-quantity', value: 'one' },
      { line: 4, column: 'total', message: expect.stringContaining('come to 20') },
    ])

    expect(await take('orders', file)).toMatchObject({ written: 2, refused: 2 })
    await story.settled()
    const invoices = () => story.erp.documents('Sales Invoice').filter((one) => one.docstatus === 1)
    const booked = invoices().map((one) => [one['po_no'], one['grand_total'], one['outstanding_amount']])
    expect(booked.toSorted()).toEqual([
      ['#F1', 25, 0],
      ['#F4', 50, 0],
    ])
    expect(await take('orders', file)).toMatchObject({ written: 0, unchanged: 2 })
    await story.settled()
    expect(invoices()).toHaveLength(2)

    await take('orders', `${HEAD}${line('#F1', '25')}${line('#F2', '25')}`)
    await story.settled()
    expect(invoices()).toHaveLength(3)
    expect((await story.transfer('#F2')).state).toBe('synced')
  },
  PATIENCE_MS,
)

test(
  'orders that were written into a file are the same when they are read from it',
  async () => {
    story = await startStory({ policies: { documents: 'invoice' }, withoutWebhooks: true })
    const random = seeded(4)
    for (let index = 0; index < 25; index += 1) story.shop.place(randomOrder(random, { currency: 'EUR' }))
    const exported = await write('orders')
    const result = await take('orders', exported, { dryRun: true })
    expect(result.problems).toEqual([])
    expect(result.records).toBe(25)
    // Nor are they booked twice: what the store has told of itself is refused.
    await story.sweep()
    await story.settled()
    const again = await take('orders', exported)
    expect([again.written, new Set(again.problems.map(({ message }) => message.slice(0, 24)))]).toEqual([
      0,
      new Set(['is an order of the store']),
    ])
  },
  PATIENCE_MS,
)

test(
  'stock and prices of a file reach the store, and only what differs is written',
  async () => {
    story = await startStory({ withoutWebhooks: true })
    const { shop } = story
    shop.products.add({ sku: 'CUP', title: 'Cup', price: '10.00' })
    shop.stock.set('CUP', undefined, 5)
    const location = String(shop.locations()[0])
    // Its headings were written by another program than its rows: lines end in two ways.
    const stock = `sku,location,available\r\nCUP,${location},12\nGHOST,${location},1\nCUP,Nowhere,1\nCUP,${location},1.5\n`
    const taken = await take('stock', stock)
    expect(taken).toMatchObject({ rows: 4, written: 1, refused: 3 })
    expect(taken.problems.map(({ line: at, column, value, message }) => [at, column, value, message])).toEqual([
      [3, 'sku', 'GHOST', expect.stringContaining('GHOST')],
      [4, 'location', 'Nowhere', expect.stringContaining('Nowhere')],
      [5, 'available', '1.5', expect.stringContaining('whole pieces')],
    ])
    expect(await write('stock')).toContain(',12')
    expect(await take('stock', stock)).toMatchObject({ written: 0, unchanged: 1 })

    const prices = 'sku,amount,compare-at\nCUP,9.50,12\n'
    expect(await take('prices', prices, { dryRun: true })).toMatchObject({ written: 1 })
    expect(await take('prices', prices)).toMatchObject({ written: 1, changes: [{ before: '10', after: '9.5' }] })
    expect(await take('prices', prices)).toMatchObject({ written: 0, unchanged: 1 })
    expect(await write('prices')).toContain('CUP,,9.5,,12')
  },
  PATIENCE_MS,
)

test(
  'products of a file are made as drafts, and later only what the file says otherwise is changed',
  async () => {
    story = await startStory({ withoutWebhooks: true })
    const head = 'product,title,vendor,option-1-name,option-1-value,sku,price,barcode\n'
    const shirt = 'shirt,Shirt,Acme,Size,S,SHIRT-S,20,1\nshirt,,,,M,SHIRT-M,22,2\n'
    const dry = await take('products', head + shirt, { dryRun: true })
    expect(dry).toMatchObject({ rows: 2, records: 1, written: 1, changes: [{ subject: 'shirt', what: 'new product' }] })
    expect(await take('products', head + shirt)).toMatchObject({ written: 1, refused: 0 })
    expect(await take('products', head + shirt)).toMatchObject({ written: 0, unchanged: 1 })
    const exported = await write('products')
    expect(exported).toContain('shirt,Shirt,draft')
    expect(exported).toContain('SHIRT-M')

    const dearer = shirt.replace(',22,2', ',23,2')
    const changed = await take('products', head + dearer)
    expect(changed.changes).toEqual([{ line: 3, subject: 'SHIRT-M', what: 'price', before: '22', after: '23' }])
    const larger = `${shirt}shirt,,,,L,SHIRT-L,25,3\n`
    expect(await take('products', head + larger)).toMatchObject({ written: 1, refused: 0 })
    expect(await write('products')).toContain('SHIRT-L')
  },
  PATIENCE_MS,
)

test(
  'a file that cannot be read is refused with the reason, and nothing half-written is left',
  async () => {
    story = await startStory({ withoutWebhooks: true })
    await expect(take('orders', 'a,b\n1,2\n')).rejects.toMatchObject({ code: 'FILE_MAPPING_WRONG' })
    const path = join(folder, 'none.csv')
    await expect(take('orders', HEAD, { path })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
    const broken = `${HEAD}${line('#F1', '25')}"#F2,${today}\n${line('#F3', '25')}`
    const result = await take('orders', broken, { dryRun: true })
    expect(result.problems).toMatchObject([
      { column: null, message: expect.stringContaining('quote') },
      expect.anything(),
    ])
    expect(result.records).toBe(0)
    const nowhere = { ...exportable(), path: join(folder, 'no', 'where.csv') }
    await expect(story.running.bridge.engine.exportFile(nowhere)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  },
  PATIENCE_MS,
)
