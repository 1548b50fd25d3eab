import { batch } from './batch.ts'
import { boundOf } from './dates.ts'
import { isTrue, listOf, type Rules, type Values } from './params.ts'
import { emptyProduct, removeProduct, writeProduct } from './product-write.ts'
import { showProduct, showVariation } from './product-show.ts'
import { type Call, created, forced, idOf, PAGE_RULES, paged, type Route, urlOf } from './route.ts'
import { now, type Product, type Shop, tell } from './state.ts'
import { stockKeeper } from './stock.ts'
import { noRoute, WpError } from './wp-error.ts'

const TYPES = ['simple', 'grouped', 'external', 'variable']
const WRITE_RULES: Rules = {
  type: { kind: 'enum', values: TYPES },
  regular_price: { kind: 'string' },
  sale_price: { kind: 'string' },
  manage_stock: { kind: 'boolean' },
  stock_quantity: { kind: 'integer', nullable: true },
  backorders: { kind: 'enum', values: ['no', 'notify', 'yes'] },
}
const LIST_RULES: Rules = {
  ...PAGE_RULES,
  after: { kind: 'date' },
  before: { kind: 'date' },
  modified_after: { kind: 'date' },
  modified_before: { kind: 'date' },
  dates_are_gmt: { kind: 'boolean' },
  order: { kind: 'enum', values: ['asc', 'desc'] },
  type: { kind: 'enum', values: TYPES },
}

const invalid = (status: number, kind = 'product') =>
  new WpError(status, `woocommerce_rest_${kind}_invalid_id`, 'Invalid ID.')

function productOf(shop: Shop, id: number, status: number): Product {
  const product = shop.products.get(id)
  if (product === undefined) throw invalid(status)
  return product
}

function plainProduct(shop: Shop, id: number): Product {
  const product = productOf(shop, id, 400)
  if (product.parentId === 0) return product
  const text =
    'To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.'
  throw new WpError(404, 'woocommerce_rest_invalid_product_id', text)
}

/** Makes a product as a request or a person in the admin pages does. */
export function createProduct(shop: Shop, given: Values): Product {
  const product = emptyProduct(shop, String(given['type'] ?? 'simple'))
  writeProduct(shop, product, given)
  shop.products.set(product.id, product)
  tell(shop, 'product.created', product.id)
  return product
}

export function updateProduct(shop: Shop, product: Product, given: Values): Product {
  writeProduct(shop, product, given)
  if (typeof given['type'] === 'string') product.type = given['type']
  tell(shop, 'product.updated', product.id)
  return product
}

export function createVariation(shop: Shop, parentId: number, given: Values): Product {
  const product = emptyProduct(shop, 'variation', parentId)
  writeProduct(shop, product, given)
  shop.products.set(product.id, product)
  // Told by the topics of products, under its own id.
  tell(shop, 'product.created', product.id)
  return product
}

function listProducts(shop: Shop, query: Values): Product[] {
  const skus = listOf(query['sku']).map((one) => one.toLowerCase())
  return listed(shop, query, (one) => (skus.length > 0 ? skus.includes(one.sku.toLowerCase()) : one.parentId === 0))
}

/** What lists of products and of variations filter alike. */
function listed(shop: Shop, query: Values, isOne: (product: Product) => boolean): Product[] {
  const inGmt = isTrue(query['dates_are_gmt'])
  const bound = (name: string) => (query[name] === undefined ? null : boundOf(shop.zone, String(query[name]), inGmt))
  const bounds = [bound('modified_after'), bound('modified_before'), bound('after'), bound('before')] as const
  const include = listOf(query['include']).map(Number)
  const text = (name: string) => String(query[name] ?? '').toLowerCase()
  const found = [...shop.products.values()].filter(
    (one) =>
      isOne(one) &&
      fitsStatus(one, String(query['status'] ?? 'any')) &&
      (bounds[0] === null || one.modified > bounds[0]) &&
      (bounds[1] === null || one.modified < bounds[1]) &&
      (bounds[2] === null || one.created > bounds[2]) &&
      (bounds[3] === null || one.created < bounds[3]) &&
      (include.length === 0 || include.includes(one.id)) &&
      (text('slug') === '' || one.slug === text('slug')) &&
      (text('search') === '' || one.name.toLowerCase().includes(text('search'))) &&
      (text('search_sku') === '' || one.sku.toLowerCase().includes(text('search_sku'))) &&
      (text('type') === '' || one.type === text('type')) &&
      (text('stock_status') === '' || (stockKeeper(shop, one) ?? one).stockStatus === text('stock_status')),
  )
  return sorted(found, query)
}

const fitsStatus = (product: Product, wanted: string): boolean =>
  wanted === 'any'
    ? !product.trashed
    : wanted === 'trash'
      ? product.trashed
      : !product.trashed && product.status === wanted

function sorted(products: readonly Product[], query: Values): Product[] {
  const by = String(query['orderby'] ?? 'date')
  const value = (one: Product): number =>
    by === 'modified' ? one.modified.getTime() : by === 'date' ? one.created.getTime() : one.id
  const sign = query['order'] === 'asc' ? 1 : -1
  return products.toSorted((a, b) => sign * (value(a) - value(b) || a.id - b.id))
}

/** Out of the trash in the admin pages. */
export function restoreProduct(shop: Shop, product: Product): void {
  product.trashed = false
  product.modified = now(shop)
  for (const event of ['product.updated', 'product.restored']) tell(shop, event, product.id)
}

export function deleteProduct(shop: Shop, product: Product, force: boolean): unknown {
  const shown = product.parentId === 0 ? showProduct(shop, product) : showVariation(shop, product)
  if (force) {
    removeProduct(shop, product)
    return shown
  }
  if (product.trashed)
    throw new WpError(410, 'woocommerce_rest_already_trashed', 'The product has already been deleted.')
  product.trashed = true
  product.modified = now(shop)
  tell(shop, 'product.deleted', product.id)
  return shown
}

function variationOf(call: Call, id = idOf(call)): Product {
  const product = call.shop.products.get(id)
  if (product === undefined || product.parentId !== idOf(call, 'product')) throw invalid(404, 'product_variation')
  return product
}

const VARIATIONS = '/wc/v3/products/:product/variations'

/** The variations of all products, where the shop's version or its Analytics list them. */
const listOfAll = (pattern: string, lists: Shop['listsVariations']): Route => ({
  access: 'list',
  pattern,
  rules: LIST_RULES,
  handle: (call) => {
    if (call.shop.listsVariations !== lists) throw noRoute()
    const all = listed(call.shop, call.query, ({ parentId }) => parentId !== 0)
    return paged(call, all, (one) => showVariation(call.shop, one))
  },
})

export const PRODUCT_ROUTES: readonly Route[] = [
  listOfAll('/wc/v3/variations', 'core'),
  listOfAll('/wc-analytics/variations', 'analytics'),
  {
    access: 'list',
    pattern: '/wc/v3/products',
    rules: LIST_RULES,
    handle: (call) => paged(call, listProducts(call.shop, call.query), (one) => showProduct(call.shop, one)),
  },
  {
    access: 'create',
    pattern: '/wc/v3/products',
    rules: WRITE_RULES,
    handle: (call) => {
      const product = createProduct(call.shop, call.body)
      return created(urlOf(call.shop, `/wc/v3/products/${product.id}`), showProduct(call.shop, product))
    },
  },
  {
    access: 'batch',
    pattern: '/wc/v3/products/batch',
    handle: (call) =>
      batch(call, {
        create: (given) => showProduct(call.shop, createProduct(call.shop, given)),
        update: (id, given) => showProduct(call.shop, updateProduct(call.shop, plainProduct(call.shop, id), given)),
        delete: (id) => deleteProduct(call.shop, productOf(call.shop, id, 404), true),
      }),
  },
  {
    access: 'view',
    pattern: '/wc/v3/products/:id',
    handle: (call) => ({ body: showProduct(call.shop, productOf(call.shop, idOf(call), 404)) }),
  },
  {
    access: 'edit',
    pattern: '/wc/v3/products/:id',
    rules: WRITE_RULES,
    handle: (call) => ({
      body: showProduct(call.shop, updateProduct(call.shop, plainProduct(call.shop, idOf(call)), call.body)),
    }),
  },
  {
    access: 'delete',
    pattern: '/wc/v3/products/:id',
    handle: (call) => ({ body: deleteProduct(call.shop, productOf(call.shop, idOf(call), 404), forced(call)) }),
  },
  {
    access: 'list',
    pattern: VARIATIONS,
    rules: LIST_RULES,
    handle: (call) => {
      const parent = idOf(call, 'product')
      const all = listed(call.shop, call.query, ({ parentId }) => parentId === parent)
      return paged(call, all, (one) => showVariation(call.shop, one))
    },
  },
  {
    access: 'create',
    pattern: VARIATIONS,
    rules: WRITE_RULES,
    handle: (call) => {
      const product = createVariation(call.shop, idOf(call, 'product'), call.body)
      const location = `/wc/v3/products/(?P<product_id>[\\d]+)/variations/${product.id}`
      return created(urlOf(call.shop, location), showVariation(call.shop, product))
    },
  },
  {
    access: 'batch',
    pattern: `${VARIATIONS}/batch`,
    handle: (call) =>
      batch(call, {
        create: (given) => showVariation(call.shop, createVariation(call.shop, idOf(call, 'product'), given)),
        update: (id, given) => showVariation(call.shop, updateProduct(call.shop, variationOf(call, id), given)),
        delete: (id) => deleteProduct(call.shop, variationOf(call, id), true),
      }),
  },
  {
    access: 'view',
    pattern: `${VARIATIONS}/:id`,
    handle: (call) => ({ body: showVariation(call.shop, variationOf(call)) }),
  },
  {
    access: 'edit',
    pattern: `${VARIATIONS}/:id`,
    rules: WRITE_RULES,
    handle: (call) => ({ body: showVariation(call.shop, updateProduct(call.shop, variationOf(call), call.body)) }),
  },
  {
    access: 'delete',
    pattern: `${VARIATIONS}/:id`,
    handle: (call) => ({ body: deleteProduct(call.shop, variationOf(call), forced(call)) }),
  },
]
