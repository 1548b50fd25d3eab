import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { Product } from '#model/product'
import type { WooCommerceSandbox } from '#sandboxes/woocommerce/start'
import { productTarget } from './products-write.ts'
import { products } from './products.ts'
import type { WooContext } from './client.ts'
import { openShop } from './woocommerce.test-kit.ts'

const SIZES = { name: 'Size', visible: true, variation: true, options: ['S', 'M', 'L'] }

function addShirt(shop: WooCommerceSandbox) {
  const shirt = shop.addProduct({
    name: 'Shirt',
    type: 'variable',
    sku: 'SHIRT',
    weight: '0.3',
    tax_class: 'reduced-rate',
    attributes: [SIZES, { name: 'Fabric', visible: true, variation: false, options: ['Cotton'] }],
  })
  const size = (option: string, more: object) =>
    shop.addVariation(shirt.id, { regular_price: '199', attributes: [{ name: 'Size', option }], ...more })
  const small = size('S', { sku: 'SHIRT-S', global_unique_id: '7310865004703', sale_price: '149' })
  const medium = size('M', { status: 'private', weight: '0.4' })
  return { shirt, small, medium, ids: [shirt, small, medium].map(({ id }) => String(id)) }
}

async function everything(context: WooContext): Promise<{ products: Product[]; totals: (number | null)[] }> {
  const [found, totals]: [Product[], (number | null)[]] = [[], []]
  for await (const page of products.all(context)) {
    found.push(...page.products)
    totals.push(page.total)
  }
  return { products: found, totals }
}

async function changed(context: WooContext, since: Date): Promise<string[]> {
  const keys: string[] = []
  for await (const page of products.changes(context, { since, until: new Date(Date.now() + 5_000) }))
    keys.push(...page.map(({ key }) => key))
  return keys
}

test('a variable product is its variations: what they lack is that of the product, and its SKU is nobody’s', async () => {
  await using door = await openShop()
  const { ids } = addShirt(door.shop)
  const [shirt = '', small = '', medium = ''] = ids
  const [found] = await products.bySku(door.context, 'SHIRT-S')
  expect(found).toMatchObject({
    externalId: shirt,
    status: 'active',
    handle: 'shirt',
    collections: ['Uncategorized'],
    options: [{ name: 'Size', values: ['S', 'M', 'L'] }],
    variants: [
      {
        externalId: small,
        stockItem: `${shirt}/${small}`,
        sku: 'SHIRT-S',
        barcode: '7310865004703',
        optionValues: { Size: 'S' },
        price: '149',
        compareAtPrice: '199',
        weight: { value: '0.3', unit: 'kg' },
        taxClass: 'reduced-rate',
        disabled: false,
      },
      {
        externalId: medium,
        sku: null,
        price: '199',
        compareAtPrice: null,
        weight: { value: '0.4', unit: 'kg' },
        disabled: true,
      },
    ],
  })
  const declared = products.fields
  expect(Object.keys(found ?? {})).toEqual(expect.arrayContaining([...(declared?.product ?? [])]))
  expect(Object.keys(found?.variants[0] ?? {})).toEqual(expect.arrayContaining([...(declared?.variant ?? [])]))
  // WooCommerce finds the product by its own SKU, and by others in any case.
  expect(await products.bySku(door.context, 'SHIRT')).toEqual([])
  expect(await products.bySku(door.context, 'shirt-s')).toEqual([])
  expect(await products.findByName(door.context, 'Shirt')).toBe(shirt)
  expect(await products.get(door.context, small)).toBeNull()
})

test('groups and products of other shops are read and never sold; the trash is gone, what is private was put away', async () => {
  await using door = await openShop()
  const { shop, context } = door
  const mug = shop.addProduct({ name: 'Mug', sku: 'MUG', regular_price: '10.12345', status: 'private', virtual: true })
  const set = shop.addProduct({ name: 'Set', sku: 'SET', type: 'grouped', grouped_products: [mug.id] })
  const other = shop.addProduct({ name: 'Book', sku: 'BOOK', type: 'external', external_url: 'https://books.example' })
  expect(await products.get(context, String(mug.id))).toMatchObject({
    status: 'archived',
    options: [],
    variants: [{ externalId: String(mug.id), price: '10.12345', requiresShipping: false, taxClass: 'standard' }],
  })
  for (const { id } of [set, other]) expect(await products.get(context, String(id))).toMatchObject({ variants: [] })
  shop.trashProduct('MUG')
  expect(await products.get(context, String(mug.id))).toBeNull()
  expect(await products.bySku(context, 'MUG')).toEqual([])
  expect((await everything(context)).products.map(({ title }) => title)).toEqual(['Set', 'Book'])
  shop.restoreProduct('MUG')
  expect(await products.get(context, String(mug.id))).toMatchObject({ status: 'archived' })
})

test('a variation that changes alone is found, whatever lists it; the trash is told of too', async () => {
  for (const listsVariations of ['core', 'analytics', 'nothing'] as const) {
    await using door = await openShop({ listsVariations })
    const { shop, context } = door
    const { shirt, small } = addShirt(shop)
    const mug = shop.addProduct({ name: 'Mug', sku: 'MUG', regular_price: '10' })
    shop.trashProduct('MUG')
    const long = new Date(Date.now() - 3_600_000)
    for (const one of shop.shop.products.values()) one.modified = long
    const since = new Date(Date.now() - 60_000)
    expect(await changed(context, since)).toEqual([])
    shop.changeProduct('SHIRT-S', { regular_price: '209' })
    expect(shop.shop.products.get(shirt.id)?.modified).toEqual(long)
    expect(await changed(context, since)).toEqual([String(shirt.id)])
    const stamp = shop.shop.products.get(small.id)?.modified.toISOString()
    expect(await products.get(context, String(shirt.id))).toMatchObject({ updatedAt: stamp })
    mug.modified = new Date()
    expect(await changed(context, since)).toEqual([String(mug.id), String(shirt.id)])
  }
})

test('all products come in pages, with how many there are', async () => {
  await using door = await openShop()
  for (let number = 0; number < 201; number += 1) door.shop.addProduct({ name: `P${number}`, sku: `P${number}` })
  const { products: all, totals } = await everything(door.context)
  expect([all.length, totals]).toEqual([201, [201, 201, 201]])
})

test('variants are written a hundred at once and judged alone; what WooCommerce drops without a word is told', async () => {
  await using door = await openShop()
  const { shop, context } = door
  const { ids } = addShirt(shop)
  const [shirt = '', small = '', medium = ''] = ids
  shop.addProduct({ name: 'Mug', sku: 'MUG', regular_price: '10', global_unique_id: '12345670' })
  const outcomes = await productTarget.updateVariants(context, shirt, [
    { externalId: small, changes: { barcode: '12345670' } },
    { externalId: medium, changes: { sku: 'SHIRT-M', weight: { value: decimal('500'), unit: 'g' }, tracked: true } },
    { externalId: '999999', changes: { sku: 'X' } },
  ])
  expect(outcomes).toMatchObject([
    { outcome: 'refused', code: 'product_invalid_global_unique_id' },
    { outcome: 'written', shows: { sku: 'SHIRT-M', weight: { value: '0.5', unit: 'kg' }, tracked: true } },
    { externalId: '999999', outcome: 'gone' },
  ])
  const [unknown] = await productTarget.updateVariants(context, small, [
    { externalId: small, changes: { taxClass: 'moon-rate' } },
  ])
  expect(unknown).toMatchObject({ outcome: 'refused' })
  const mug = (await products.bySku(context, 'MUG'))[0]?.externalId ?? ''
  const classes = async (taxClass: string | null) =>
    (await productTarget.updateVariants(context, mug, [{ externalId: mug, changes: { taxClass } }]))[0]
  expect(await classes('books')).toMatchObject({ outcome: 'written', shows: { taxClass: 'books' } })
  expect(await classes(null)).toMatchObject({ outcome: 'written', shows: { taxClass: null } })
  expect(await classes('moon-rate')).toMatchObject({
    outcome: 'refused',
    message: expect.stringContaining('moon-rate'),
  })
})

test('in bulk, products without options go together', async () => {
  await using door = await openShop()
  const { shop, context } = door
  const { ids } = addShirt(shop)
  const [shirt = '', small = ''] = ids
  const changes = Array.from({ length: 120 }, (_, index) => {
    const id = String(shop.addProduct({ name: `P${index}`, sku: `P${index}`, regular_price: '10' }).id)
    return { productExternalId: id, externalId: id, changes: { price: decimal('11') } }
  })
  const before = context.calls.length
  const outcomes: string[] = []
  const all = [...changes, { productExternalId: shirt, externalId: small, changes: { price: decimal('150') } }]
  for await (const part of productTarget.updateInBulk?.(context, all, 'a run') ?? [])
    outcomes.push(...part.outcomes.map(({ outcome }) => outcome))
  expect(outcomes).toEqual(Array.from({ length: 121 }, () => 'written'))
  // Three batches; each asks before what holds now, as only one of two prices is told; once for the unit of weights.
  expect(context.calls.length - before).toBe(7)
  // The shop's sale stays one.
  expect((await products.get(context, shirt))?.variants[0]).toMatchObject({ price: '150', compareAtPrice: '199' })
})

test('prices: what is struck out is the regular price of a sale, which holds at once', async () => {
  await using door = await openShop()
  const { shop, context } = door
  const { id } = shop.addProduct({
    name: 'Mug',
    sku: 'MUG',
    regular_price: '100',
    sale_price: '80',
    date_on_sale_from_gmt: '2040-01-01T00:00:00',
  })
  const mug = String(id)
  const shown = async () => (await products.get(context, mug))?.variants[0]
  const write = async (changes: object) =>
    (await productTarget.updateVariants(context, mug, [{ externalId: mug, changes }]))[0]
  // The sale begins years later.
  expect(await shown()).toMatchObject({ price: '100', compareAtPrice: null })
  expect(await write({ price: decimal('99') })).toMatchObject({ outcome: 'written' })
  expect(shop.shop.products.get(id)).toMatchObject({ regularPrice: '99', salePrice: '80' })
  await write({ price: decimal('70'), compareAtPrice: decimal('110') })
  expect(await shown()).toMatchObject({ price: '70', compareAtPrice: '110' })
  expect(shop.shop.products.get(id)).toMatchObject({ saleFrom: null })
  await write({ price: decimal('75') })
  expect(await shown()).toMatchObject({ price: '75', compareAtPrice: '110' })
  await write({ price: decimal('120') })
  expect(await shown()).toMatchObject({ price: '120', compareAtPrice: null })
  await write({ price: decimal('60'), compareAtPrice: null })
  expect(await shown()).toMatchObject({ price: '60', compareAtPrice: null })
})

test('the fields of a product, with its main picture and joined meta fields', async () => {
  await using door = await openShop({}, { productMetaFields: ['material', 'care'] })
  const { shop, context } = door
  const { id } = shop.addProduct({
    name: 'Mug',
    images: [{ src: 'https://old.example/a.png' }, { src: 'https://old.example/b.png', alt: 'Back' }],
    meta_data: [{ key: 'material', value: 'Clay' }],
  })
  const shown = await productTarget.update(context, String(id), {
    title: 'Cup',
    status: 'archived',
    description: '<p>A cup</p>',
    images: [{ url: 'https://erp.example/files/cup.png', alt: 'A cup' }],
    customFields: { material: null, care: 'By hand' },
  })
  expect(shown).toMatchObject({
    title: 'Cup',
    status: 'archived',
    description: '<p>A cup</p>',
    images: [
      { url: expect.stringMatching(/uploads.*cup\.png$/), alt: 'A cup' },
      { url: expect.stringMatching(/b\.png$/), alt: 'Back' },
    ],
    customFields: { material: null, care: 'By hand' },
  })
  await expect(productTarget.update(context, '999999', { title: 'X' })).rejects.toMatchObject({ kind: 'conflict' })
})

test('a product that we make is not made twice, even when the first try broke off', async () => {
  await using door = await openShop()
  const { shop, context } = door
  const mug = {
    title: 'Mug',
    status: 'draft',
    options: [],
    variants: [{ sku: 'MUG', optionValues: {}, price: decimal('12') }],
  } as const
  const made = await productTarget.create(context, mug, 'acme:item:MUG')
  expect(made).toMatchObject({ status: 'draft', variants: [{ sku: 'MUG', price: '12' }] })
  expect(await productTarget.create(context, mug, 'acme:item:MUG')).toMatchObject({ externalId: made.externalId })
  await expect(productTarget.create(context, mug, 'acme:item:OTHER')).rejects.toMatchObject({
    code: 'WOOCOMMERCE_SKU_TAKEN',
  })
  const cap = (size: string) => ({ sku: `CAP-${size}`, optionValues: { Size: size }, price: decimal('20') })
  const caps = {
    title: 'Cap',
    status: 'active',
    options: [{ name: 'Size', values: ['S', 'M'] }],
    variants: [cap('S'), cap('M')],
  } as const
  shop.faults.next('/variations/batch', { kind: 'reset-before' })
  await expect(productTarget.create(context, caps, 'acme:item:CAP')).rejects.toMatchObject({ kind: 'outcome-unknown' })
  const finished = await productTarget.create(context, caps, 'acme:item:CAP')
  expect(finished).toMatchObject({
    status: 'active',
    handle: 'cap',
    options: [{ name: 'Size', values: ['S', 'M'] }],
    variants: [
      { sku: 'CAP-S', optionValues: { Size: 'S' } },
      { sku: 'CAP-M', optionValues: { Size: 'M' } },
    ],
  })
  expect((await everything(context)).products).toHaveLength(2)
  const [large] = await productTarget.addVariants(context, finished.externalId, [cap('L')])
  expect(large).toMatchObject({ sku: 'CAP-L', optionValues: { Size: 'L' } })
  expect((await products.get(context, finished.externalId))?.options).toEqual([
    { name: 'Size', values: ['S', 'M', 'L'] },
  ])
  shop.trashProduct('MUG')
  await expect(productTarget.create(context, mug, 'acme:item:MUG')).rejects.toMatchObject({
    code: 'WOOCOMMERCE_SKU_IN_TRASH',
  })
})
