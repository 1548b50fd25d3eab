import { expect, test } from 'vitest'
import * as bulk from '#connectors/shopify/bulk'
import * as prices from '#connectors/shopify/prices'
import * as products from '#connectors/shopify/products-queries'
import { faultsOf, officialSchema } from './shopify-schema.ts'

const schema = officialSchema()
const texts = Object.entries({ ...bulk, ...prices, ...products }).flatMap(([name, value]) =>
  typeof value === 'object' && 'text' in value && typeof value.text === 'string' ? [[name, value.text] as const] : [],
)

test.each(texts)('%s is valid by the official schema', (_name, text) => {
  expect(faultsOf(schema, text)).toEqual([])
})

test('metafields that a connection names are asked for', () => {
  const { text } = products.withMetafields(products.PRODUCT, ['custom.material', 'custom.care'])
  expect(faultsOf(schema, text)).toEqual([])
  expect(text).toContain('metafield1: metafield(namespace: "custom", key: "care")')
})
