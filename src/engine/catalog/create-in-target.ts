import { type Binding, saveBindings } from '#database/bindings'
import type { NewProduct, NewVariant } from '#contract/products'
import { type Field, isNothing, productChanges, productValues, ruleOf } from '#catalog/fields'
import { translated } from '#catalog/words'
import { TillbridgeError } from '#lib/errors'
import type { Product, Variant } from '#model/product'
import type { FlowRun } from '#engine/reconcile'
import type { Pair } from './items-of.ts'
import { newBinding } from './bind.ts'
import { referenceFor } from './plan-product.ts'
import { bundleNotMade, type CatalogProblem } from './problems.ts'
import type { CatalogSides } from './sides.ts'

export interface Created {
  readonly made: number
  readonly problems: readonly CatalogProblem[]
}

const NOTHING: Created = { made: 0, problems: [] }

/** Makes items for variants that have none, where the rules say so. Found by our reference, none is made twice. */
export async function createInTarget(
  run: FlowRun,
  sides: CatalogSides,
  product: Product,
  unbound: readonly Variant[],
  pairs: readonly Pair[],
): Promise<Created> {
  const { integration, target } = sides
  if (integration.rules.products.create.target === 'none' || unbound.length === 0 || target.target === null)
    return NOTHING
  const plain = unbound.filter((variant) => (variant.components ?? []).length === 0)
  const withSku = plain.filter((variant) => variant.sku !== null)
  const problems = [
    ...unbound.filter((variant) => !plain.includes(variant)).map((variant) => bundleNotMade(product, variant)),
    ...plain.filter((variant) => variant.sku === null).map((variant) => noSku(product, variant)),
  ]
  if (withSku.length === 0) return { made: 0, problems }
  run.progress.talkingTo = target.connection
  const made = await makeItems(sides, product, withSku, pairs)
  const bindings = withSku.flatMap((variant): Binding[] => {
    const item = made.variants.find((entry) => entry.sku === variant.sku)
    return item === undefined ? [] : [newBinding(product, variant, { product: made, item })]
  })
  await saveBindings(run.services.pool, sides.key, bindings)
  return { made: bindings.length, problems }
}

async function makeItems(
  sides: CatalogSides,
  product: Product,
  variants: readonly Variant[],
  pairs: readonly Pair[],
): Promise<Product> {
  const { target, integration } = sides
  const writer = target.target
  if (writer === null) throw notWritable(target.connection.connector.name)
  const wanted = variants.map((variant) => newItem(sides, variant))
  const template = pairs[0]?.targetProduct
  if (template !== undefined && template.options.length > 0) {
    await writer.addVariants(target.context, template.externalId, wanted)
    return (await target.source.get(target.context, template.externalId)) ?? template
  }
  const reference = `${integration.row.key}:product:${product.externalId}`
  const earlier = await writer.find(
    target.context,
    product.options.length === 0 ? (wanted[0]?.reference ?? reference) : reference,
  )
  if (earlier !== null) return earlier
  return writer.create(target.context, newProduct(sides, product, wanted), reference)
}

function newItem({ integration }: CatalogSides, variant: Variant): NewVariant {
  const { externalId, updatedAt: _updatedAt, stockItem: _stockItem, price: _price, taxClass, unit, ...fields } = variant
  const { products } = integration.rules
  const words = {
    taxClass: taxClass === undefined ? undefined : translated(products, 'taxClass', taxClass, 'store'),
    unit: unit === undefined ? undefined : translated(products, 'unit', unit, 'store'),
  }
  return {
    ...fields,
    ...(typeof words.taxClass === 'string' ? { taxClass: words.taxClass } : {}),
    ...(typeof words.unit === 'string' ? { unit: words.unit } : {}),
    reference: referenceFor(integration.row.key, externalId),
  }
}

/** What a rule sends goes along; the others are the target's own matter. */
function newProduct({ integration }: CatalogSides, product: Product, variants: readonly NewVariant[]): NewProduct {
  const { products: rules } = integration.rules
  const { title, status, handle, options, description } = product
  const values = Object.entries(productValues(product, rules, 'store')).flatMap(([name, value]) => {
    const field = name as Field
    const inTarget = ruleOf(rules, field).direction === 'none' ? null : translated(rules, field, value, 'store')
    return isNothing(inTarget) ? [] : [[field, inTarget] as const]
  })
  return {
    ...productChanges(Object.fromEntries(values), rules, 'target'),
    title,
    status,
    options,
    variants,
    ...(description === undefined ? {} : { description }),
    // Templates get their code from it.
    ...(handle === undefined ? {} : { handle }),
  }
}

const noSku = ({ title }: Product, variant: Variant): CatalogProblem => ({
  code: 'SKU_MISSING',
  subject: `variant:${variant.externalId}`,
  message: `A variant of "${title}" (${variant.externalId}) has no SKU, so no item can be made of it.`,
  remedy: 'Give it a SKU in the store; it is tried again then.',
})

const notWritable = (name: string): TillbridgeError =>
  new TillbridgeError({ kind: 'bug', code: 'NOT_WRITABLE', message: `${name} cannot be told of products.` })
