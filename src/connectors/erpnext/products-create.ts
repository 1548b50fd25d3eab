import { z } from 'zod'
import type { NewProduct, NewVariant } from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import type { Product, Variant } from '#model/product'
import { type ErpnextContext, insert, read, update } from './client.ts'
import { countryName } from './countries.ts'
import { itemDocument, plainFields, variantOf } from './map-product.ts'
import { headFields, knownTariff } from './products-head.ts'
import { findByReference, products } from './products.ts'
import { siteZone } from './site-time.ts'
import { REFERENCE_FIELD } from './vendor.ts'

const ITEM = { doctype: 'Item' } as const
const named = z.object({ name: z.string() })
type Fields = Record<string, unknown>

/** An item of its own for a product without choices; else a template, with the attributes that it needs, and its variants. */
export async function create(context: ErpnextContext, product: NewProduct, reference: string): Promise<Product> {
  const made =
    product.options.length === 0
      ? await createSingle(context, product, reference)
      : await createTemplate(context, product, reference)
  const found = (await products.get(context, made)) ?? (await findByReference(context, reference))
  if (found !== null) return found
  throw new TillbridgeError({ kind: 'conflict', code: 'ITEM_GONE', message: `The new item ${made} is gone already.` })
}

async function createSingle(context: ErpnextContext, product: NewProduct, reference: string): Promise<string> {
  const [variant] = product.variants
  if (variant === undefined) throw noVariant(product)
  const fields = await fieldsOfNew(context, variant, product.title)
  const own = {
    description: product.description ?? product.title,
    ...(await headFields(context, product)),
    [REFERENCE_FIELD]: variant.reference ?? reference,
  }
  return (await insertItem(context, { ...fields, ...own })).name
}

async function createTemplate(context: ErpnextContext, product: NewProduct, reference: string): Promise<string> {
  for (const { name, values } of product.options) await ensureAttribute(context, name, values)
  const code = product.handle ?? product.title
  const template = await insertItem(context, {
    item_code: code,
    item_name: product.title.slice(0, 140),
    description: product.description ?? product.title,
    ...common(context, true),
    ...(await headFields(context, product)),
    has_variants: 1,
    attributes: product.options.map(({ name }) => ({ attribute: name })),
    [REFERENCE_FIELD]: reference,
  })
  await addVariants(context, template.name, product.variants)
  return template.name
}

/** Variants of a template; values of attributes that are new are added to them first. */
export async function addVariants(
  context: ErpnextContext,
  productExternalId: string,
  variants: readonly NewVariant[],
): Promise<readonly Variant[]> {
  const template = await read(context, 'Item', productExternalId, itemDocument)
  if (template === null || !template.has_variants) throw noTemplate(productExternalId)
  const options = { settings: context.settings, zone: await siteZone(context) }
  for (const { attribute } of template.attributes) {
    const values = variants.flatMap((variant) => variant.optionValues[attribute] ?? [])
    await ensureAttribute(context, attribute, values)
  }
  const made: Variant[] = []
  for (const variant of variants) {
    const attributes = template.attributes.map(({ attribute }) => ({
      attribute,
      attribute_value: variant.optionValues[attribute],
    }))
    const choice = attributes.map((row) => row.attribute_value).join(' / ')
    const fields = await fieldsOfNew(context, variant, `${template.item_name ?? template.name} ${choice}`)
    const own = {
      item_group: template.item_group ?? context.settings.itemGroup,
      ...(variant.reference == null ? {} : { [REFERENCE_FIELD]: variant.reference }),
    }
    made.push(
      variantOf(await insertItem(context, { ...fields, variant_of: template.name, attributes, ...own }), options),
    )
  }
  return made
}

async function fieldsOfNew(context: ErpnextContext, variant: NewVariant, title: string): Promise<Fields> {
  if (variant.sku === null) throw noSku(title)
  const byCode = context.settings.skuField === 'item-code'
  const barcode = byCode ? variant.barcode : variant.sku
  const { countryOfOrigin: country, taxClass, reference: _reference, ...others } = variant
  await knownTariff(context, variant.customsCode)
  return {
    item_code: variant.sku,
    item_name: title.slice(0, 140),
    ...common(context, variant.requiresShipping ?? variant.tracked ?? true),
    ...plainFields(others),
    ...(barcode == null ? {} : { barcodes: [{ barcode }] }),
    ...(country == null ? {} : { country_of_origin: await countryName(context, country) }),
    ...(taxClass == null ? {} : { taxes: [{ item_tax_template: taxClass }] }),
  }
}

const common = ({ settings }: ErpnextContext, isStocked: boolean): Fields => ({
  item_group: settings.itemGroup,
  stock_uom: settings.itemUnit,
  is_stock_item: isStocked ? 1 : 0,
})

const insertItem = async (context: ErpnextContext, fields: Fields): Promise<z.output<typeof itemDocument>> =>
  (await insert(context, ITEM, fields, itemDocument)).data

const attributeShape = z.looseObject({
  item_attribute_values: z
    .array(z.looseObject({ name: z.string(), attribute_value: z.string(), abbr: z.string().nullish() }))
    .default([]),
})

/** Makes the attribute, or adds the values that it lacks. */
async function ensureAttribute(context: ErpnextContext, attribute: string, values: readonly string[]): Promise<void> {
  const about = { doctype: 'Item Attribute' }
  const known = await read(context, 'Item Attribute', attribute, attributeShape)
  const present = known?.item_attribute_values ?? []
  const missing = [...new Set(values)].filter((value) => !present.some((row) => row.attribute_value === value))
  // Abbreviations are unique within an attribute, and values are that already.
  const added = missing.map((value) => ({ attribute_value: value, abbr: value }))
  if (known === null) await insert(context, about, { attribute_name: attribute, item_attribute_values: added }, named)
  else if (added.length > 0) await update(context, about, attribute, { item_attribute_values: [...present, ...added] })
}

const noVariant = ({ title }: NewProduct): TillbridgeError =>
  new TillbridgeError({ kind: 'bug', code: 'VARIANT_MISSING', message: `${title} has no variant to be made.` })

const noSku = (title: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SKU_MISSING',
    message: `"${title}" has no SKU, so ERPNext would have no code for it.`,
    remedy: 'Give it a SKU in the store; it is tried again then.',
  })

const noTemplate = (code: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ITEM_NO_TEMPLATE',
    message: `${code} has no variants in ERPNext, so none can be added to it.`,
    remedy: 'Make a template with variants of it in ERPNext, or let each variant of the store be an item of its own.',
    subject: `item:${code}`,
  })
