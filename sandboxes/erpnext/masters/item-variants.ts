import type { Doc, Site } from '#sandboxes/erpnext/controller'

/** What a template hands to its variants each time it is saved; name, price, picture, text and barcodes are a variant's own. */
const HANDED_DOWN = [
  'item_group',
  'stock_uom',
  'brand',
  'is_stock_item',
  'is_sales_item',
  'is_purchase_item',
  'sales_uom',
  'purchase_uom',
  'weight_per_unit',
  'weight_uom',
  'country_of_origin',
  'customs_tariff_number',
  'end_of_life',
  'warranty_period',
  'valuation_method',
] as const

export function updateVariants(template: Readonly<Doc>, site: Site): void {
  for (const { name } of Array.from(site.findBy('Item', 'variant_of', template.name))) {
    const variant = site.get('Item', name)
    for (const field of HANDED_DOWN) variant[field] = template[field]
    site.save(variant, { ignorePermissions: true })
  }
}
