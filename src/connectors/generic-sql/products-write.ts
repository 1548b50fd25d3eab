import type { NewProduct, NewVariant, ProductTarget, VariantChanges, VariantOutcome } from '#contract/products'
import type { Product, Variant } from '#model/product'
import { idOf, shown } from '#generic/booked-answer'
import { badSetting } from '#generic/failure-rules'
import { madeAndLost, notDescribed, referenceTaken } from '#generic/operation-errors'
import { allowedOnly, newProductInput, newVariantInput, referenceOfNew } from '#generic/product-writes'
import { refusalIn } from './errors.ts'
import { productIn, type Products } from './products.ts'
import type { SqlSettings } from './settings.ts'
import { type Running, type SqlContext, transaction } from './statements.ts'

type Writes = NonNullable<Products['write']>

/** Products that the system can be told of, as the settings describe it. */
export const productTargetOf = (setting: Products, write: Writes): ProductTarget<SqlSettings> => ({
  fields: write.fields,
  // Each is a transaction of its own, so that one that is refused undoes no other.
  largestBatch: 50,
  find: (context, reference) =>
    transaction(context, { where: 'products.write.find', effect: 'read' }, (running) =>
      findIn(running, setting, write, reference),
    ),
  create: (context, product, reference) => create(context, setting, write, { product, reference }),
  async update(context, externalId, changes) {
    const where = 'products.write.update'
    const input = { externalId, changes: allowedOnly(changes, write.fields.product) }
    const { update } = write
    if (Object.keys(input.changes).length === 0) return null
    if (update === undefined) throw notDescribed(where)
    await transaction(context, { where, effect: 'write' }, (running) => running.steps(update, input, where))
    return null
  },
  async updateVariants(context, product, variants) {
    const outcomes: VariantOutcome[] = []
    for (const variant of variants) outcomes.push(await updateVariant(context, setting, write, { product, ...variant }))
    return outcomes
  },
  addVariants: (context, product, variants) => addVariants(context, setting, write, { product, variants }),
})

async function findIn(
  running: Running,
  setting: Products,
  { find }: Writes,
  reference: string,
): Promise<Product | null> {
  const where = 'products.write.find'
  const { rows } = await running.run(find, { reference }, where)
  const [row] = rows
  if (row === undefined) return null
  const id = idOf(row['id'])
  const wrong = (why: string) => badSetting('ANSWER_PATH', where, why, 'read')
  if (rows.length > 1) throw wrong(`${rows.length} rows have the reference ${reference}`)
  if (row['reference'] !== reference)
    throw wrong(`the look-up of "${reference}" found ${shown(row['reference'])} in the column reference`)
  if (id === null) throw wrong(`the column id is ${shown(row['id'])}`)
  return productIn(running, setting, id)
}

function create(
  context: SqlContext,
  setting: Products,
  write: Writes,
  { product, reference: ours }: { readonly product: NewProduct; readonly reference: string },
): Promise<Product> {
  const where = 'products.write.create'
  const steps = write.create
  if (steps === undefined) throw notDescribed(where)
  const reference = referenceOfNew(product, ours)
  return transaction(context, { where, effect: 'write' }, async (running) => {
    if ((await findIn(running, setting, write, reference)) !== null) throw referenceTaken('product', reference)
    await running.steps(steps, newProductInput(product, reference), where)
    const made = await findIn(running, setting, write, reference)
    if (made === null) throw notFoundAgain('products.write.find')
    return made
  })
}

interface Wanted {
  readonly product: string
  readonly externalId: string
  readonly changes: VariantChanges
}

async function updateVariant(
  context: SqlContext,
  setting: Products,
  { fields, update, updateVariant: own }: Writes,
  { product, externalId, changes }: Wanted,
): Promise<VariantOutcome> {
  const input = { product, externalId, changes: allowedOnly(changes, fields.variant) }
  if (Object.keys(input.changes).length === 0) return { externalId, outcome: 'written' }
  const steps = own ?? update
  const where = `products.write.${own === undefined ? 'update' : 'updateVariant'}`
  if (steps === undefined) throw notDescribed(where)
  try {
    return await transaction(context, { where, effect: 'write' }, async (running): Promise<VariantOutcome> => {
      if ((await productIn(running, setting, externalId)) === null) return { externalId, outcome: 'gone' }
      await running.steps(steps, input, where)
      return { externalId, outcome: 'written' }
    })
  } catch (error) {
    const { code, message } = refusalIn(error)
    return { externalId, outcome: 'refused', code, message }
  }
}

function addVariants(
  context: SqlContext,
  setting: Products,
  { addVariant }: Writes,
  { product, variants }: { readonly product: string; readonly variants: readonly NewVariant[] },
): Promise<readonly Variant[]> {
  const where = 'products.write.addVariant'
  if (addVariant === undefined) throw notDescribed(where)
  return transaction(context, { where, effect: 'write' }, async (running) => {
    for (const variant of variants) await running.steps(addVariant, newVariantInput(product, variant), where)
    const whole = await productIn(running, setting, product)
    return variants.map(({ sku }) => {
      const made = whole?.variants.find((one) => one.sku === sku)
      if (made === undefined) throw madeAndLost(`The variant ${sku ?? ''}`, 'products.one')
      return made
    })
  })
}

const notFoundAgain = (where: string) =>
  badSetting('ANSWER_PATH', where, 'it does not find what create has just written', 'read')
