import { dates, fromLocal, localText } from './dates.ts'
import { applyMeta } from './meta.ts'
import { writtenPrice } from './money.ts'
import { isTrue, type Values } from './params.ts'
import { variationsOf } from './prices.ts'
import { type Attribute, isOn, nextId, now, type Product, type Shop } from './state.ts'
import { setStock } from './stock.ts'
import { WpError } from './wp-error.ts'

const KEPT = [
  'featured',
  'catalog_visibility',
  'description',
  'short_description',
  'external_url',
  'button_text',
  'low_stock_amount',
  'sold_individually',
  'weight',
  'dimensions',
  'reviews_allowed',
  'upsell_ids',
  'cross_sell_ids',
  'purchase_note',
  'menu_order',
]

export function emptyProduct(shop: Shop, type: string, parentId = 0): Product {
  return {
    id: nextId(shop, 'post'),
    parentId,
    name: 'Product',
    slug: '',
    type,
    status: 'publish',
    trashed: false,
    sku: '',
    gtin: '',
    regularPrice: '',
    salePrice: '',
    saleFrom: null,
    saleTo: null,
    taxStatus: 'taxable',
    taxClass: parentId === 0 ? '' : 'parent',
    manageStock: false,
    stock: null,
    stockStatus: 'instock',
    backorders: 'no',
    virtual: false,
    downloadable: false,
    created: now(shop),
    modified: now(shop),
    attributes: [],
    grouped: [],
    meta: [],
    totalSales: 0,
    rest: {},
  }
}

/** Writes what a request says into a product; the check of codes comes before anything changes. */
export function writeProduct(shop: Shop, product: Product, given: Values): void {
  checkCodes(shop, product, given)
  if (product.type === 'external' && isTrue(given['manage_stock'])) {
    throw new WpError(400, 'product_external_invalid_manage_stock', 'External products cannot be stock managed.')
  }
  writeTexts(product, given)
  writePrices(shop, product, given)
  writeStock(shop, product, given)
  for (const key of KEPT) if (given[key] !== undefined) product.rest[key] = given[key]
  if (given['attributes'] !== undefined) product.attributes = attributesOf(given['attributes'])
  if (Array.isArray(given['grouped_products'])) product.grouped = (given['grouped_products'] as unknown[]).map(Number)
  if (Array.isArray(given['images'])) product.rest['images'] = picturesOf(shop, product, given['images'] as Values[])
  applyMeta(shop, product.meta, given['meta_data'])
  if (product.slug === '' || given['slug'] !== undefined)
    product.slug = slugOf(shop, product, product.slug === '' ? product.name : product.slug)
  if (product.parentId !== 0) nameVariation(shop, product)
  product.modified = now(shop)
}

/** As an address allows, and once in the shop. */
function slugOf(shop: Shop, product: Product, text: string): string {
  const plain = text.toLowerCase().replaceAll(/[^\p{L}\d]+/gu, '-')
  const others = new Set([...shop.products.values()].flatMap((one) => (one === product ? [] : one.slug)))
  let slug = plain
  for (let count = 2; others.has(slug) && product.parentId === 0; count += 1) slug = `${plain}-${count}`
  return slug
}

/** A picture is fetched and kept under an address of the shop; one that is named by its id stays. */
function picturesOf(shop: Shop, product: Product, given: readonly Values[]): unknown[] {
  const known = (product.rest['images'] ?? []) as readonly { readonly id: number }[]
  return given.flatMap((one): unknown[] => {
    if (one['id'] !== undefined) return known.filter(({ id }) => id === Number(one['id']))
    const source = String(one['src'])
    if (!URL.canParse(source))
      throw new WpError(400, 'woocommerce_product_image_upload_error', `Invalid URL ${source}.`, { status: 400 })
    const file = new URL(source).pathname.split('/').at(-1) ?? 'image'
    const at = now(shop)
    const src = `${shop.baseUrl}/wp-content/uploads/${localText(shop.zone, at).slice(0, 7).replace('-', '/')}/${file}`
    const stamps = { ...dates(shop.zone, 'created', at), ...dates(shop.zone, 'modified', at) }
    return [{ id: nextId(shop, 'post'), ...stamps, src, name: file, alt: String(one['alt'] ?? '') }]
  })
}

function nameVariation(shop: Shop, product: Product): void {
  const parent = shop.products.get(product.parentId)
  const options = product.attributes.map(({ option }) => option ?? '').filter((option) => option !== '')
  product.name = [parent?.name ?? '', options.join(', ')].filter((part) => part !== '').join(' - ')
}

function checkCodes(shop: Shop, product: Product, given: Values): void {
  const others = [...shop.products.values()].filter((one) => one !== product)
  const sku = String(given['sku'] ?? '')
  const same = sku === '' ? undefined : others.find((one) => one.sku.toLowerCase() === sku.toLowerCase())
  if (same?.trashed === true) {
    const text = `The product with SKU (${sku}) you are trying to insert is already present in the lookup table`
    throw new WpError(400, 'woocommerce_rest_product_not_created', text)
  }
  if (same !== undefined) {
    const data = { status: 400, resource_id: same.id, unique_sku: `${sku}-1` }
    throw new WpError(400, 'product_invalid_sku', 'Invalid or duplicated SKU.', data)
  }
  const gtin = String(given['global_unique_id'] ?? '')
  const twin = gtin === '' ? undefined : others.find((one) => one.gtin === gtin)
  if (twin !== undefined) {
    const data = { status: 400, resource_id: twin.id }
    throw new WpError(400, 'product_invalid_global_unique_id', 'Invalid or duplicated GTIN, UPC, EAN or ISBN.', data)
  }
}

function writeTexts(product: Product, given: Values): void {
  const text = (key: string, set: (value: string) => void) => {
    if (given[key] !== undefined) set(String(given[key] ?? ''))
  }
  text('name', (value) => (product.name = value))
  text('slug', (value) => (product.slug = value))
  text('status', (value) => (product.status = value))
  text('sku', (value) => (product.sku = value))
  text('global_unique_id', (value) => (product.gtin = value.replaceAll(/[^\d-]/g, '')))
  text('tax_status', (value) => (product.taxStatus = value))
  if (given['virtual'] !== undefined) product.virtual = isTrue(given['virtual'])
  if (given['downloadable'] !== undefined) product.downloadable = isTrue(given['downloadable'])
}

function writePrices(shop: Shop, product: Product, given: Values): void {
  const taxClass = given['tax_class']
  if (taxClass !== undefined)
    product.taxClass = taxClass === 'parent' || shop.taxClasses.has(String(taxClass)) ? String(taxClass) : ''
  if (given['regular_price'] !== undefined) product.regularPrice = writtenPrice(given['regular_price'])
  if (given['sale_price'] !== undefined) product.salePrice = writtenPrice(given['sale_price'])
  if (product.salePrice !== '' && Number(product.salePrice) >= Number(product.regularPrice)) product.salePrice = ''
  // An empty text takes a date away, `null` says nothing.
  const date = (key: string, set: (value: Date | null) => void) => {
    const local = given[key]
    if (typeof local === 'string') set(local === '' ? null : fromLocal(shop.zone, local))
    const gmt = given[`${key}_gmt`]
    if (typeof gmt === 'string') set(gmt === '' ? null : new Date(`${gmt.slice(0, 19)}Z`))
  }
  date('date_on_sale_from', (value) => (product.saleFrom = value))
  date('date_on_sale_to', (value) => (product.saleTo = value))
}

function writeStock(shop: Shop, product: Product, given: Values): void {
  if (!isOn(shop, 'woocommerce_manage_stock')) return
  if (given['backorders'] !== undefined) product.backorders = String(given['backorders'])
  if (given['manage_stock'] !== undefined) product.manageStock = isTrue(given['manage_stock'])
  if (!product.manageStock) {
    product.stock = null
    product.backorders = 'no'
    if (given['stock_status'] !== undefined) product.stockStatus = String(given['stock_status'])
    return
  }
  const quantity = given['stock_quantity']
  // Text that is no number counts as nothing.
  const parsed = quantity === undefined ? (product.stock ?? 0) : Number(quantity ?? 0)
  setStock(product, Number.isNaN(parsed) ? 0 : parsed)
}

function attributesOf(given: unknown): Attribute[] {
  return (Array.isArray(given) ? (given as Values[]) : []).map((one) => {
    const base = { id: Number(one['id'] ?? 0), name: String(one['name'] ?? '') }
    if (one['option'] !== undefined) return { ...base, option: String(one['option']) }
    return {
      ...base,
      slug: base.name.toLowerCase(),
      position: 0,
      visible: one['visible'] === true,
      variation: one['variation'] === true,
      options: Array.isArray(one['options']) ? (one['options'] as unknown[]).map(String) : [],
    }
  })
}

/** A product is gone for good, with its variations. */
export function removeProduct(shop: Shop, product: Product): void {
  for (const variation of variationsOf(shop, product.id)) shop.products.delete(variation.id)
  shop.products.delete(product.id)
}
