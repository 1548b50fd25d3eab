import { afterAll, beforeAll, expect, test } from 'vitest'
import { showProduct } from '#engine/catalog/show-product'
import { unlinkVariant } from '#engine/catalog/unlink'
import { startStory, type Story } from '#testing/story'
import { PATIENCE_MS } from './books.ts'
import { bindings, flowTransfers, quiet } from './products-kit.ts'

let story: Story

beforeAll(async () => {
  story = await startStory({
    flows: ['products'],
    rules: { products: { create: { store: 'draft', target: 'item' } } },
  })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const items = () => story.erp.documents('Item')
const variantsOf = (template: string) => items().filter((item) => item['variant_of'] === template)

test('a product of the store becomes a template with variants, once, and later variants join it', async () => {
  const shirt = story.shop.products.addProduct({
    title: 'Shirt',
    options: ['Size'],
    variants: ['S', 'M'].map((size) => ({ sku: `SHIRT-${size}`, price: '20', values: [size] })),
  })
  await quiet(story)
  const template = String(items().find((item) => item['item_name'] === 'Shirt')?.['name'])
  expect(
    variantsOf(template)
      .map((item) => item['name'])
      .sort(),
  ).toEqual(['SHIRT-M', 'SHIRT-S'])
  story.shop.products.addVariant(shirt.id, { sku: 'SHIRT-L', price: '20', values: ['L'] })
  await quiet(story)
  expect(variantsOf(template)).toHaveLength(3)
  expect((await bindings(story)).map(({ item }) => item)).toEqual(['SHIRT-L', 'SHIRT-M', 'SHIRT-S'])
  expect(story.shop.products.list()).toHaveLength(1)

  // And the other way: a variant of the template becomes one of the product.
  story.erp.items.update('SHIRT-L', { description: 'Large' })
  const attribute = story.erp.documents('Item Attribute').find((entry) => entry['name'] === 'Size')
  const values = attribute?.['item_attribute_values'] as object[]
  story.erp.site.request('Administrator', () =>
    story.erp.site.save({
      ...story.erp.site.get('Item Attribute', 'Size'),
      item_attribute_values: [...values, { attribute_value: 'XL', abbr: 'XL' }] as never,
    }),
  )
  story.erp.items.addVariant(template, { code: 'SHIRT-XL' }, { Size: 'XL' })
  await quiet(story)
  expect(shirt.variants.map((variant) => [variant.item.sku, variant.values])).toContainEqual(['SHIRT-XL', ['XL']])
  expect(shirt.variants).toHaveLength(4)
})

test('an item becomes a draft in the store, once, with what the target owns', async () => {
  const image = 'https://erp.example/files/vase.png'
  story.erp.items.add({ code: 'VASE', name: 'Vase', barcode: '4006381333948', brand: 'Kiln', image })
  await quiet(story)
  const { product, barcode } = story.shop.products.variant('VASE')
  expect([product.title, product.status, barcode]).toEqual(['Vase', 'DRAFT', '4006381333948'])
  expect([product.vendor, product.media.map(({ url }) => url)]).toEqual([
    'Kiln',
    [expect.stringContaining('/vase.png')],
  ])
  story.erp.items.update('VASE', { weight_per_unit: 1, weight_uom: 'Kg' })
  await quiet(story)
  expect(story.shop.products.list().filter(({ title }) => title === 'Vase')).toHaveLength(1)
  expect(story.shop.products.variant('VASE').item.weight).toEqual({ value: 1, unit: 'KILOGRAMS' })

  // Or it is for sale at once, where a rule says so.
  const create = { store: 'active', target: 'item' } as const
  await story.configure({ flows: ['products'], rules: { products: { create } } })
  story.erp.items.add({ code: 'BOWL', name: 'Bowl' })
  await quiet(story)
  expect(story.shop.products.variant('BOWL').product.status).toBe('ACTIVE')
  await story.configure({ flows: ['products'], rules: { products: { create: { ...create, store: 'draft' } } } })
})

test('one product is shown field by field, with what the next run would write', async () => {
  story.erp.deliveries.paused = true
  story.erp.items.update('VASE', { weight_per_unit: 3 })
  const shown = await showProduct(story.running.bridge.engine.services, {
    organizationId: story.organizationId,
    integrationId: story.integrationId,
    name: 'VASE',
  })
  const weight = shown.variants[0]?.fields.find(({ field }) => field === 'weight')
  expect(weight).toMatchObject({ owner: 'target', state: 'differs', next: { side: 'store', value: { value: '3' } } })
  expect(shown.variants[0]?.fields.find(({ field }) => field === 'barcode')?.state).toBe('in step')
  story.erp.deliveries.paused = false
  await quiet(story)
  expect(story.shop.products.variant('VASE').item.weight).toEqual({ value: 3, unit: 'KILOGRAMS' })
})

test('a dead link waits for a person, who parts the two', async () => {
  story.erp.items.remove('VASE')
  await quiet(story)
  const held = () =>
    flowTransfers(story, 'products').then((all) => all.filter(({ causeCode }) => causeCode === 'ITEM_GONE'))
  expect(await held()).toHaveLength(1)
  expect(items().some((item) => item['name'] === 'VASE')).toBe(false)
  const { id } = story.shop.products.variant('VASE')
  const key = { organizationId: story.organizationId, integrationId: story.integrationId }
  await unlinkVariant(story.running.bridge.engine.services, key, String(id))
  await quiet(story)
  // Parted, the rule that makes items counts again.
  expect(await held()).toHaveLength(0)
  expect(items().filter((item) => item['name'] === 'VASE')).toHaveLength(1)
})

test('bundles are joined and compared, never made of one piece nor changed', async () => {
  for (const sku of ['CUP', 'SAUCER', 'SET', 'PAIR'])
    story.shop.products.addProduct({ title: sku, status: 'DRAFT', variants: [{ sku, price: '5' }] })
  story.shop.products.bundle('PAIR', { CUP: 2 })
  await quiet(story)
  const causes = () =>
    flowTransfers(story, 'products').then((all) => all.map(({ causeCode, recordName }) => [causeCode, recordName]))
  expect(await causes()).toContainEqual(['BUNDLE_NOT_MADE', 'PAIR'])
  expect(items().some((item) => item['name'] === 'PAIR')).toBe(false)

  // Made by hand in the target, it is joined; its parts are told where they differ.
  story.erp.items.addBundle({ code: 'PAIR' }, { CUP: 3 })
  await quiet(story)
  expect(await causes()).toContainEqual(['BUNDLE_DIFFERS', 'PAIR'])
  expect(story.shop.products.variant('PAIR').components.map(({ quantity }) => quantity)).toEqual([2])

  // An item that is a bundle is counted in the store, though the target does not stock it.
  story.erp.items.addBundle({ code: 'TEA' }, { CUP: 1, SAUCER: 1 })
  story.erp.items.update('TEA', { item_name: 'Tea for one' })
  await quiet(story)
  expect(story.shop.products.variant('TEA').item.tracked).toBe(true)
})
