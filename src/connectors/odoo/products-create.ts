import type { NewProduct, NewVariant } from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import type { Product, Variant } from '#model/product'
import { addValues, choicesOf, newLines } from './attributes.ts'
import type { Values } from './client.ts'
import { codeOf } from './item-codes.ts'
import { templateIdOf, type VariantRow, variantShape } from './map-product.ts'
import type { OdooContext } from './memory.ts'
import { headValues, priceOfNew, variantValues } from './product-values.ts'
import { byTemplates, findByReference, inAll, products, templateWith, variantsOf } from './products.ts'
import { act, create as make, find } from './records.ts'
import { codeTaken, referenceExists } from './refusals.ts'
import { PRODUCT_REFERENCE, service, storable } from './vendor.ts'

/** An article of its own for a product without choices; else one with attributes, of which Odoo makes the variants. */
export async function create(context: OdooContext, product: NewProduct, reference: string): Promise<Product> {
  if ((await findByReference(context, reference)) !== null) throw referenceExists(reference)
  for (const variant of product.variants) await assertNew(context, variant, product.title)
  const id =
    product.options.length === 0
      ? await createSingle(context, product, reference)
      : await createWithVariants(context, product, reference)
  const [made] = await byTemplates(context, [id])
  if (made !== undefined) return made
  throw new TillbridgeError({ kind: 'conflict', code: 'PRODUCT_GONE', message: `"${product.title}" is gone already.` })
}

async function assertNew(context: OdooContext, { sku }: NewVariant, title: string): Promise<void> {
  if (sku === null) throw noSku(title)
  const [holder] = await products.bySku(context, sku)
  if (holder !== undefined) throw codeTaken(sku, holder.title)
}

async function createSingle(context: OdooContext, product: NewProduct, reference: string): Promise<number> {
  const [variant] = product.variants
  if (variant === undefined) throw noVariant(product)
  const values = {
    ...(await articleValues(context, product)),
    ...(await variantValues(context, { ...variant, reference: variant.reference ?? reference })),
    [PRODUCT_REFERENCE]: reference,
  }
  const id = await make(context, 'product.product', values, { context: inAll(context) })
  const domain = [['id', '=', id]]
  const [row] = await find(context, 'product.product', variantShape, { domain, context: inAll(context) })
  return row?.product_tmpl_id ?? 0
}

async function createWithVariants(context: OdooContext, product: NewProduct, reference: string): Promise<number> {
  // A run that broke off left it with variants that have no codes yet.
  const id =
    (await templateWith(context, reference)) ??
    (await make(
      context,
      'product.template',
      {
        ...(await articleValues(context, product)),
        attribute_line_ids: await newLines(context, product.options),
        [PRODUCT_REFERENCE]: reference,
      },
      { context: inAll(context) },
    ))
  await give(context, id, product.variants, [])
  return id
}

const articleValues = async (context: OdooContext, product: NewProduct): Promise<Values> => {
  const { title, description, status, productType, variants } = product
  const given = {
    title,
    status,
    ...(description == null ? {} : { description }),
    ...(productType == null ? {} : { productType }),
  }
  const isSent = variants.some((variant) => variant.requiresShipping ?? variant.tracked ?? true)
  return {
    ...(await headValues(context, given)),
    ...(isSent ? storable(context.settings) : service(context.settings)),
    list_price: priceOfNew(variants[0]?.price),
    sale_ok: true,
  }
}

/**
 * Gives variants their codes, each to the combination that it stands for. What Odoo made beside them goes; `before`: the variants that
 * were there, which stay as they were.
 */
async function give(
  context: OdooContext,
  article: number,
  variants: readonly NewVariant[],
  before: readonly VariantRow[],
): Promise<void> {
  const choiceOf = await choicesOf(context, article)
  const rows = await variantsOf(context, [article])
  const commands: unknown[] = []
  const taken = new Set(before.map(({ id }) => id))
  for (const variant of variants) {
    const combination = Object.entries(variant.optionValues).flatMap(([name, value]) => choiceOf(name, value) ?? [])
    const row = rows.find((one) => isSameSet(one.product_template_attribute_value_ids, combination))
    const values = await variantValues(context, variant)
    if (row !== undefined) taken.add(row.id)
    commands.push(
      row === undefined
        ? [0, 0, { ...values, product_template_attribute_value_ids: [[6, 0, combination]] }]
        : [1, row.id, values],
    )
  }
  // Odoo takes archived variants into use again when an article gets another value.
  for (const { id, active } of before) if (!active) commands.push([1, id, { active: false }])
  const vals = { product_variant_ids: commands }
  await act(context, 'product.template', 'write', [article], { args: { vals }, context: inAll(context) })
  const spare = rows.filter(({ id }) => !taken.has(id)).filter((row) => codeOf(row, context.settings) === null)
  if (spare.length > 0)
    await act(
      context,
      'product.product',
      'unlink',
      spare.map(({ id }) => id),
    )
}

const isSameSet = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one))

/** Variants of an article; values of its attributes that are new are added first. */
export async function addVariants(
  context: OdooContext,
  productExternalId: string,
  variants: readonly NewVariant[],
): Promise<readonly Variant[]> {
  const id = templateIdOf(productExternalId)
  const [product] = id === null ? [] : await byTemplates(context, [id])
  if (id === null || product === undefined || product.options.length === 0) throw noAttributes(productExternalId)
  for (const variant of variants) await assertNew(context, variant, product.title)
  const before = await variantsOf(context, [id])
  const options = product.options.map(({ name }) => ({
    name,
    values: [...new Set(variants.flatMap((variant) => variant.optionValues[name] ?? []))],
  }))
  await addValues(context, id, options)
  await give(context, id, variants, before)
  const [now] = await byTemplates(context, [id])
  return variants.flatMap(({ sku }) => now?.variants.find((one) => one.sku === sku) ?? [])
}

const noVariant = ({ title }: NewProduct): TillbridgeError =>
  new TillbridgeError({ kind: 'bug', code: 'VARIANT_MISSING', message: `${title} has no variant to be made.` })

const noSku = (title: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SKU_MISSING',
    message: `"${title}" has no SKU, so Odoo would have no code for it.`,
    remedy: 'Give it a SKU in the store; it is tried again then.',
  })

const noAttributes = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ITEM_NO_TEMPLATE',
    message: `${key} has no attributes in Odoo, so no variant can be added to it.`,
    remedy: 'Give the article attributes in Odoo, or let each variant of the store be an article of its own.',
    subject: `item:${key}`,
  })
