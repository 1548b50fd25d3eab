import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { startShopify } from '#sandboxes/shopify/start'
import type { Product } from '#model/product'
import { plainContext } from '#testing/plain-context'
import { graphql } from './client.ts'
import { shopify } from './index.ts'
import { REFERENCE_DEFINE } from './products-queries.ts'
import { productTarget } from './products-write.ts'
import { products } from './products.ts'
import { settings } from './settings.ts'

async function openShop(app: { readonly scopes?: readonly string[] } = {}, more: object = {}) {
  const shop = await startShopify({ shop: { currency: 'EUR' }, app })
  const { domain, url, clientId, clientSecret } = shop
  const keys = { shop: domain, baseUrl: url, clientId, clientSecret }
  const context = plainContext(shopify, settings.parse({ ...keys, ...more }))
  return { shop, context, [Symbol.asyncDispose]: () => shop.stop() }
}

async function everything(pages: AsyncIterable<{ readonly products: readonly Product[] }>): Promise<Product[]> {
  const found: Product[] = []
  for await (const page of pages) found.push(...page.products)
  return found
}

test('a product is read with its variants, found by its very SKU, and written field by field', async () => {
  await using door = await openShop()
  const made = door.shop.products.addProduct({
    title: 'Shirt',
    options: ['Size'],
    variants: ['S', 'M'].map((size) => ({ sku: `SHIRT-${size}`, price: '20', values: [size] })),
  })
  const [product] = await products.bySku(door.context, 'SHIRT-S')
  expect(product).toMatchObject({
    externalId: String(made.id),
    options: [{ name: 'Size', values: ['S', 'M'] }],
    variants: [
      { sku: 'SHIRT-S', optionValues: { Size: 'S' }, price: '20', weight: null, taxClass: 'taxable' },
      { sku: 'SHIRT-M', optionValues: { Size: 'M' } },
    ],
  })
  expect(await products.bySku(door.context, 'SHIRT')).toEqual([])
  const id = product?.variants[0]?.externalId ?? ''
  const [written, gone] = await productTarget.updateVariants(door.context, String(made.id), [
    {
      externalId: id,
      changes: { barcode: '123', weight: { value: decimal('0.2'), unit: 'kg' }, countryOfOrigin: 'SE' },
    },
    { externalId: '999', changes: { barcode: '5' } },
  ])
  expect(written).toMatchObject({ outcome: 'written', shows: { barcode: '123', weight: { value: '0.2', unit: 'kg' } } })
  expect(gone).toMatchObject({ externalId: '999', outcome: 'gone' })
  expect(await productTarget.update(door.context, String(made.id), { title: 'Tee' })).toMatchObject({ title: 'Tee' })
})

test('a product that we make is found again by our reference', async () => {
  await using door = await openShop()
  const product = {
    title: 'Mug',
    status: 'draft',
    options: [],
    variants: [{ sku: 'MUG', optionValues: {}, barcode: '77' }],
  } as const
  const made = await productTarget.create(door.context, product, 'acme:item:MUG')
  expect(made).toMatchObject({ status: 'draft', options: [], variants: [{ sku: 'MUG', barcode: '77' }] })
  expect(await productTarget.find(door.context, 'acme:item:MUG')).toMatchObject({ externalId: made.externalId })
  expect(await productTarget.find(door.context, 'acme:item:OTHER')).toBeNull()
  // The definition that finding needs was made once; values of it are unique from then on.
  const defined = () => door.shop.traffic.filter(({ request }) => request.body.toString().includes('"ReferenceDefine"'))
  expect(defined()).toHaveLength(1)
  await expect(productTarget.create(door.context, product, 'acme:item:MUG')).rejects.toMatchObject({
    kind: 'conflict',
    code: 'REFERENCE_EXISTS',
  })
})

test('without the permission to define metafields nothing is made, and the permission is named', async () => {
  await using door = await openShop({ scopes: ['read_products'] })
  await expect(productTarget.find(door.context, 'acme:item:MUG')).rejects.toMatchObject({
    kind: 'rejected',
    code: 'SHOPIFY_SCOPE_MISSING',
    subject: 'scope:write_products',
  })
})

test('a definition of another kind under our key is named, not worked around', async () => {
  await using door = await openShop()
  const text = REFERENCE_DEFINE.text.replace('type: "id"', 'type: "single_line_text_field"')
  await graphql(door.context, { ...REFERENCE_DEFINE, text }, {})
  await expect(productTarget.find(door.context, 'acme:item:MUG')).rejects.toMatchObject({
    code: 'SHOPIFY_DEFINITION_MISSING',
  })
})

test('pictures, search texts and metafields are told; metafields are set and taken away', async () => {
  const metafields = { 'custom.material': 'single_line_text_field', 'custom.care': 'multi_line_text_field' }
  await using door = await openShop({}, { metafields })
  const made = await productTarget.create(
    door.context,
    {
      title: 'Mug',
      status: 'draft',
      options: [],
      vendor: 'Acme',
      images: [{ url: 'https://erp.example/files/mug.png', alt: 'A mug' }],
      customFields: { 'custom.material': 'Clay', 'seo.title': 'Mugs' },
      variants: [{ sku: 'MUG', optionValues: {}, barcode: '77', cost: decimal('2.5') }],
    },
    'acme:item:MUG',
  )
  expect(made).toMatchObject({
    vendor: 'Acme',
    images: [{ url: expect.stringContaining('/mug.png'), alt: 'A mug' }],
    customFields: { 'custom.material': 'Clay', 'custom.care': null, 'seo.title': 'Mugs', 'seo.description': null },
    variants: [{ cost: '2.5' }],
  })
  const declared = products.fields
  expect(Object.keys(made)).toEqual(expect.arrayContaining([...(declared?.product ?? [])]))
  expect(Object.keys(made.variants[0] ?? {})).toEqual(expect.arrayContaining([...(declared?.variant ?? [])]))
  const changes = { 'custom.material': null, 'custom.care': 'By hand', 'seo.title': null }
  const shown = await productTarget.update(door.context, made.externalId, { customFields: changes })
  expect(shown?.customFields).toEqual({ ...changes, 'seo.description': null })
  // Our own metafield is none of these, so it stays.
  expect(await productTarget.find(door.context, 'acme:item:MUG')).toMatchObject({ customFields: changes })
  expect(await products.byBarcode?.(door.context, '77')).toMatchObject([{ externalId: made.externalId }])
  expect(await products.byBarcode?.(door.context, '7')).toEqual([])
})

test('a bundle is told with what it consists of', async () => {
  await using door = await openShop()
  for (const sku of ['CUP', 'SAUCER', 'SET'])
    door.shop.products.addProduct({ title: sku, variants: [{ sku, price: '5' }] })
  const set = door.shop.products.bundle('SET', { CUP: 2, SAUCER: 2 })
  const idOf = (sku: string) => String(door.shop.products.variant(sku).id)
  expect(await products.get(door.context, String(set.product.id))).toMatchObject({
    variants: [
      {
        components: [
          { item: idOf('CUP'), quantity: '2' },
          { item: idOf('SAUCER'), quantity: '2' },
        ],
      },
    ],
  })
  const [plain] = (await products.bySku(door.context, 'CUP'))[0]?.variants ?? []
  expect(plain?.components).toBeUndefined()
})

test('a large catalogue is exported and changed in bulk', async () => {
  await using door = await openShop({}, { metafields: { 'custom.material': 'single_line_text_field' } })
  door.shop.products.addMany({ count: 1_200, variantsPerProduct: 2, prefix: 'BULK' })
  const before = door.context.calls.length
  const all = await everything(products.all(door.context))
  expect(all.flatMap((product) => product.variants)).toHaveLength(1_200)
  expect(all[0]).toMatchObject({ customFields: { 'custom.material': null } })
  expect(all[0]?.variants).toHaveLength(2)
  expect(door.context.calls.length - before).toBeLessThan(15)

  const changes = all.flatMap((product) =>
    product.variants.map(({ externalId }) => ({
      productExternalId: product.externalId,
      externalId,
      changes: { barcode: `B${externalId}` },
    })),
  )
  const gone = { productExternalId: all[0]?.externalId ?? '', externalId: '999', changes: { barcode: '1' } }
  const outcomes: string[] = []
  for await (const part of productTarget.updateInBulk?.(door.context, [...changes, gone], 'a run of ours') ?? [])
    outcomes.push(...part.outcomes.map(({ outcome }) => outcome))
  expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1_200)
  expect(outcomes.filter((outcome) => outcome === 'gone')).toHaveLength(1)
  expect(door.shop.products.variant('BULK-000001').barcode).toMatch(/^B\d+$/)
})
