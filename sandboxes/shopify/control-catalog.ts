import { soldVariant } from './catalog.ts'
import type { ProductInput, VariantInput } from './catalog-create.ts'
import type { KeptQuantity, ProductState } from './catalog-state.ts'
import type { HttpParts } from './http.ts'
import {
  type ManyInput,
  type ProductChange,
  type ProductKey,
  products,
  type VariantChange,
  type VariantKey,
} from './products.ts'

type Body = Readonly<Record<string, unknown>>
type Handler = (parts: HttpParts, body: Body) => unknown

/** A product without its references to itself. */
const plain = (product: ProductState): Body => ({
  id: product.id,
  handle: product.handle,
  title: product.title,
  status: product.status,
  variants: product.variants.map(soldVariant),
})

const done = { ok: true }
const variantOf = (body: Body): VariantKey => body['variant'] as VariantKey
const productOf = (body: Body): ProductKey => body['product'] as ProductKey
const locationOf = (body: Body): string | number | undefined => body['location'] as string | number | undefined

/** Paths that mirror `shop.products`, `shop.stock` and `shop.bulk`; `product`, `variant` and `location` say which. */
export const CATALOG_ACTIONS: Readonly<Record<string, Handler>> = {
  products: ({ shop }) => products(shop).list().map(plain),
  'products/add': ({ shop }, body) => plain(products(shop).addProduct(body as unknown as ProductInput)),
  'products/add-many': ({ shop }, body) => {
    products(shop).addMany(body as unknown as ManyInput)
    return done
  },
  'products/add-variant': ({ shop }, { product, ...input }) =>
    soldVariant(products(shop).addVariant(product as ProductKey, input as VariantInput)),
  'products/update': ({ shop }, { product, ...change }) =>
    plain(products(shop).update(product as ProductKey, change as ProductChange)),
  'products/update-variant': ({ shop }, { variant, ...change }) =>
    soldVariant(products(shop).updateVariant(variant as VariantKey, change as VariantChange)),
  'products/delete': ({ shop }, body) => {
    products(shop).deleteProduct(productOf(body))
    return done
  },
  'products/delete-variant': ({ shop }, body) => {
    products(shop).deleteVariant(variantOf(body))
    return done
  },
  'products/recreate': ({ shop }, body) => plain(products(shop).recreate(productOf(body))),
  'stock/level': ({ stock }, body) => stock.level(variantOf(body), locationOf(body)),
  'stock/set': ({ stock }, body) => {
    stock.set(variantOf(body), locationOf(body), Number(body['available']))
    return stock.level(variantOf(body), locationOf(body))
  },
  'stock/adjust': ({ stock }, body) => {
    stock.adjust(variantOf(body), locationOf(body), (body['deltas'] ?? {}) as Partial<Record<KeptQuantity, number>>)
    return stock.level(variantOf(body), locationOf(body))
  },
  'stock/sell': ({ stock }, body) => {
    const { id, name } = stock.sell(String(body['sku']), Number(body['quantity'] ?? 1))
    return { id, name }
  },
  'stock/track': ({ stock }, body) => {
    stock.track(variantOf(body), body['tracked'] !== false)
    return done
  },
  'stock/activate': ({ stock }, body) => {
    stock.activate(variantOf(body), locationOf(body) ?? 0)
    return done
  },
  'stock/deactivate': ({ stock }, body) => {
    stock.deactivate(variantOf(body), locationOf(body) ?? 0)
    return done
  },
  bulk: async ({ bulk }, body) => {
    if (typeof body['paused'] === 'boolean') bulk.paused = body['paused']
    if (body['settle'] === true) await bulk.settled()
    return { paused: bulk.paused }
  },
}
