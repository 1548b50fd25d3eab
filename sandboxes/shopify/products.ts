import { decimal } from '#lib/decimal'
import { dropProduct, dropVariant, setHandle, setSku, settleOptions, soldVariant } from './catalog.ts'
import { itemBody } from './catalog-body.ts'
import { announceItem, createProduct, createVariant, type ProductInput, type VariantInput } from './catalog-create.ts'
import type { ProductState, ProductStatus, SoldVariant, VariantState } from './catalog-state.ts'
import { numericId } from './ids.ts'
import { writeMetafield } from './metafield-write.ts'
import type { Shop } from './shop.ts'
import { productChanged, variantOfSku } from './stock.ts'

/** A product without a choice: its one variant with what the product adds to it. */
export interface OneVariantInput extends Omit<VariantInput, 'values'> {
  readonly title: string
  readonly price: string
  readonly variantTitle?: string
  readonly vendor?: string
  readonly giftCard?: boolean
}

/** What may be changed of a product and its variants from the shop's side. */
export interface ProductChange {
  readonly title?: string
  readonly handle?: string
  readonly descriptionHtml?: string
  readonly vendor?: string
  readonly productType?: string
  readonly status?: ProductStatus
  readonly tags?: readonly string[]
  readonly seo?: ProductState['seo']
  /** Addresses of images: all that the product has. */
  readonly images?: readonly string[]
  /** Values by `namespace.key`, as one line of text; `null` takes one away, others stay. */
  readonly metafields?: Readonly<Record<string, string | null>>
}

export interface VariantChange {
  readonly sku?: string | null
  readonly barcode?: string | null
  readonly price?: string
  readonly compareAtPrice?: string | null
  readonly taxable?: boolean
  readonly inventoryPolicy?: 'DENY' | 'CONTINUE'
  readonly tracked?: boolean
  readonly cost?: string | null
}

/** A product by its id or number, its handle, or the SKU of one of its variants. */
export type ProductKey = string | number

/** A variant by its id or number, or its SKU (the first with it). */
export type VariantKey = string | number

/** The shop's catalogue, as its owner works with it. */
export interface Products {
  /** Two variants may share a SKU: adding it again makes a second one. */
  add(input: OneVariantInput): SoldVariant
  /** Adds a product with options and variants, and tells subscribers. */
  addProduct(input: ProductInput): ProductState
  addVariant(product: ProductKey, input: VariantInput): VariantState
  update(product: ProductKey, change: ProductChange): ProductState
  updateVariant(variant: VariantKey, change: VariantChange): VariantState
  /** Makes a variant a bundle of others, by their SKUs; only the app that made a bundle may change it. */
  bundle(variant: VariantKey, parts: Readonly<Record<string, number>>): VariantState
  deleteVariant(variant: VariantKey): void
  deleteProduct(product: ProductKey): void
  /** Deletes a product and adds it again as it was: all ids are new. */
  recreate(product: ProductKey): ProductState
  /** Deletes every variant with this SKU, and the product with its last one; lines that were ordered keep their SKU and title and lose the links. */
  remove(sku: string): void
  /** Adds many plain products at once without telling anyone, for measuring: SKU `<prefix>-000001` and so on. */
  addMany(input: ManyInput): void
  /** Every variant in the flat form. */
  all(): readonly SoldVariant[]
  list(): readonly ProductState[]
  find(product: ProductKey): ProductState
  variant(variant: VariantKey): VariantState
}

export interface ManyInput {
  /** How many variants. */
  readonly count: number
  /** Default 1. */
  readonly variantsPerProduct?: number
  /** Default `FILL`. */
  readonly prefix?: string
  /** Default `100`. */
  readonly price?: string
  /** Available at the default location. Default 10. */
  readonly stock?: number
}

export function products(shop: Shop): Products {
  const find = (key: ProductKey): ProductState => findProduct(shop, key)
  return {
    add: (input) => {
      const variant = addProduct(shop, input)
      announceNew(shop, variant.product)
      return soldVariant(variant)
    },
    addProduct: (input) => announceNew(shop, createProduct(shop, input)),
    addVariant(key, input) {
      const product = find(key)
      const variant = createVariant(shop, product, input)
      settleOptions(product, () => shop.ids.next('ProductOptionValue'))
      announceItem(shop, variant.item, 'create')
      productChanged(shop, product)
      return variant
    },
    update: (key, change) => updateProduct(shop, find(key), change),
    updateVariant: (key, change) => updateVariant(shop, findVariant(shop, key), change),
    bundle(key, parts) {
      const bundle = findVariant(shop, key)
      bundle.components = Object.entries(parts).map(([sku, quantity]) => ({
        id: shop.ids.next('ProductVariantComponent'),
        variant: findVariant(shop, sku),
        quantity,
      }))
      return updateVariant(shop, bundle, {})
    },
    deleteVariant: (key) => deleteVariants(shop, [findVariant(shop, key)]),
    deleteProduct: (key) => deleteProduct(shop, find(key)),
    recreate: (key) => recreate(shop, find(key)),
    remove(sku) {
      for (const variant of shop.catalog.variantsBySku.get(sku) ?? []) {
        if (variant.product.variants.length === 1) deleteProduct(shop, variant.product)
        else deleteVariants(shop, [variant])
      }
    },
    addMany: (input) => addMany(shop, input),
    all: () => [...shop.catalog.variants.values()].map(soldVariant),
    list: () => [...shop.catalog.products.values()],
    find,
    variant: (key) => findVariant(shop, key),
  }
}

/** A product with one variant, without telling anyone. */
export function addProduct(shop: Shop, input: OneVariantInput): VariantState {
  const { variantTitle, title, vendor, giftCard, ...variant } = input
  const product = createProduct(shop, {
    title,
    ...(vendor === undefined ? {} : { vendor }),
    ...(giftCard === undefined ? {} : { giftCard }),
    variants: [{ ...variant, ...(variantTitle === undefined ? {} : { values: [variantTitle] }) }],
  })
  const made = product.variants[0]
  if (made === undefined) throw new Error('A product has at least one variant')
  return made
}

/** Tells of a new product and its items. */
export function announceNew(shop: Shop, product: ProductState): ProductState {
  for (const variant of product.variants) announceItem(shop, variant.item, 'create')
  productChanged(shop, product, 'products/create')
  return product
}

function findProduct({ catalog }: Shop, key: ProductKey): ProductState {
  const id = numericId(String(key), 'Product')
  const found =
    (id === null ? undefined : catalog.products.get(id)) ??
    catalog.productByHandle.get(String(key)) ??
    variantOfSku(catalog, String(key))?.product
  if (found === undefined) throw new Error(`The shop has no product ${key}`)
  return found
}

export function findVariant({ catalog }: Shop, key: VariantKey): VariantState {
  const id = numericId(String(key), 'ProductVariant')
  const found = variantOfSku(catalog, String(key)) ?? (id === null ? undefined : catalog.variants.get(id))
  if (found === undefined) throw new Error(`The shop has no variant ${key}`)
  return found
}

function updateProduct(shop: Shop, product: ProductState, change: ProductChange): ProductState {
  const { handle, images, metafields, ...plain } = change
  Object.assign(product, plain)
  if (images !== undefined) product.media = images.map((url) => ({ id: shop.ids.next('MediaImage'), url, alt: null }))
  for (const [name, value] of Object.entries(metafields ?? {})) {
    const [namespace = '', key = ''] = name.split('.')
    if (value !== null) writeMetafield(shop, product, { namespace, key, value, type: 'single_line_text_field' })
    else product.metafields = product.metafields.filter((entry) => entry.namespace !== namespace || entry.key !== key)
  }
  if (handle !== undefined) setHandle(shop.catalog, product, handle)
  if (product.status === 'ACTIVE') product.publishedAt ??= shop.clock.now()
  productChanged(shop, product)
  return product
}

function updateVariant(shop: Shop, variant: VariantState, change: VariantChange): VariantState {
  const { sku, price, compareAtPrice, tracked, cost, ...plain } = change
  Object.assign(variant, plain)
  if (price !== undefined) variant.price = decimal(price)
  if (compareAtPrice !== undefined) variant.compareAtPrice = compareAtPrice === null ? null : decimal(compareAtPrice)
  const { item } = variant
  if (sku !== undefined) setSku(shop.catalog, variant, sku)
  if (tracked !== undefined) item.tracked = tracked
  if (cost !== undefined) item.unitCost = cost === null ? null : decimal(cost)
  if (sku !== undefined || tracked !== undefined || cost !== undefined) itemChanged(shop, variant)
  variantChanged(shop, variant)
  productChanged(shop, variant.product)
  return variant
}

/** Marks the item of a variant as changed now and tells subscribers. */
export function itemChanged(shop: Shop, { item }: VariantState): void {
  item.updatedAt = shop.clock.now()
  shop.catalog.changedItems.changed(item)
  shop.emit({ topic: 'inventory_items/update', order: null, subjectId: item.id, body: () => itemBody(shop, item) })
}

export function variantChanged(shop: Shop, variant: VariantState): void {
  variant.updatedAt = shop.clock.now()
  shop.catalog.changedVariants.changed(variant)
}

/** Deletes variants of one product; its last one stays. */
export function deleteVariants(shop: Shop, variants: readonly VariantState[], tell = true): void {
  const product = variants[0]?.product
  if (product === undefined) return
  product.variants = product.variants.filter((entry) => !variants.includes(entry))
  for (const variant of variants) {
    dropVariant(shop.catalog, variant)
    announceItem(shop, variant.item, 'delete')
  }
  settleOptions(product, () => shop.ids.next('ProductOptionValue'))
  if (tell) productChanged(shop, product)
}

export function deleteProduct(shop: Shop, product: ProductState): void {
  dropProduct(shop.catalog, product)
  for (const variant of product.variants) announceItem(shop, variant.item, 'delete')
  shop.emit({ topic: 'products/delete', order: null, subjectId: product.id, body: { id: product.id } })
}

function recreate(shop: Shop, product: ProductState): ProductState {
  deleteProduct(shop, product)
  const { title, handle, descriptionHtml, vendor, productType, status, tags, giftCard } = product
  const again = createProduct(shop, {
    title,
    handle,
    descriptionHtml,
    vendor,
    productType,
    status,
    tags,
    giftCard,
    options: product.options.map((option) => option.name),
    variants: product.variants.map((variant): VariantInput => ({
      sku: variant.item.sku,
      barcode: variant.barcode,
      price: variant.price,
      compareAtPrice: variant.compareAtPrice,
      taxable: variant.taxable,
      inventoryPolicy: variant.inventoryPolicy,
      values: variant.values,
      tracked: variant.item.tracked,
      requiresShipping: variant.item.requiresShipping,
      stock: Object.fromEntries([...variant.item.levels].map(([id, level]) => [id, level.quantities.available])),
    })),
  })
  return announceNew(shop, again)
}

function addMany(shop: Shop, input: ManyInput): void {
  const { count, variantsPerProduct = 1, prefix = 'FILL', price = '100', stock = 10 } = input
  for (let made = 0; made < count;) {
    const first = made
    const size = Math.min(variantsPerProduct, count - first)
    made += size
    createProduct(shop, {
      title: `${prefix} ${first + 1}`,
      handle: `${prefix.toLowerCase()}-${first + 1}`,
      ...(variantsPerProduct === 1 ? {} : { options: ['Size'] }),
      variants: Array.from({ length: size }, (_, index) => ({
        sku: `${prefix}-${String(first + index + 1).padStart(6, '0')}`,
        price,
        stock,
        ...(variantsPerProduct === 1 ? {} : { values: [`S${index + 1}`] }),
      })),
    })
  }
}
