import type { View } from './connections.ts'
import { displayName, sellable, variantTitle } from './catalog.ts'
import type { InventoryItemState, ProductState, VariantState } from './catalog-state.ts'
import { gid } from './ids.ts'
import { restAmount } from './money.ts'
import { zonedText } from './search.ts'
import type { Shop } from './shop.ts'

const GRAMS: Readonly<Record<string, number>> = {
  KILOGRAMS: 1000,
  GRAMS: 1,
  POUNDS: 453.592_37,
  OUNCES: 28.349_523_125,
}
const WEIGHT_UNITS: Readonly<Record<string, string>> = { KILOGRAMS: 'kg', GRAMS: 'g', POUNDS: 'lb', OUNCES: 'oz' }

/** A product as `products/create` and `products/update` carry it: REST shape. */
export function productBody(shop: Shop, product: ProductState): View {
  const time = (at: Date | null): string | null => (at === null ? null : zonedText(shop.config.ianaTimezone, at))
  return {
    admin_graphql_api_id: gid('Product', product.id),
    body_html: product.descriptionHtml,
    created_at: time(product.createdAt),
    handle: product.handle,
    id: product.id,
    product_type: product.productType,
    published_at: time(product.publishedAt),
    template_suffix: product.templateSuffix,
    title: product.title,
    updated_at: time(product.updatedAt),
    vendor: product.vendor,
    status: product.status.toLowerCase(),
    published_scope: 'global',
    tags: product.tags.join(', '),
    variants: product.variants.map((variant) => variantBody(shop, variant)),
    options: product.options.map((option, index) => ({
      name: option.name,
      id: option.id,
      product_id: product.id,
      position: index + 1,
      values: option.values.map((value) => value.name),
    })),
    images: product.media.map((entry, index) => ({
      id: entry.id,
      position: index + 1,
      product_id: product.id,
      alt: entry.alt,
      src: entry.url,
      variant_ids: [],
      admin_graphql_api_id: gid('MediaImage', entry.id),
    })),
    image: null,
    media: [],
    variant_gids: product.variants.map((variant) => ({
      admin_graphql_api_id: gid('ProductVariant', variant.id),
      updated_at: variant.updatedAt.toISOString(),
    })),
    has_variants_that_requires_components: false,
    category:
      product.category === null ? null : { admin_graphql_api_id: product.category, name: null, full_name: null },
  }
}

function variantBody(shop: Shop, variant: VariantState): View {
  const time = (at: Date): string => zonedText(shop.config.ianaTimezone, at)
  const { item, values } = variant
  const price = (amount: VariantState['price'] | null): string | null =>
    amount === null ? null : restAmount(amount, shop.config.currency)
  const stock = sellable(variant)
  return {
    admin_graphql_api_id: gid('ProductVariant', variant.id),
    barcode: variant.barcode,
    compare_at_price: price(variant.compareAtPrice),
    created_at: time(variant.createdAt),
    id: variant.id,
    inventory_policy: variant.inventoryPolicy.toLowerCase(),
    position: variant.product.variants.indexOf(variant) + 1,
    price: price(variant.price),
    product_id: variant.product.id,
    sku: item.sku,
    taxable: variant.taxable,
    title: variantTitle(variant),
    display_name: displayName(variant),
    updated_at: time(variant.updatedAt),
    option1: values[0] ?? null,
    option2: values[1] ?? null,
    option3: values[2] ?? null,
    image_id: null,
    inventory_item_id: item.id,
    inventory_quantity: stock,
    old_inventory_quantity: stock,
    requires_shipping: item.requiresShipping,
    grams: Math.round(item.weight.value * (GRAMS[item.weight.unit] ?? 1)),
    weight: item.weight.value,
    weight_unit: WEIGHT_UNITS[item.weight.unit] ?? 'kg',
    inventory_management: item.tracked ? 'shopify' : null,
    fulfillment_service: 'manual',
  }
}

/** An inventory item as `inventory_items/*` carry it. */
export function itemBody(shop: Shop, item: InventoryItemState): View {
  const time = (at: Date): string => zonedText(shop.config.ianaTimezone, at)
  return {
    id: item.id,
    sku: item.sku,
    created_at: time(item.createdAt),
    updated_at: time(item.updatedAt),
    requires_shipping: item.requiresShipping,
    cost: item.unitCost === null ? null : restAmount(item.unitCost, shop.config.currency),
    country_code_of_origin: item.countryCodeOfOrigin,
    province_code_of_origin: item.provinceCodeOfOrigin,
    harmonized_system_code: item.harmonizedSystemCode,
    tracked: item.tracked,
    country_harmonized_system_codes: [],
    weight_value: item.weight.value,
    weight_unit: WEIGHT_UNITS[item.weight.unit] ?? 'kg',
    admin_graphql_api_id: gid('InventoryItem', item.id),
  }
}
