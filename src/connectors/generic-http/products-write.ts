import type { NewProduct, NewVariant, ProductTarget, VariantChanges, VariantOutcome } from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import type { Product, Variant } from '#model/product'
import { idOf, shown } from '#generic/booked-answer'
import { badSetting } from '#generic/failure-rules'
import { madeAndLost, notDescribed, referenceTaken } from '#generic/operation-errors'
import { allowedOnly, newProductInput, newVariantInput, referenceOfNew } from '#generic/product-writes'
import { foundIds, idIn } from './found.ts'
import { type Products, productsOf } from './products.ts'
import { call, type HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'

type Writes = NonNullable<Products['write']>

/** Products that the system can be told of, as the settings describe it. */
export const productTargetOf = (setting: Products, write: Writes): ProductTarget<HttpSettings> => ({
  fields: write.fields,
  // Each is a request of its own.
  largestBatch: 1,
  find: (context, reference) => find(context, setting, write, reference),
  create: (context, product, reference) => create(context, setting, write, { product, reference }),
  async update(context, externalId, changes) {
    const input = { externalId, changes: allowedOnly(changes, write.fields.product) }
    if (Object.keys(input.changes).length === 0) return null
    if (write.update === undefined) throw notDescribed('products.write.update')
    await call(context, write.update, { where: 'products.write.update', input, effect: 'write' })
    return null
  },
  async updateVariants(context, product, variants) {
    const outcomes: VariantOutcome[] = []
    for (const variant of variants) outcomes.push(await updateVariant(context, write, product, variant))
    return outcomes
  },
  addVariants: (context, product, variants) => addVariants(context, setting, write, { product, variants }),
})

async function find(
  context: HttpContext,
  setting: Products,
  write: Writes,
  reference: string,
): Promise<Product | null> {
  if (write.find === undefined) return null
  const where = 'products.write.find'
  const hits = await foundIds(context, write.find, { where, input: { reference } })
  const ours = hits.filter((hit) => hit.reference === reference)
  const [hit] = ours
  if (ours.length > 1) throw severalFound(reference, ours)
  if (hit !== undefined) return productsOf(setting).get(context, hit.id)
  if (hits.length === 0) return null
  const why = `the look-up of "${reference}" found ${shown(hits[0]?.reference)}; the system may ignore the filter`
  throw badSetting('ANSWER_PATH', `${where}.reference`, why, 'read')
}

async function create(
  context: HttpContext,
  setting: Products,
  write: Writes,
  { product, reference: ours }: { readonly product: NewProduct; readonly reference: string },
): Promise<Product> {
  const where = 'products.write.create'
  if (write.create === undefined) throw notDescribed(where)
  const reference = referenceOfNew(product, ours)
  if (!context.settings.uniqueReferences && (await find(context, setting, write, reference)) !== null)
    throw referenceTaken('product', reference)
  const answer = await call(context, write.create, {
    where,
    input: newProductInput(product, reference),
    effect: 'write',
  })
  const id = await idIn(write.create.id, answer, `${where}.id`)
  const made = await productsOf(setting).get(context, id)
  if (made === null) throw madeAndLost(`The product ${product.title}`, 'products.get')
  return made
}

async function updateVariant(
  context: HttpContext,
  { fields, update, updateVariant: own }: Writes,
  product: string,
  { externalId, changes }: { readonly externalId: string; readonly changes: VariantChanges },
): Promise<VariantOutcome> {
  const input = { product, externalId, changes: allowedOnly(changes, fields.variant) }
  if (Object.keys(input.changes).length === 0) return { externalId, outcome: 'written' }
  const request = own ?? update
  const where = `products.write.${own === undefined ? 'update' : 'updateVariant'}`
  if (request === undefined) throw notDescribed(where)
  try {
    await call(context, request, { where, input, effect: 'write' })
    return { externalId, outcome: 'written' }
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') throw error
    if (error.detail['status'] === 404) return { externalId, outcome: 'gone' }
    if (error.detail['status'] === undefined) throw error
    return { externalId, outcome: 'refused', code: error.code, message: error.message }
  }
}

async function addVariants(
  context: HttpContext,
  setting: Products,
  { addVariant }: Writes,
  { product, variants }: { readonly product: string; readonly variants: readonly NewVariant[] },
): Promise<readonly Variant[]> {
  const where = 'products.write.addVariant'
  if (addVariant === undefined) throw notDescribed(where)
  const ids: string[] = []
  for (const variant of variants) {
    const answer = await call(context, addVariant, { where, input: newVariantInput(product, variant), effect: 'write' })
    ids.push(await idIn(addVariant.id, answer, `${where}.id`))
  }
  const whole = await productsOf(setting).get(context, product)
  return ids.map((id) => {
    const made = whole?.variants.find(({ externalId }) => externalId === id)
    if (made === undefined) throw madeAndLost(`The variant ${id}`, 'products.get')
    return made
  })
}

const severalFound = (reference: string, found: readonly { readonly id: string }[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'REFERENCE_NOT_UNIQUE',
    message: `Several products have the reference ${reference}: ${found.map(({ id }) => idOf(id)).join(', ')}.`,
    remedy: 'Remove all but one in the system, then retry.',
    subject: `reference:${reference}`,
  })
