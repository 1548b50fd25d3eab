import type { ProductState, Shop } from './shop.ts'

export interface ProductInput {
  readonly sku?: string
  readonly title: string
  readonly price: string
  readonly variantTitle?: string
  readonly vendor?: string
  readonly barcode?: string
  readonly taxable?: boolean
  readonly requiresShipping?: boolean
  readonly giftCard?: boolean
}

/** The shop's catalogue, as far as orders need it. */
export interface Products {
  /** Two variants may share a SKU: adding it again makes a second one. */
  add(input: ProductInput): ProductState
  /** Deletes every product with this SKU; lines that were ordered keep their SKU and title and lose the links. */
  remove(sku: string): void
  all(): readonly ProductState[]
}

export function products(shop: Shop): Products {
  return {
    add: (input) => addProduct(shop, input),
    remove(sku) {
      for (const product of shop.variantsBySku.get(sku) ?? []) product.removed = true
      shop.variantsBySku.delete(sku)
    },
    all: () => [...shop.products.values()].filter((product) => !product.removed),
  }
}

export function addProduct(shop: Shop, input: ProductInput): ProductState {
  const product: ProductState = {
    productId: shop.ids.next('Product'),
    variantId: shop.ids.next('ProductVariant'),
    inventoryItemId: shop.ids.next('InventoryItem'),
    sku: input.sku ?? null,
    title: input.title,
    variantTitle: input.variantTitle ?? null,
    vendor: input.vendor ?? shop.config.name,
    barcode: input.barcode ?? null,
    price: input.price,
    taxable: input.taxable ?? true,
    requiresShipping: input.requiresShipping ?? input.giftCard !== true,
    giftCard: input.giftCard ?? false,
    removed: false,
  }
  shop.products.set(product.variantId, product)
  if (product.sku !== null) {
    const same = shop.variantsBySku.get(product.sku)
    if (same === undefined) shop.variantsBySku.set(product.sku, [product])
    else same.push(product)
  }
  return product
}
