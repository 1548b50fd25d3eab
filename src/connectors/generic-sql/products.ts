import type { ProductSource } from '#contract/products'
import type { Product } from '#model/product'
import { idOf, shown } from '#generic/booked-answer'
import { badSetting } from '#generic/failure-rules'
import { notReadable } from '#generic/operation-errors'
import { productFrom, PRODUCT_NAMES, VARIANT_NAMES } from '#generic/product-record'
import { toldByRow } from '#generic/record-map'
import { pagesOf } from './pages.ts'
import { sourceOf } from './read.ts'
import type { SqlSettings } from './settings.ts'
import { type Row, type Running, type SqlContext, transaction } from './statements.ts'

export type Products = NonNullable<SqlSettings['products']>

const COLUMNS = { ...PRODUCT_NAMES, product: 'The id of the product.', variantTitle: 'What tells it from the others.' }

/** The products that the settings describe. A key may be that of a product or of what is sold of it. */
export const productsOf = (setting: Products): ProductSource<SqlSettings> => ({
  ...sourceOf<Product>({
    where: 'products',
    setting,
    isOf: ({ externalId, variants }, key) =>
      externalId === key || variants.some((variant) => variant.externalId === key),
    read: (running, key) => rowsOf(running, setting, key),
    make: (_settings, rows) => productOf(rows as readonly Row[], 'products.one'),
  }),
  parse: notReadable,
  all: (context) => all(context, setting),
  bySku: (context, sku) => bySku(context, setting, sku),
})

async function rowsOf(running: Running, { one }: Products, key: string): Promise<readonly Row[] | null> {
  const { rows } = await running.run(one, { key }, 'products.one')
  return rows.length === 0 ? null : rows
}

/** The product with this key as the transaction sees it. */
export async function productIn(running: Running, setting: Products, key: string): Promise<Product | null> {
  const rows = await rowsOf(running, setting, key)
  return rows === null ? null : productOf(rows, 'products.one')
}

/** The rows of one product, each one of its forms; what is the product's own is read from the first. */
function productOf(rows: readonly Row[], where: string): Product {
  const told = rows.map((row) => toldByRow(COLUMNS, row, where))
  const [first = {}] = told
  const ids = new Set(told.map(({ product }) => idOf(product)))
  const [id] = ids
  if (ids.size !== 1 || id == null) {
    const what = id === null ? `the column product is ${shown(first['product'])}` : 'rows of several products came'
    throw badSetting('ANSWER_PATH', where, what, 'read')
  }
  const variants = told.map((row) => ({
    ...Object.fromEntries(Object.keys(VARIANT_NAMES).map((name) => [name, row[name]])),
    title: row['variantTitle'],
  }))
  return productFrom({ ...first, id, variants }, where)
}

async function* all(
  context: SqlContext,
  setting: Products,
): AsyncGenerator<{ readonly products: readonly Product[]; readonly total: null }> {
  const where = 'products.all'
  // A page may end in the midst of a product.
  let open: Row[] = []
  for await (const rows of pagesOf(context, setting.all, ['product', 'id'], { where, input: {} })) {
    const products: Product[] = []
    for (const row of rows) {
      if (open[0] !== undefined && open[0]['product'] !== row['product']) {
        products.push(productOf(open, where))
        open = []
      }
      open.push(row)
    }
    if (products.length > 0) yield { products, total: null }
  }
  if (open.length > 0) yield { products: [productOf(open, where)], total: null }
}

async function bySku(context: SqlContext, setting: Products, sku: string): Promise<readonly Product[]> {
  const where = 'products.bySku'
  const found = await transaction(context, { where, effect: 'read' }, async (running) => {
    const keys = setting.bySku === undefined ? [sku] : await keysOf(running, setting.bySku, sku)
    const products: Product[] = []
    for (const key of keys) {
      const product = await productIn(running, setting, key)
      if (product !== null) products.push(product)
    }
    return products
  })
  return found.filter(({ variants }) => variants.some((variant) => variant.sku === sku))
}

async function keysOf(
  running: Running,
  statement: NonNullable<Products['bySku']>,
  sku: string,
): Promise<readonly string[]> {
  const { rows } = await running.run(statement, { sku }, 'products.bySku')
  return rows.map((row) => {
    const key = idOf(row['recordKey'])
    if (key !== null) return key
    const why = `the column record_key is ${shown(row['recordKey'])}`
    throw badSetting('ANSWER_PATH', 'products.bySku', why, 'read')
  })
}
