import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStory, type Story } from '#testing/story'
import { booksOf, byItem, line, PATIENCE_MS } from './books.ts'
import { bindings, callsDuring, flowTransfers, losers, quiet, writesOf } from './products-kit.ts'

let story: Story

beforeAll(async () => {
  story = await startStory({ flows: ['products'] })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const item = (code: string) => story.erp.documents('Item').find((entry) => entry['name'] === code)
const barcodeOf = (code: string) => (item(code)?.['barcodes'] as { barcode: string }[] | undefined)?.[0]?.barcode
const variant = (sku: string) => story.shop.products.variant(sku)

test('a product of the store finds its item by SKU, and gets what the target owns', async () => {
  story.erp.items.add({ code: 'LAMP', barcode: '4006381333900', weight_per_unit: 0.4, weight_uom: 'Kg' })
  story.shop.products.addProduct({ title: 'Lamp', variants: [{ sku: 'LAMP', price: '20' }] })
  await quiet(story)
  expect(await bindings(story)).toMatchObject([{ item: 'LAMP', state: 'bound' }])
  expect(variant('LAMP').barcode).toBe('4006381333900')
  expect(variant('LAMP').item.weight).toEqual({ value: 0.4, unit: 'KILOGRAMS' })
  expect(item('LAMP')).toMatchObject({ item_name: 'Lamp', weight_per_unit: 0.4 })
  expect(item('LAMP')?.['tillbridge_ref']).toBe(`acme:variant:${variant('LAMP').id}`)
})

test('scenario 8: one write-back is followed by one read of each side at most, and by no write', async () => {
  const first = await callsDuring(story, () => void story.erp.items.update('LAMP', { weight_per_unit: 0.5 }))
  expect(writesOf(first)).toEqual({ store: ['VariantsUpdate'], target: [] })
  // The target told of its change, then the store of our write.
  expect(first.store.filter((name) => name === 'Product')).toHaveLength(2)

  const second = await callsDuring(story, () => void story.shop.products.update('LAMP', { title: 'Big lamp' }))
  expect(item('LAMP')?.['item_name']).toBe('Big lamp')
  expect(writesOf(second)).toEqual({ store: [], target: ['PUT /api/resource/Item/LAMP'] })
  expect(second.store).toEqual(['Product'])
  // One to compare, our write, and one when the target told of it.
  expect(second.target).toEqual([
    'GET /api/resource/Item/LAMP',
    'PUT /api/resource/Item/LAMP',
    'GET /api/resource/Item/LAMP',
  ])
})

test('scenario 30: both sides change at once: the owner of the field wins, and what gave way is logged', async () => {
  await callsDuring(story, () => {
    story.erp.items.update('LAMP', { barcodes: [{ barcode: '4006381333917' }], item_name: 'Lampe' })
    story.shop.products.updateVariant('LAMP', { barcode: '111' })
    story.shop.products.update('LAMP', { title: 'Desk lamp' })
  })
  expect([variant('LAMP').barcode, barcodeOf('LAMP')]).toEqual(['4006381333917', '4006381333917'])
  expect([variant('LAMP').product.title, item('LAMP')?.['item_name']]).toEqual(['Desk lamp', 'Desk lamp'])
  const log = (await losers(story)).map(({ field, side, lost, won }) => ({ field, side, lost, won }))
  expect(log).toContainEqual({ field: 'barcode', side: 'store', lost: '111', won: '4006381333917' })
  expect(log).toContainEqual({ field: 'title', side: 'target', lost: 'Lampe', won: 'Desk lamp' })
})

test('scenario 44: an item or a SKU that is renamed stays the same item for later orders', async () => {
  story.erp.items.rename('LAMP', 'LAMP-2')
  // A rename is told by no webhook: the search finds it, and the store gets the new SKU.
  await quiet(story)
  await story.sweep('products')
  await quiet(story)
  expect(await bindings(story)).toMatchObject([{ item: 'LAMP-2', state: 'bound' }])
  expect(variant('LAMP-2').product.title).toBe('Desk lamp')

  const { product } = variant('LAMP-2')
  story.shop.products.updateVariant('LAMP-2', { sku: 'SOMETHING-ELSE' })
  await quiet(story)
  expect(product.variants[0]?.item.sku).toBe('LAMP-2')

  // An order that was placed under the other SKU books on the item all the same, by the variant's id.
  const order = story.shop.place({
    lines: [
      {
        ...line('LAMP-2', 1, '20.00'),
        variantId: `gid://shopify/ProductVariant/${product.variants[0]?.id}`,
        sku: 'OLD',
      },
    ],
  })
  await quiet(story)
  expect(byItem(booksOf(story, order).invoices[0], 'qty')).toEqual({ 'LAMP-2': '1' })

  // So does one that comes before we hear of the next rename.
  await story.configure({ erpSettings: { createMissingItems: false } })
  story.erp.items.rename('LAMP-2', 'LAMP-3')
  const next = story.shop.place({ lines: [line('LAMP-2', 2, '20.00')] })
  await quiet(story)
  expect(byItem(booksOf(story, next).invoices[0], 'qty')).toEqual({ 'LAMP-3': '2' })
})

test('duplicate SKUs are named and joined with nothing', async () => {
  story.erp.items.add({ code: 'TWIN' })
  for (const title of ['One', 'Two']) story.shop.products.addProduct({ title, variants: [{ sku: 'TWIN', price: '1' }] })
  await quiet(story)
  expect(await bindings(story)).toHaveLength(1)
  const held = (await flowTransfers(story, 'products')).filter(({ state }) => state === 'attention')
  expect(held.map(({ causeCode, causeSubject }) => [causeCode, causeSubject])).toContainEqual([
    'SKU_NOT_UNIQUE',
    'sku:TWIN',
  ])
})

test('scenario 43: deleted and made anew, a variant takes its item again; a dead link is a task', async () => {
  story.erp.items.add({ code: 'VASE' })
  const vase = story.shop.products.addProduct({ title: 'Vase', variants: [{ sku: 'VASE', price: '5' }] })
  await quiet(story)
  const items = story.erp.documents('Item').length
  story.shop.products.deleteProduct(vase.id)
  await quiet(story)
  const open = async () =>
    (await flowTransfers(story, 'products')).filter(({ causeCode }) => causeCode === 'VARIANT_GONE').length
  expect(await open()).toBe(1)

  story.shop.products.addProduct({ title: 'Vase', variants: [{ sku: 'VASE', price: '5' }] })
  await quiet(story)
  expect((await bindings(story)).filter(({ item: code }) => code === 'VASE')).toMatchObject([{ state: 'bound' }])
  expect(story.erp.documents('Item')).toHaveLength(items)
  expect(await open()).toBe(0)

  story.erp.items.remove('VASE')
  await quiet(story)
  const tasks = (await flowTransfers(story, 'products')).filter(({ causeCode }) => causeCode === 'ITEM_GONE')
  expect(tasks).toHaveLength(1)
  expect(story.erp.documents('Item')).toHaveLength(items - 1)
})

test('a variant without a SKU finds its item by the barcode, where a rule says so and nobody has a better claim', async () => {
  await story.configure({ flows: ['products'], rules: { products: { matchBy: 'sku-then-barcode' } } })
  story.erp.items.add({ code: 'BOWL', name: 'Bowl', barcode: '5901234123457' })
  story.erp.items.add({ code: 'DISH', name: 'Dish', barcode: '4012345678901' })
  const bowl = story.shop.products.addProduct({ title: 'Bowl', variants: [{ barcode: '5901234123457', price: '9' }] })
  for (const title of ['Dish', 'Other dish'])
    story.shop.products.addProduct({ title, variants: [{ barcode: '4012345678901', price: '9' }] })
  await quiet(story)
  // The item's SKU goes to the variant that was found.
  expect(bowl.variants[0]?.item.sku).toBe('BOWL')
  expect((await bindings(story)).filter(({ item: code }) => ['BOWL', 'DISH'].includes(code))).toMatchObject([
    { item: 'BOWL', variant: String(bowl.variants[0]?.id) },
  ])
  const held = (await flowTransfers(story, 'products')).filter(({ causeCode }) => causeCode === 'BARCODE_NOT_UNIQUE')
  expect(held).toHaveLength(2)
})
