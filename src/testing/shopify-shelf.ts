import type { ShopifySandbox } from '#sandboxes/shopify/start'
import type { StoreShelf } from './store-shelf.ts'

/** Articles of Shopify. */
export function shopifyShelf(shop: ShopifySandbox): StoreShelf {
  const isThere = (sku: string): boolean =>
    shop.products.list().some(({ variants }) => variants.some(({ item }) => item.sku === sku))
  return {
    offer: ({ sku, title, price }) => void shop.products.addProduct({ title, variants: [{ sku, price }] }),
    shown(sku) {
      if (!isThere(sku)) return null
      const { product, barcode, price, compareAtPrice } = shop.products.variant(sku)
      return { title: product.title, barcode, price, compareAt: compareAtPrice }
    },
    reprice: (sku, price) => void shop.products.updateVariant(sku, { price }),
    relabel: (sku, newSku) => void shop.products.updateVariant(sku, { sku: newSku }),
  }
}
