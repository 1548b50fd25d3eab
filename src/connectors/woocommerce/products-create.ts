import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { NewProduct, NewVariant } from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import type { Product, Variant } from '#model/product'
import { change, fetchOne, PAGE_SIZE, type WooContext } from './client.ts'
import { isRefusedAs } from './failures.ts'
import { metaText } from './map-line.ts'
import { optionsOf, type Reading, REFERENCE_FIELD, variationOf } from './map-product.ts'
import { headInput } from './products-head.ts'
import { fetchProduct, holdersOf, readProduct, readingOf } from './products.ts'
import { variantInput } from './variant-input.ts'
import { product as productShape, PRODUCTS, variation, type WooProduct } from './vendor-product.ts'

/**
 * One call for a product without options. One with options is a draft under an address of ours until all its variations are there, so
 * that it is found and finished should we be interrupted.
 */
export async function create(context: WooContext, wanted: NewProduct, reference: string): Promise<Product> {
  const reading = await readingOf(context)
  const isVariable = wanted.options.length > 0
  const known =
    (await ownHolder(context, wanted, reference)) ?? (isVariable ? await unfinished(context, reference) : null)
  const id = isVariable
    ? await makeVariable(context, wanted, reference, known)
    : (known?.id ?? (await makeSimple(context, wanted, reference, reading)))
  const made = await readProduct(context, id)
  if (made !== null) return made
  throw new TillbridgeError({
    kind: 'conflict',
    code: 'WOOCOMMERCE_PRODUCT_GONE',
    message: 'The new product is gone already.',
  })
}

/**
 * The product that holds one of the SKUs, which are unique in the shop, when we made it.
 *
 * @throws {TillbridgeError} `rejected`, `WOOCOMMERCE_SKU_TAKEN`, when somebody else did.
 */
async function ownHolder(context: WooContext, { variants }: NewProduct, reference: string): Promise<WooProduct | null> {
  const skus = variants.flatMap(({ sku }) => sku ?? [])
  for (const asked of batchesOf(skus)) {
    const [found] = await holdersOf(context, asked)
    if (found === undefined) continue
    const own = await fetchProduct(context, found.parent_id ?? found.id)
    if (own !== null && isOurs(own, reference)) return own
    throw taken(found.sku ?? asked, found.parent_id ?? found.id)
  }
  return null
}

// Commas part SKUs in a question, and an address has its limits.
const SKUS_AT_ONCE = 40

function batchesOf(skus: readonly string[]): string[] {
  const plain = skus.filter((sku) => !sku.includes(','))
  const batches = Array.from({ length: Math.ceil(plain.length / SKUS_AT_ONCE) }, (_, index) =>
    plain.slice(index * SKUS_AT_ONCE, (index + 1) * SKUS_AT_ONCE).join(','),
  )
  return [...batches, ...skus.filter((sku) => sku.includes(','))]
}

const isOurs = ({ meta_data: meta }: WooProduct, reference: string): boolean =>
  metaText(meta, [REFERENCE_FIELD]) === reference

/** The address in the shop of what is not finished. */
const slugOf = (reference: string): string =>
  `tillbridge-${createHash('sha256').update(reference).digest('hex').slice(0, 24)}`

async function unfinished(context: WooContext, reference: string): Promise<WooProduct | null> {
  const query = { slug: slugOf(reference), status: 'any', context: 'edit' }
  const found = await fetchOne(context, PRODUCTS, z.array(productShape), query)
  return found.find((one) => isOurs(one, reference)) ?? null
}

async function makeSimple(
  context: WooContext,
  wanted: NewProduct,
  reference: string,
  reading: Reading,
): Promise<string> {
  const [variant] = wanted.variants
  const json = {
    type: 'simple',
    ...newInput(wanted, reference),
    ...(variant === undefined ? {} : variantInput(variant, reading, null)),
  }
  return (await post(context, json, wanted)).id
}

function newInput(wanted: NewProduct, reference: string) {
  const { meta_data: fields = [], ...head } = headInput(wanted, [])
  return { ...head, meta_data: [...(fields as object[]), { key: REFERENCE_FIELD, value: reference }] }
}

async function makeVariable(
  context: WooContext,
  wanted: NewProduct,
  reference: string,
  known: WooProduct | null,
): Promise<string> {
  const attributes = wanted.options.map(({ name, values }, position) => ({
    name,
    position,
    visible: true,
    variation: true,
    options: values,
  }))
  const ownSlug = slugOf(reference)
  const draft = { type: 'variable', ...newInput(wanted, reference), status: 'draft', slug: ownSlug, attributes }
  const { id, slug } = known ?? (await post(context, draft, wanted))
  const there = (await readProduct(context, id))?.variants ?? []
  const missing = wanted.variants.filter(({ sku }) => !there.some((variant) => variant.sku === sku))
  await addVariants(context, id, missing)
  if (slug === ownSlug) {
    const { status, slug: handle = wanted.title } = headInput(wanted, [])
    await change(context, { method: 'PUT', route: `${PRODUCTS}/${id}`, json: { status, slug: handle } }, productShape)
  }
  return id
}

async function post(context: WooContext, json: object, { title, variants }: NewProduct): Promise<WooProduct> {
  try {
    return await change(context, { method: 'POST', route: PRODUCTS, json }, productShape)
  } catch (error) {
    // Another run was faster: what it made is found at the next try.
    if (isRefusedAs(error, 'product_invalid_sku'))
      throw new TillbridgeError({
        kind: 'conflict',
        code: 'REFERENCE_EXISTS',
        message: `WooCommerce has a product with a SKU of ${title} by now.`,
      })
    if (isRefusedAs(error, 'woocommerce_rest_product_not_created')) throw inTrash(variants, error.message)
    throw error
  }
}

const made = z.object({
  create: z.array(z.looseObject({ error: z.object({ code: z.string(), message: z.string() }).optional() })),
})

/** @throws {TillbridgeError} `rejected` when one is refused; the others are there then, and found by their SKUs. */
export async function addVariants(
  context: WooContext,
  productExternalId: string,
  variants: readonly NewVariant[],
): Promise<readonly Variant[]> {
  if (variants.length === 0) return []
  const reading = await readingOf(context)
  const parent = await fetchProduct(context, productExternalId)
  if (parent === null) return []
  await offerValues(context, parent, variants)
  const attributes = optionsOf(parent)
  const added: Variant[] = []
  for (let start = 0; start < variants.length; start += PAGE_SIZE) {
    const create = variants.slice(start, start + PAGE_SIZE).map((variant) => ({
      ...variantInput(variant, reading, null),
      attributes: attributes.flatMap(({ id, name }) => {
        const option = variant.optionValues[name]
        return option === undefined ? [] : [{ ...(id > 0 ? { id } : { name }), option }]
      }),
    }))
    const route = `${PRODUCTS}/${productExternalId}/variations/batch`
    const answer = await change(context, { method: 'POST', route, json: { create } }, made)
    answer.create.forEach(({ error, ...row }, index) => {
      if (error !== undefined) throw refusedVariant(variants[start + index], error.message)
      added.push(variationOf(variation.parse(row), reading, parent))
    })
  }
  return added
}

/** A customer can only choose what the product lists. */
async function offerValues(context: WooContext, parent: WooProduct, variants: readonly NewVariant[]): Promise<void> {
  const lackedBy = ({ name, options }: WooProduct['attributes'][number]): string[] => {
    const wanted = new Set(variants.flatMap(({ optionValues }) => optionValues[name] ?? []))
    return [...wanted].filter((value) => !options.includes(value))
  }
  if (optionsOf(parent).every((attribute) => lackedBy(attribute).length === 0)) return
  const attributes = parent.attributes.map((attribute) => ({
    ...attribute,
    options: attribute.variation === true ? [...attribute.options, ...lackedBy(attribute)] : attribute.options,
  }))
  await change(context, { method: 'PUT', route: `${PRODUCTS}/${parent.id}`, json: { attributes } }, productShape)
}

const taken = (sku: string, by: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_SKU_TAKEN',
    message: `WooCommerce has a product with the SKU ${sku} already (product ${by}), and it was not made by Tillbridge.`,
    remedy: 'Give one of the two another SKU, or join them by naming the item of this variant in the mappings.',
    subject: `sku:${sku}`,
  })

const inTrash = (variants: readonly NewVariant[], message: string): TillbridgeError => {
  const sku = variants.map((variant) => variant.sku).join(', ')
  return new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_SKU_IN_TRASH',
    message: `WooCommerce makes no product with the SKU ${sku}: ${message}`,
    remedy: 'Look into the trash of the products in WooCommerce, and restore that product or delete it for good.',
    subject: `sku:${sku}`,
  })
}

const refusedVariant = (variant: NewVariant | undefined, message: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_VARIATION_REFUSED',
    message: `WooCommerce does not take the variation ${variant?.sku ?? 'without a SKU'}: ${message}`,
    remedy: 'Change what it objects to in the system that owns the field, then retry.',
    subject: `sku:${variant?.sku ?? ''}`,
  })
