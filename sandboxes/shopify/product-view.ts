import { compare, ZERO } from '#lib/decimal'
import { hasOnlyDefault, sellable } from './catalog.ts'
import type { ProductState } from './catalog-state.ts'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import { gid } from './ids.ts'
import { instant, instantOrNull, money } from './money-view.ts'
import type { Shop } from './shop.ts'

/** Everything of a product that leads to no other object of the catalogue. */
export function productFields(shop: Shop, product: ProductState): View {
  return {
    __typename: 'Product',
    id: gid('Product', product.id),
    legacyResourceId: String(product.id),
    handle: product.handle,
    title: product.title,
    description: () => product.descriptionHtml.replace(/<[^>]*>/g, ' ').trim(),
    descriptionHtml: product.descriptionHtml,
    vendor: product.vendor,
    productType: product.productType,
    status: product.status,
    tags: product.tags,
    isGiftCard: product.giftCard,
    templateSuffix: product.templateSuffix,
    giftCardTemplateSuffix: null,
    seo: product.seo,
    category: product.category === null ? null : categoryView(product.category),
    requiresSellingPlan: false,
    hasOnlyDefaultVariant: () => hasOnlyDefault(product),
    hasOutOfStockVariants: () => product.variants.some((variant) => variant.item.tracked && sellable(variant) <= 0),
    hasVariantsThatRequiresComponents: () => product.variants.some((variant) => variant.components.length > 0),
    tracksInventory: () => product.variants.some((variant) => variant.item.tracked),
    totalInventory: () =>
      product.variants.reduce((sum, variant) => sum + (variant.item.tracked ? sellable(variant) : 0), 0),
    variantsCount: () => ({ count: product.variants.length, precision: 'EXACT' }),
    totalVariants: product.variants.length,
    priceRangeV2: () => priceRange(shop, product),
    options: ({ first }: { first?: number | null }) => optionViews(product).slice(0, first ?? undefined),
    media: (args: ConnectionArgs) => connection(product.media, args, mediaView),
    mediaCount: { count: product.media.length, precision: 'EXACT' },
    featuredMedia: () => (product.media[0] === undefined ? null : mediaView(product.media[0])),
    images: (args: ConnectionArgs) => connection(product.media, args, imageView),
    featuredImage: () => (product.media[0] === undefined ? null : imageView(product.media[0])),
    onlineStoreUrl: null,
    onlineStorePreviewUrl: `https://${shop.config.domain}/products/${product.handle}`,
    createdAt: () => instant(product.createdAt),
    updatedAt: () => instant(product.updatedAt),
    publishedAt: () => instantOrNull(product.publishedAt),
  }
}

export const optionViews = (product: ProductState): View[] =>
  product.options.map((option, index) => ({
    __typename: 'ProductOption',
    id: gid('ProductOption', option.id),
    name: option.name,
    position: index + 1,
    linkedMetafield: null,
    values: option.values.map((value) => value.name),
    optionValues: option.values.map((value) => ({
      __typename: 'ProductOptionValue',
      id: gid('ProductOptionValue', value.id),
      name: value.name,
      hasVariants: product.variants.some((variant) => variant.values[index] === value.name),
      linkedMetafieldValue: null,
      swatch: null,
    })),
  }))

function priceRange(shop: Shop, product: ProductState): View {
  const prices = product.variants.map((variant) => variant.price).sort(compare)
  const { currency } = shop.config
  return {
    minVariantPrice: money(prices[0] ?? ZERO, currency),
    maxVariantPrice: money(prices.at(-1) ?? ZERO, currency),
  }
}

function categoryView(id: string): View {
  const name = id.split('/').at(-1) ?? id
  return {
    __typename: 'TaxonomyCategory',
    id,
    name,
    fullName: name,
    isLeaf: true,
    isRoot: false,
    isArchived: false,
    level: 1,
  }
}

type Medium = ProductState['media'][number]

const imageView = (entry: Medium): View => ({
  __typename: 'Image',
  id: gid('ProductImage', entry.id),
  altText: entry.alt,
  url: entry.url,
  src: entry.url,
  originalSrc: entry.url,
  width: null,
  height: null,
})

const mediaView = (entry: Medium): View => ({
  __typename: 'MediaImage',
  id: gid('MediaImage', entry.id),
  alt: entry.alt,
  mediaContentType: 'IMAGE',
  mediaErrors: [],
  mediaWarnings: [],
  status: 'READY',
  fileStatus: 'READY',
  fileErrors: [],
  image: imageView(entry),
  preview: { status: 'READY', image: imageView(entry) },
})
