import type { Context } from '#contract/context'
import type {
  NewProduct,
  NewVariant,
  ProductChanges,
  ProductTarget,
  VariantChanges,
  VariantOutcome,
} from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import { given } from '#lib/given'
import type { Product, Variant } from '#model/product'
import { updateInBulk } from './bulk-products.ts'
import { graphql } from './client.ts'
import { headFromGraphql, SEO_DESCRIPTION, SEO_TITLE, variantFromGraphql } from './map-product.ts'
import { defineReference } from './reference-definition.ts'
import { metafieldNames, productGid, readProduct, variantGid } from './products.ts'
import {
  METAFIELDS_DELETE,
  PRODUCT_OF_REFERENCE,
  PRODUCT_SET,
  PRODUCT_UPDATE,
  REFERENCE,
  type UserErrors,
  VARIANTS_CREATE,
  VARIANTS_UPDATE,
  withMetafields,
} from './products-queries.ts'
import type { ShopifySettings } from './settings.ts'
import { messagesOf, outcomeOf, variantInput } from './variant-input.ts'

type ShopifyContext = Context<ShopifySettings>
type Input = Record<string, unknown>

const PRODUCT_FIELDS = [
  'title',
  'description',
  'status',
  'vendor',
  'productType',
  'handle',
  'tags',
  'seo',
  'customFields',
] as const satisfies readonly (keyof ProductChanges)[]
const VARIANT_FIELDS = [
  'sku',
  'barcode',
  'price',
  'compareAtPrice',
  'cost',
  'weight',
  'taxClass',
  'countryOfOrigin',
  'customsCode',
  'requiresShipping',
  'tracked',
] as const satisfies readonly (keyof VariantChanges)[]

// Arrays in an input hold 250 entries at most.
const LARGEST_BATCH = 250

export const productTarget: ProductTarget<ShopifySettings> = {
  fields: { product: PRODUCT_FIELDS, variant: VARIANT_FIELDS },
  largestBatch: LARGEST_BATCH,
  find,
  create,
  update,
  updateVariants,
  addVariants,
  updateInBulk,
}

async function find(context: ShopifyContext, reference: string): Promise<Product | null> {
  const look = () => graphql(context, PRODUCT_OF_REFERENCE, { value: reference })
  const { productByIdentifier } = await look().catch(async (error: unknown) => {
    if (!(error instanceof TillbridgeError) || error.code !== 'SHOPIFY_DEFINITION_MISSING') throw error
    await defineReference(context)
    return look()
  })
  return productByIdentifier === null ? null : readProduct(context, productByIdentifier.id)
}

async function create(context: ShopifyContext, product: NewProduct, reference: string): Promise<Product> {
  const optionNames = product.options.length === 0 ? ['Title'] : product.options.map((option) => option.name)
  const input = {
    ...productInput(product),
    metafields: [...metafieldInputs(context.settings, product.customFields), { ...REFERENCE, value: reference }],
    files: product.images?.map(({ url, alt }) => ({ originalSource: url, contentType: 'IMAGE', ...given({ alt }) })),
    productOptions: (product.options.length === 0
      ? [{ name: 'Title', values: ['Default Title'] }]
      : product.options
    ).map(({ name, values }) => ({ name, values: values.map((value) => ({ name: value })) })),
    variants: product.variants.map((variant) => ({
      ...variantInput(variant),
      optionValues: optionValues(variant, optionNames),
    })),
  }
  const { productSet } = await graphql(context, PRODUCT_SET, { input })
  const errors = productSet?.userErrors ?? []
  if (errors.length > 0 || productSet?.product == null) throw refused(errors, product.title)
  const made = await readProduct(context, productSet.product.id)
  if (made !== null) return made
  throw new TillbridgeError({
    kind: 'conflict',
    code: 'SHOPIFY_PRODUCT_GONE',
    message: 'The new product is gone already.',
  })
}

const optionValues = (variant: NewVariant, names: readonly string[]): { optionName: string; name: string }[] =>
  names.map((optionName) => ({ optionName, name: variant.optionValues[optionName] ?? 'Default Title' }))

async function update(
  context: ShopifyContext,
  externalId: string,
  changes: ProductChanges,
): Promise<ProductChanges | null> {
  const { settings } = context
  const id = productGid(externalId)
  const metafields = metafieldInputs(settings, changes.customFields)
  await removeMetafields(context, id, changes.customFields)
  const product = { id, ...productInput(changes), ...(metafields.length === 0 ? {} : { metafields }) }
  const names = metafieldNames(settings)
  const { productUpdate } = await graphql(context, withMetafields(PRODUCT_UPDATE, names), { product })
  const errors = productUpdate?.userErrors ?? []
  if (errors.length > 0) throw refused(errors, externalId)
  return productUpdate?.product == null ? null : headFromGraphql(productUpdate.product, names)
}

type CustomFields = ProductChanges['customFields']

const isMetafield = (name: string): boolean => name !== SEO_TITLE && name !== SEO_DESCRIPTION

/** The type counts only where the shop has neither the metafield nor a definition of it. */
const metafieldInputs = ({ metafields }: ShopifySettings, wanted: CustomFields = {}): Input[] =>
  Object.entries(wanted).flatMap(([name, value]) => {
    const [namespace, key] = name.split('.')
    return value === null || !isMetafield(name) ? [] : [{ namespace, key, type: metafields[name], value }]
  })

/** A metafield cannot be empty: it is there or it is not. */
async function removeMetafields(context: ShopifyContext, ownerId: string, wanted: CustomFields = {}): Promise<void> {
  const metafields = Object.entries(wanted).flatMap(([name, value]) => {
    const [namespace, key] = name.split('.')
    return value === null && isMetafield(name) ? [{ ownerId, namespace, key }] : []
  })
  if (metafields.length === 0) return
  const { metafieldsDelete } = await graphql(context, METAFIELDS_DELETE, { metafields })
  const errors = metafieldsDelete?.userErrors ?? []
  if (errors.length > 0) throw refused(errors, ownerId)
}

function productInput(changes: ProductChanges): Input {
  const { title, description, status, vendor, productType, handle, tags } = changes
  return given({
    title,
    descriptionHtml: description === null ? '' : description,
    status: status?.toUpperCase(),
    vendor: vendor === null ? '' : vendor,
    productType: productType === null ? '' : productType,
    handle,
    tags,
    seo: seoInput(changes),
  })
}

function seoInput({ seo, customFields = {} }: ProductChanges): Input | undefined {
  const { [SEO_TITLE]: title, [SEO_DESCRIPTION]: description } = customFields
  const input = { ...seo, ...given({ title, description }) }
  // A search text that is not the product's own is that of its title or description.
  const filled = Object.entries(input).map(([name, value]) => [name, value ?? ''])
  return filled.length === 0 ? undefined : Object.fromEntries(filled)
}

async function updateVariants(
  context: ShopifyContext,
  productExternalId: string,
  variants: readonly { readonly externalId: string; readonly changes: VariantChanges }[],
): Promise<readonly VariantOutcome[]> {
  const { productVariantsBulkUpdate: answer } = await graphql(context, VARIANTS_UPDATE, {
    productId: productGid(productExternalId),
    variants: variants.map(({ externalId, changes }) => ({ id: variantGid(externalId), ...variantInput(changes) })),
  })
  const errors = answer?.userErrors ?? []
  const shown = new Map(answer?.productVariants?.map((variant) => [variant.id, variantFromGraphql(variant)]))
  return variants.map(({ externalId }, index) => outcomeOf(externalId, index, errors, shown.get(externalId)))
}

async function addVariants(
  context: ShopifyContext,
  productExternalId: string,
  variants: readonly NewVariant[],
): Promise<readonly Variant[]> {
  const { productVariantsBulkCreate: answer } = await graphql(context, VARIANTS_CREATE, {
    productId: productGid(productExternalId),
    variants: variants.map((variant) => ({
      ...variantInput(variant),
      optionValues: optionValues(variant, Object.keys(variant.optionValues)),
    })),
  })
  const errors = answer?.userErrors ?? []
  if (errors.length > 0) throw refused(errors, productExternalId)
  return (answer?.productVariants ?? []).map((variant) => variantFromGraphql(variant))
}

function refused(errors: UserErrors, subject: string): TillbridgeError {
  const text = messagesOf(errors)
  // The value of our metafield is unique in the shop: another run was faster.
  if (errors.some(({ field }) => field?.includes('metafields') === true) && /taken|unique|already/i.test(text))
    return new TillbridgeError({ kind: 'conflict', code: 'REFERENCE_EXISTS', message: text })
  return new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_PRODUCT_REFUSED',
    message: `Shopify does not take this of the product: ${text}`,
    remedy: 'Change what Shopify objects to in the system that owns the field, then retry.',
    subject: `product:${subject}`,
    detail: { errors },
  })
}
