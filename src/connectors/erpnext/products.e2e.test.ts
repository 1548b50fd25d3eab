import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { Product } from '#model/product'
import { openBooks } from './erpnext.test-kit.ts'
import { erpnext } from './index.ts'
import { productTarget, productTargetFor } from './products-write.ts'
import { products } from './products.ts'

async function everything(pages: AsyncIterable<{ readonly products: readonly Product[] }>): Promise<Product[]> {
  const found: Product[] = []
  for await (const page of pages) found.push(...page.products)
  return found
}

test('items are read as products: one of its own, a template with its variants, all of them once', async () => {
  await using books = await openBooks()
  const mug = await products.get(books.context, 'MUG-1')
  expect(mug).toMatchObject({
    externalId: 'MUG-1',
    title: 'Mug',
    options: [],
    variants: [{ sku: 'MUG-1', barcode: '4006381333931', unit: 'Nos', optionValues: {}, reference: null }],
  })
  const hoodie = await products.get(books.context, 'HOODIE-BLU')
  expect(hoodie).toMatchObject({
    externalId: 'HOODIE',
    options: [{ name: 'Shade', values: ['Blue'] }],
    variants: [{ externalId: 'HOODIE-BLU', optionValues: { Shade: 'Blue' } }],
  })
  expect(await products.get(books.context, 'mug-1')).toBeNull()
  expect(await products.bySku(books.context, 'MUG-1')).toHaveLength(1)
  expect(await products.bySku(books.context, 'HOODIE')).toEqual([])
  const all = await everything(products.all(books.context))
  const items = books.site.documents('Item').filter((item) => item['has_variants'] !== 1)
  expect(all.flatMap((product) => product.variants.map((variant) => variant.externalId)).sort()).toEqual(
    items.map((item) => String(item['name'])).sort(),
  )
})

test('only the fields that are given are written, and the answer tells what ERPNext made of them', async () => {
  await using books = await openBooks()
  const [outcome] = await productTarget.updateVariants(books.context, 'MUG-1', [
    {
      externalId: 'MUG-1',
      changes: {
        barcode: '5901234123457',
        weight: { value: decimal('350'), unit: 'g' },
        countryOfOrigin: 'SE',
        reference: 'acme:variant:1',
      },
    },
  ])
  expect(outcome).toMatchObject({
    outcome: 'written',
    shows: { barcode: '5901234123457', weight: { value: '350', unit: 'g' }, countryOfOrigin: 'SE' },
  })
  expect(await productTarget.update(books.context, 'MUG-1', { title: 'Big mug' })).toMatchObject({ title: 'Big mug' })
  expect(await productTarget.find(books.context, 'acme:variant:1')).toMatchObject({ title: 'Big mug' })
  const gone = await productTarget.updateVariants(books.context, 'X', [
    { externalId: 'X', changes: { disabled: true } },
  ])
  expect(gone).toEqual([{ externalId: 'X', outcome: 'gone' }])
})

test('brand, group, picture, cost and fields of the site are told and taken; what ERPNext does not know is refused', async () => {
  await using books = await openBooks({ itemFields: ['custom_material'], costField: 'valuation' })
  const field = {
    dt: 'Item',
    fieldname: 'custom_material',
    label: 'Material',
    fieldtype: 'Data',
    insert_after: 'brand',
  }
  books.site.insert({ doctype: 'Custom Field', ...field })
  const images = [
    { url: 'https://cdn.example/mug.png?v=1', alt: null },
    { url: 'https://cdn.example/b.png', alt: null },
  ]
  const changes = { vendor: 'Acme', productType: 'Services', images, customFields: { custom_material: 'Clay' } }
  const shown = {
    vendor: 'Acme',
    productType: 'Services',
    images: [{ url: 'https://cdn.example/mug.png?v=1' }],
    customFields: { custom_material: 'Clay' },
  }
  expect(await productTarget.update(books.context, 'MUG-1', changes)).toMatchObject(shown)
  const variants = [{ externalId: 'MUG-1', changes: { cost: decimal('2.5'), customsCode: '691200' } }]
  expect(await productTargetFor(books.context.settings).updateVariants(books.context, 'MUG-1', variants)).toMatchObject(
    [{ outcome: 'written', shows: { cost: '2.5', customsCode: '691200' } }],
  )
  const read = await products.get(books.context, 'MUG-1')
  expect(read).toMatchObject({ ...shown, variants: [{ cost: '2.5' }] })
  // What is declared is told, all of it.
  const declared = products.fields
  expect(Object.keys(read ?? {})).toEqual(expect.arrayContaining([...(declared?.product ?? [])]))
  expect(Object.keys(read?.variants[0] ?? {})).toEqual(expect.arrayContaining([...(declared?.variant ?? [])]))
  expect(await products.byBarcode?.(books.context, '4006381333931')).toMatchObject([{ externalId: 'MUG-1' }])
  await expect(
    productTarget.update(books.context, 'MUG-1', { productType: 'Crockery of a kind' }),
  ).rejects.toMatchObject({ kind: 'rejected' })
  expect(await productTarget.update(books.context, 'MUG-1', { vendor: null, images: [] })).toMatchObject({
    vendor: null,
    images: [],
  })
})

test('a field that the site does not have is named by the check', async () => {
  await using books = await openBooks({ itemFields: ['custom_material', 'brand'] })
  const { findings } = await erpnext.check(books.context)
  const about = findings.filter(({ code }) => code === 'ITEM_FIELD_MISSING')
  expect(about.map(({ message }) => message)).toEqual([expect.stringContaining('"custom_material"')])
})

test('an item that was renamed keeps our reference', async () => {
  await using books = await openBooks()
  await productTarget.updateVariants(books.context, 'CAP', [
    { externalId: 'CAP', changes: { reference: 'acme:variant:2' } },
  ])
  const [outcome] = await productTarget.updateVariants(books.context, 'CAP', [
    { externalId: 'CAP', changes: { sku: 'CAP-RED' } },
  ])
  expect(outcome).toMatchObject({ outcome: 'written', shows: { externalId: 'CAP-RED', sku: 'CAP-RED' } })
  expect(await products.get(books.context, 'CAP')).toBeNull()
  expect(await productTarget.find(books.context, 'acme:variant:2')).toMatchObject({ externalId: 'CAP-RED' })
})

test('a product with choices becomes a template with variants, once', async () => {
  await using books = await openBooks()
  const shirt = {
    title: 'Shirt',
    handle: 'shirt',
    status: 'active',
    description: 'Soft',
    options: [{ name: 'Grösse', values: ['S', 'M'] }],
    variants: ['S', 'M'].map((size) => ({
      sku: `SHIRT-${size}`,
      optionValues: { Grösse: size },
      requiresShipping: true,
      reference: `acme:variant:${size}`,
    })),
  } as const
  const made = await productTarget.create(books.context, shirt, 'acme:product:1')
  expect(made).toMatchObject({ externalId: 'shirt', options: [{ name: 'Grösse', values: ['M', 'S'] }] })
  expect(made.variants.map((variant) => [variant.sku, variant.reference])).toEqual([
    ['SHIRT-M', 'acme:variant:M'],
    ['SHIRT-S', 'acme:variant:S'],
  ])
  await expect(
    productTarget.create(books.context, { ...shirt, handle: 'other' }, 'acme:product:1'),
  ).rejects.toMatchObject({
    code: 'REFERENCE_EXISTS',
  })
  const [added] = await productTarget.addVariants(books.context, 'shirt', [
    { sku: 'SHIRT-L', optionValues: { Grösse: 'L' } },
  ])
  expect(added).toMatchObject({ sku: 'SHIRT-L', optionValues: { Grösse: 'L' } })
})

test('a bundle is told with what it consists of', async () => {
  await using books = await openBooks()
  books.site.items.addBundle({ code: 'SET' }, { 'MUG-1': 2, CAP: 1 })
  const components = [
    { item: 'MUG-1', quantity: '2' },
    { item: 'CAP', quantity: '1' },
  ]
  expect(await products.get(books.context, 'SET')).toMatchObject({ variants: [{ sku: 'SET', components }] })
  const all = await everything(products.all(books.context))
  const bundles = all.flatMap(({ variants }) => variants).filter((item) => (item.components ?? []).length > 0)
  expect(bundles).toContainEqual(expect.objectContaining({ externalId: 'SET', components }))
})

test('many items are written in few calls', async () => {
  await using books = await openBooks()
  const changes = ['MUG-1', 'CAP', 'NOPE'].map((externalId) => ({
    productExternalId: externalId,
    externalId,
    changes: { reference: `acme:variant:${externalId}` },
  }))
  const before = books.context.calls.length
  const outcomes: string[] = []
  for await (const part of productTarget.updateInBulk?.(books.context, changes, 'key') ?? [])
    outcomes.push(...part.outcomes.map(({ outcome }) => outcome))
  expect(outcomes).toEqual(['written', 'written', 'gone'])
  expect(books.context.calls.length - before).toBe(1)
})
