import { z } from 'zod'
import type { ProductSource } from '#contract/products'
import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Product } from '#model/product'
import { call, type ErpnextContext, type Filters, list, listByPost, read } from './client.ts'
import {
  attributeRow,
  barcodeRow,
  instantOf,
  itemFields,
  type ItemDocument,
  itemDocument,
  itemRow,
  type MappingOptions,
  productOf,
  taxRow,
} from './map-product.ts'
import { withBundles } from './products-bundles.ts'
import type { ErpnextSettings } from './settings.ts'
import { siteStamp, siteZone } from './site-time.ts'
import { REFERENCE_FIELD } from './vendor.ts'

/** Items as products: one of its own, or a template with its variants. The key of an item is its code. */
export const products: ProductSource<ErpnextSettings> = {
  fields: {
    product: ['title', 'description', 'status', 'vendor', 'productType', 'images', 'customFields'],
    variant: ['sku', 'barcode', 'cost', 'weight', 'taxClass', 'unit', 'countryOfOrigin', 'customsCode'],
  },
  changes,
  get,
  parse,
  findByName,
  all,
  bySku,
  byBarcode,
}

const PAGE = 500
// Variants of so many templates are read at once; few templates have more than some dozens.
const TEMPLATES = 50
const NAMES_AT_ONCE = 500

const optionsOf = async (context: ErpnextContext): Promise<MappingOptions> => ({
  settings: context.settings,
  zone: await siteZone(context),
})

async function* changes(
  context: ErpnextContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const zone = await siteZone(context)
  const row = z.object({
    name: z.string(),
    item_name: z.string().nullish(),
    creation: z.string(),
    modified: z.string(),
  })
  let start = 0
  for (;;) {
    // By place, since a page may hold more items with one stamp than it has rows; what changes meanwhile moves to the end.
    const found = await listByPost(context, 'Item', row, {
      fields: Object.keys(row.shape),
      filters: [
        ['modified', '>=', siteStamp(since, zone)],
        ['modified', '<', siteStamp(until, zone)],
      ],
      orderBy: 'modified asc, name asc',
      limit: PAGE,
      start,
    })
    if (found.length > 0)
      yield found.map((item) => ({
        key: item.name,
        name: item.item_name ?? item.name,
        updatedAt: instantOf(item.modified, zone),
        createdAt: instantOf(item.creation, zone),
      }))
    if (found.length < PAGE) return
    start += PAGE
  }
}

async function get(context: ErpnextContext, key: string): Promise<Product | null> {
  const found = await read(context, 'Item', key, itemDocument)
  // The database compares names without regard to case; another spelling is another key to us.
  if (found === null || found.name !== key) return null
  return wholeProduct(context, found)
}

/** The product that an item belongs to. */
export async function wholeProduct(context: ErpnextContext, item: ItemDocument): Promise<Product> {
  const options = await optionsOf(context)
  const [whole = item] = await withBundles(context, [item])
  if (item.variant_of === null && !item.has_variants) return productOf(whole, [], options)
  const template = item.variant_of === null ? item : await read(context, 'Item', item.variant_of, itemDocument)
  if (template === null) return productOf(whole, [], options)
  const variants = await itemsOf(context, [['variant_of', '=', template.name]])
  return productOf(template, variants, options)
}

async function itemsOf(context: ErpnextContext, filters: Filters): Promise<ItemDocument[]> {
  const rows = await listByPost(context, 'Item', itemRow, {
    fields: itemFields(context.settings),
    filters,
    orderBy: 'name asc',
  })
  return withTables(context, rows)
}

async function withTables(context: ErpnextContext, rows: readonly z.output<typeof itemRow>[]): Promise<ItemDocument[]> {
  const names = rows.map((row) => row.name)
  const tables = async <T extends { readonly parent: string }>(
    doctype: string,
    shape: z.ZodType<T>,
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, T[]>> => {
    const byParent = new Map<string, T[]>()
    for (let start = 0; start < names.length; start += NAMES_AT_ONCE) {
      const parents = names.slice(start, start + NAMES_AT_ONCE)
      const found = await listByPost(context, doctype, shape, {
        fields,
        filters: [
          ['parenttype', '=', 'Item'],
          ['parent', 'in', parents],
        ],
        orderBy: 'parent asc, idx asc',
        parent: 'Item',
      })
      for (const row of found) byParent.set(row.parent, [...(byParent.get(row.parent) ?? []), row])
    }
    return byParent
  }
  const barcodes = await tables('Item Barcode', barcodeRow, ['name', 'parent', 'barcode'])
  const taxes = await tables('Item Tax', taxRow, ['parent', 'item_tax_template', 'tax_category'])
  const hasChoices = rows.some((row) => row.variant_of !== null || row.has_variants)
  const attributes = hasChoices
    ? await tables('Item Variant Attribute', attributeRow, ['parent', 'attribute', 'attribute_value'])
    : new Map<string, z.output<typeof attributeRow>[]>()
  const items = rows.map((row) => ({
    ...row,
    barcodes: barcodes.get(row.name) ?? [],
    taxes: taxes.get(row.name) ?? [],
    attributes: attributes.get(row.name) ?? [],
  }))
  return withBundles(context, items)
}

function parse(): Product {
  throw new TillbridgeError({
    kind: 'bug',
    code: 'NOT_READABLE',
    message: 'Items are read from ERPNext, not from payloads.',
  })
}

async function findByName(context: ErpnextContext, name: string): Promise<string | null> {
  const wanted = name.trim()
  const named = z.object({ name: z.string(), variant_of: z.string().nullish() })
  const byCode = await list(context, 'Item', named, {
    fields: ['name', 'variant_of'],
    filters: [['name', '=', wanted]],
  })
  const found =
    byCode[0] ??
    (await onlyOne(
      list(context, 'Item', named, { fields: ['name', 'variant_of'], filters: [['item_name', '=', wanted]] }),
    ))
  return found === null ? null : (found.variant_of ?? found.name)
}

async function onlyOne<T>(rows: Promise<readonly T[]>): Promise<T | null> {
  const [first, second] = await rows
  return first === undefined || second !== undefined ? null : first
}

async function* all(
  context: ErpnextContext,
): AsyncGenerator<{ readonly products: readonly Product[]; readonly total: number | null }> {
  const options = await optionsOf(context)
  const total = await countHeads(context)
  const single: Filters = [
    ['has_variants', '=', 0],
    ['variant_of', 'is', 'not set'],
  ]
  for await (const page of itemPages(context, single, PAGE))
    yield { products: page.map((item) => productOf(item, [], options)), total }
  for await (const templates of itemPages(context, [['has_variants', '=', 1]], TEMPLATES)) {
    const variants = await itemsOf(context, [['variant_of', 'in', templates.map((template) => template.name)]])
    yield {
      products: templates.map((template) =>
        productOf(
          template,
          variants.filter((item) => item.variant_of === template.name),
          options,
        ),
      ),
      total,
    }
  }
}

async function countHeads(context: ErpnextContext): Promise<number | null> {
  const filters = JSON.stringify([['variant_of', 'is', 'not set']])
  const asked = { about: { doctype: 'Item' }, effect: 'read' } as const
  const count = await call(context, 'frappe.client.get_count', { doctype: 'Item', filters }, asked)
  return typeof count === 'number' ? count : null
}

/** In the order of codes: what is added or changed meanwhile does not shift the pages. */
async function* itemPages(context: ErpnextContext, filters: Filters, size: number): AsyncGenerator<ItemDocument[]> {
  let after: string | null = null
  do {
    const rows: z.output<typeof itemRow>[] = await listByPost(context, 'Item', itemRow, {
      fields: itemFields(context.settings),
      filters: after === null ? filters : [...filters, ['name', '>', after]],
      orderBy: 'name asc',
      limit: size,
    })
    if (rows.length > 0) yield await withTables(context, rows)
    after = rows.length < size ? null : (rows.at(-1)?.name ?? null)
  } while (after !== null)
}

async function bySku(context: ErpnextContext, sku: string): Promise<readonly Product[]> {
  if (context.settings.skuField === 'item-code') {
    const product = await get(context, sku)
    // A template cannot be sold, though it has a code.
    return product?.variants.some((variant) => variant.externalId === sku) === true ? [product] : []
  }
  const found = await byBarcode(context, sku)
  return found.filter((product) => product.variants.some((variant) => variant.sku === sku))
}

/** By the first barcode, which is the one that is told. */
async function byBarcode(context: ErpnextContext, barcode: string): Promise<readonly Product[]> {
  const rows = await list(context, 'Item Barcode', barcodeRow, {
    fields: ['name', 'parent', 'barcode'],
    filters: [['barcode', '=', barcode]],
    parent: 'Item',
  })
  const found: Product[] = []
  for (const { parent } of rows) {
    const product = await get(context, parent)
    if (product?.variants.some((variant) => variant.barcode === barcode) === true) found.push(product)
  }
  return found
}

/** The product that holds the item with our reference. */
export async function findByReference(context: ErpnextContext, reference: string): Promise<Product | null> {
  const [row] = await list(context, 'Item', z.object({ name: z.string() }), {
    fields: ['name'],
    filters: [[REFERENCE_FIELD, '=', reference]],
    limit: 1,
  })
  return row === undefined ? null : get(context, row.name)
}
