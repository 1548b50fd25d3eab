import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareProducts, type CatalogFinding } from '#engine/catalog/compare-products'
import { comparePrices, type PriceFinding } from '#engine/catalog/compare-prices'
import { startStory, type Story } from '#testing/story'
import { PATIENCE_MS } from './books.ts'
import { bindings, callsDuring, losers, quiet, writesOf } from './products-kit.ts'

// More than the number from which a catalogue is exported and written in bulk.
const MANY = 520

let story: Story

beforeAll(async () => {
  story = await startStory({
    flows: ['products', 'price-lists'],
    withoutWebhooks: true,
    rules: {
      // Texts are written by runs of single products, which is not what is looked at here.
      products: { fields: { title: { direction: 'none' }, description: { direction: 'none' } } },
      'price-lists': { feeds: [{ list: 'Web EUR', compareAt: 'none' }] },
    },
  })
  story.shop.products.addMany({ count: MANY, prefix: 'PART', price: '5' })
  const codes = story.shop.products.list().map((product) => product.variants[0]?.item.sku ?? '')
  story.erp.fillWith({ items: codes, priceLists: ['Web EUR'], rate: (index) => 10 + index / 100 })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const services = () => story.running.bridge.engine.services
const request = () => ({ organizationId: story.organizationId, integrationId: story.integrationId })
const compare = async (dryRun: boolean) => {
  const findings: CatalogFinding[] = []
  const result = await compareProducts(services(), {
    ...request(),
    dryRun,
    onFinding: (finding) => findings.push(finding),
  })
  await quiet(story)
  return { result, findings }
}

test('a dry run lists every change first and makes none', async () => {
  const calls = await callsDuring(story, async () => {
    const { result, findings } = await compare(true)
    expect(result.found.bind).toBe(MANY)
    expect(findings.filter(({ kind }) => kind === 'only-in-target').map(({ sku }) => sku)).toContain('MUG-1')
  })
  expect(writesOf(calls)).toEqual({ store: [], target: [] })
  expect(await bindings(story)).toEqual([])
})

test(
  'a whole catalogue is joined, and brought in step in few calls; a second comparison finds nothing',
  async () => {
    const first = await compare(false)
    expect(first.result.found).toMatchObject({ bind: MANY, duplicate: 0 })
    expect(await bindings(story)).toHaveLength(MANY)
    const stored = story.erp.documents('Item').find((item) => item['name'] === 'PART-000001')
    expect(stored?.['tillbridge_ref']).toBe(`acme:variant:${story.shop.products.variant('PART-000001').id}`)
    for (const { variants } of story.shop.products.list())
      story.erp.items.update(variants[0]?.item.sku ?? '', { weight_per_unit: 2, weight_uom: 'Kg' })
    const change = await compare(true)
    expect(change.result).toMatchObject({ differing: MANY, fields: MANY, written: 0, raised: 0 })
    const calls = await callsDuring(story, async () => void (await compare(false)))
    expect(writesOf(calls)).toEqual({ store: [], target: [] })
    expect(calls.store.filter((name) => name === 'BulkMutation')).toHaveLength(1)
    expect(story.shop.products.variant('PART-000520').item.weight).toEqual({ value: 2, unit: 'KILOGRAMS' })
    expect((await compare(false)).result).toMatchObject({ bound: MANY, differing: 0, written: 0, raised: 0 })
  },
  PATIENCE_MS,
)

test('scenario 45: all prices of a list are listed by a dry run first, and then set, in bulk', async () => {
  const findings: PriceFinding[] = []
  const dry = await comparePrices(services(), {
    ...request(),
    dryRun: true,
    onFinding: (found) => findings.push(found),
  })
  expect(dry).toMatchObject({ compared: MANY, differing: MANY, written: 0 })
  expect(findings).toContainEqual(
    expect.objectContaining({
      sku: 'PART-000001',
      from: { amount: '5', compareAt: null },
      to: { amount: '10', compareAt: null },
    }),
  )
  expect(story.shop.products.variant('PART-000001').price).toBe('5')
  const done = await comparePrices(services(), { ...request(), dryRun: false })
  expect(done).toMatchObject({ differing: MANY, written: MANY, raised: 0 })
  expect(story.shop.products.variant('PART-000001').price).toBe('10')
  expect(await comparePrices(services(), { ...request(), dryRun: false })).toMatchObject({ differing: 0, written: 0 })
  expect((await losers(story)).filter(({ flow }) => flow === 'price-lists').length).toBeGreaterThan(0)
})
