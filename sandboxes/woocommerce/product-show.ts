import { dates } from './dates.ts'
import { ALL_METHODS, links } from './route.ts'
import { isOnSale, priceText, taxClassOf, variationsOf } from './prices.ts'
import type { Product, Shop } from './state.ts'
import { isOn } from './state.ts'
import { stockKeeper } from './stock.ts'

export function showStock(shop: Shop, product: Product) {
  const keeper = stockKeeper(shop, product)
  const parent = keeper !== null && keeper !== product
  const backorders = keeper?.backorders ?? product.backorders
  const managed = isOn(shop, 'woocommerce_manage_stock') && product.manageStock
  return {
    manage_stock: parent ? 'parent' : managed,
    stock_quantity: keeper === null ? product.stock : keeper.stock,
    backorders,
    backorders_allowed: backorders !== 'no',
    backordered: (keeper ?? product).stockStatus === 'onbackorder',
  }
}

const statusOfStock = (shop: Shop, product: Product): string => (stockKeeper(shop, product) ?? product).stockStatus

function prices(shop: Shop, product: Product) {
  const price = priceText(shop, product)
  return {
    price,
    regular_price: product.type === 'variable' || product.type === 'grouped' ? '' : product.regularPrice,
    sale_price: product.salePrice,
    ...dates(shop.zone, 'on_sale_from', product.saleFrom),
    ...dates(shop.zone, 'on_sale_to', product.saleTo),
    on_sale: isOnSale(shop, product),
    purchasable: price !== '' && product.type !== 'grouped' && product.type !== 'external',
  }
}

const nothing = { downloads: [], download_limit: -1, download_expiry: -1 }

const rest = (product: Product, key: string, fallback: unknown): unknown => product.rest[key] ?? fallback

const BOX = { length: '', width: '', height: '' }

/** A product as the API shows it; a variation too, when it is asked for here. */
export function showProduct(shop: Shop, product: Product) {
  const { manage_stock, stock_quantity, ...backorders } = showStock(shop, product)
  return {
    id: product.id,
    name: product.name,
    slug: product.slug,
    permalink: `${shop.baseUrl}/product/${product.slug}/`,
    ...dates(shop.zone, 'created', product.created),
    ...dates(shop.zone, 'modified', product.modified),
    type: product.type,
    status: product.trashed ? 'trash' : product.status,
    featured: rest(product, 'featured', false),
    catalog_visibility: rest(product, 'catalog_visibility', 'visible'),
    description: rest(product, 'description', ''),
    short_description: rest(product, 'short_description', ''),
    sku: product.sku,
    ...prices(shop, product),
    total_sales: product.totalSales,
    virtual: product.virtual,
    downloadable: product.downloadable,
    ...nothing,
    external_url: rest(product, 'external_url', ''),
    button_text: rest(product, 'button_text', ''),
    tax_status: product.taxStatus,
    tax_class: taxClassOf(shop, product),
    manage_stock,
    stock_quantity,
    ...backorders,
    low_stock_amount: rest(product, 'low_stock_amount', null),
    sold_individually: rest(product, 'sold_individually', false),
    weight: rest(product, 'weight', ''),
    dimensions: rest(product, 'dimensions', BOX),
    shipping_required: !product.virtual,
    shipping_taxable: !product.virtual && product.taxStatus !== 'none',
    shipping_class: '',
    shipping_class_id: 0,
    ...shopWindow(product),
    parent_id: product.parentId,
    ...relations(shop, product),
    meta_data: product.meta.map(({ id, key, value }) => ({ id, key, value })),
    stock_status: statusOfStock(shop, product),
    has_options: product.type === 'variable',
    post_password: '',
    global_unique_id: product.gtin,
    permalink_template: `${shop.baseUrl}/product/%pagename%/`,
    generated_slug: product.slug,
    ...links(shop, `/wc/v3/products/${product.id}`, ALL_METHODS),
  }
}

const shopWindow = (product: Product) => ({
  reviews_allowed: rest(product, 'reviews_allowed', true),
  average_rating: '0',
  rating_count: 0,
  upsell_ids: rest(product, 'upsell_ids', []),
  cross_sell_ids: rest(product, 'cross_sell_ids', []),
})

const relations = (shop: Shop, product: Product) => ({
  purchase_note: rest(product, 'purchase_note', ''),
  categories: [{ id: 15, name: 'Uncategorized', slug: 'uncategorized' }],
  brands: [],
  tags: [],
  images: rest(product, 'images', []),
  attributes: product.attributes,
  default_attributes: [],
  variations: variationsOf(shop, product.id)
    .filter(({ trashed }) => !trashed)
    .map(({ id }) => id),
  grouped_products: product.grouped,
  menu_order: rest(product, 'menu_order', 0),
  price_html: priceText(shop, product),
  related_ids: [],
})

/** A variation as it stands under its product. */
export function showVariation(shop: Shop, product: Product) {
  const { manage_stock, stock_quantity, ...backorders } = showStock(shop, product)
  const parent = shop.products.get(product.parentId)
  const path = `/wc/v3/products/${product.parentId}`
  const options = product.attributes.map(({ option }) => option ?? '')
  return {
    id: product.id,
    type: 'variation',
    ...dates(shop.zone, 'created', product.created),
    ...dates(shop.zone, 'modified', product.modified),
    description: rest(product, 'description', ''),
    permalink: `${shop.baseUrl}/product/${parent?.slug ?? ''}/?attribute_${product.attributes.map(({ name, option }) => `${name}=${option ?? ''}`).join('&')}`,
    sku: product.sku === '' ? (parent?.sku ?? '') : product.sku,
    global_unique_id: product.gtin,
    ...pricesOfVariation(shop, product),
    virtual: product.virtual,
    downloadable: product.downloadable,
    ...nothing,
    tax_status: parent?.taxStatus ?? product.taxStatus,
    tax_class: product.taxClass,
    manage_stock,
    stock_quantity,
    stock_status: statusOfStock(shop, product),
    ...backorders,
    low_stock_amount: null,
    weight: rest(product, 'weight', '') || (parent === undefined ? '' : rest(parent, 'weight', '')),
    dimensions: rest(product, 'dimensions', BOX),
    shipping_class: '',
    shipping_class_id: 0,
    image: null,
    attributes: product.attributes.map(({ name, option }) => ({ id: 0, name, slug: name.toLowerCase(), option })),
    menu_order: rest(product, 'menu_order', 0),
    meta_data: product.meta.map(({ id, key, value }) => ({ id, key, value })),
    name: options.join(', '),
    parent_id: product.parentId,
    ...links(shop, `${path}/variations/${product.id}`, ALL_METHODS, path),
  }
}

function pricesOfVariation(shop: Shop, product: Product) {
  const { purchasable, ...shown } = prices(shop, product)
  return { ...shown, status: product.trashed ? 'trash' : product.status, purchasable }
}
