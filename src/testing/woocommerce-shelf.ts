import { priceText } from '#sandboxes/woocommerce/prices'
import type { WooCommerceSandbox } from '#sandboxes/woocommerce/start'
import type { StoreShelf } from './store-shelf.ts'
import type { Assortment } from './woocommerce-buy.ts'

/** Articles of WooCommerce; `assortment`: those that orders are placed of. */
export function wooCommerceShelf(sandbox: WooCommerceSandbox, { products }: Assortment): StoreShelf {
  const articleOf = (sku: string) => [...sandbox.shop.products.values()].find((product) => product.sku === sku)
  return {
    offer({ sku, title, price }) {
      products.set(sku, sandbox.addProduct({ name: title, sku, regular_price: price }))
    },
    shown(sku) {
      const product = articleOf(sku)
      if (product === undefined) return null
      // It may have been given its SKU from outside.
      products.set(sku, product)
      const price = priceText(sandbox.shop, product) || null
      const isOnSale = price !== null && price === product.salePrice
      return {
        title: product.name,
        barcode: product.gtin || null,
        price,
        compareAt: isOnSale ? product.regularPrice : null,
      }
    },
    reprice: (sku, price) => sandbox.changeProduct(sku, { regular_price: price, sale_price: '' }),
    relabel(sku, newSku) {
      sandbox.changeProduct(sku, { sku: newSku })
      const product = articleOf(newSku)
      if (product !== undefined) products.set(newSku, product)
    },
  }
}
