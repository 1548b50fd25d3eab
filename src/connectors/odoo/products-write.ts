import type { ProductChanges, ProductTarget, VariantChanges, VariantOutcome } from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import type { Values } from './client.ts'
import { forgetItems } from './items.ts'
import { codeOf } from './item-codes.ts'
import { headOf, type Template, templateIdOf, variantOf, type VariantRow } from './map-product.ts'
import type { OdooContext } from './memory.ts'
import { headValues, variantValues } from './product-values.ts'
import { addVariants, create } from './products-create.ts'
import { findByReference, inAll, meaningsOf, products, templateFields, variantsOf } from './products.ts'
import { act, find } from './records.ts'
import { codeTaken } from './refusals.ts'
import type { OdooSettings } from './settings.ts'

// All of one article's variants go in one transaction.
const LARGEST_BATCH = 100

/** Variants are found by our reference, the field `x_tillbridge_ref`, articles by `x_tillbridge_product`. */
export const productTarget: ProductTarget<OdooSettings> = {
  fields: {
    product: ['title', 'description', 'status', 'productType'],
    variant: [
      'sku',
      'barcode',
      'cost',
      'weight',
      'taxClass',
      'countryOfOrigin',
      'customsCode',
      'disabled',
      'reference',
    ],
  },
  largestBatch: LARGEST_BATCH,
  find: findByReference,
  create,
  update,
  updateVariants,
  addVariants,
}

async function update(
  context: OdooContext,
  externalId: string,
  changes: ProductChanges,
): Promise<ProductChanges | null> {
  const id = templateIdOf(externalId)
  const values = await headValues(context, changes)
  if (id !== null && Object.keys(values).length > 0)
    await act(context, 'product.template', 'write', [id], { args: { vals: values }, context: inAll(context) })
  const [now] = id === null ? [] : await articles(context, [id])
  if (now === undefined) throw gone(externalId)
  return { title: now.name, ...headOf(now) }
}

const articles = async (context: OdooContext, ids: readonly number[]): Promise<Template[]> =>
  find(context, 'product.template', await templateFields(context), {
    domain: [['id', 'in', ids]],
    context: inAll(context),
  })

interface Wanted {
  readonly externalId: string
  readonly changes: VariantChanges
}

async function updateVariants(
  context: OdooContext,
  product: string,
  wanted: readonly Wanted[],
): Promise<readonly VariantOutcome[]> {
  const id = templateIdOf(product)
  const [article] = id === null ? [] : await articles(context, [id])
  if (id === null || article === undefined) return wanted.map(({ externalId }) => ({ externalId, outcome: 'gone' }))
  const rows = await variantsOf(context, [id])
  const outcomes = new Map<string, VariantOutcome>()
  const writes: Write[] = []
  for (const one of wanted) {
    const row = rows.find((each) => codeOf(each, context.settings) === one.externalId)
    if (row === undefined) outcomes.set(one.externalId, { externalId: one.externalId, outcome: 'gone' })
    else if (splitsTaxes(one, wanted, rows)) outcomes.set(one.externalId, taxesOfArticle(one.externalId))
    else writes.push({ externalId: one.externalId, id: row.id, changes: one.changes })
  }
  const refused = await writeAll(context, article, writes)
  if (writes.some(({ changes }) => changes.sku !== undefined || changes.disabled !== undefined)) forgetItems(context)
  for (const one of await shown(context, id, writes)) outcomes.set(one.externalId, refused.get(one.externalId) ?? one)
  return wanted.flatMap(({ externalId }) => outcomes.get(externalId) ?? [])
}

interface Write {
  readonly externalId: string
  readonly id: number
  readonly changes: VariantChanges
}

/** An article has one tax for all its variants. */
const splitsTaxes = ({ changes }: Wanted, all: readonly Wanted[], rows: readonly VariantRow[]): boolean =>
  changes.taxClass !== undefined &&
  rows.length > 1 &&
  all.some((other) => other.changes.taxClass !== undefined && other.changes.taxClass !== changes.taxClass)

const taxesOfArticle = (externalId: string): VariantOutcome => ({
  externalId,
  outcome: 'refused',
  code: 'TAX_CLASS_OF_ARTICLE',
  message: 'Odoo keeps one tax for all variants of an article, and those of the store are taxed differently.',
})

/** In one call; where Odoo refuses it, each on its own, to tell which one it objects to. */
async function writeAll(
  context: OdooContext,
  article: Template,
  writes: readonly Write[],
): Promise<ReadonlyMap<string, VariantOutcome>> {
  const refused = new Map<string, VariantOutcome>()
  const ready: { readonly write: Write; readonly values: Values }[] = []
  for (const write of writes) {
    const outcome = await attempt(write.externalId, async () => {
      await assertFree(context, write)
      const values = await variantValues(context, write.changes, article.taxes_id)
      if (Object.keys(values).length > 0) ready.push({ write, values })
    })
    if (outcome !== null) refused.set(write.externalId, outcome)
  }
  if (ready.length === 0) return refused
  const many = { product_variant_ids: ready.map(({ write, values }) => [1, write.id, values]) }
  const together = await attempt('', () =>
    act(context, 'product.template', 'write', [article.id], { args: { vals: many }, context: inAll(context) }),
  )
  if (together === null) return refused
  for (const { write, values } of ready) {
    const outcome = await attempt(write.externalId, () =>
      act(context, 'product.product', 'write', [write.id], { args: { vals: values }, context: inAll(context) }),
    )
    if (outcome !== null) refused.set(write.externalId, outcome)
  }
  return refused
}

async function attempt(externalId: string, work: () => Promise<unknown>): Promise<VariantOutcome | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') throw error
    return { externalId, outcome: 'refused', code: error.code, message: error.message }
  }
}

/** Internal references need not be unique in Odoo, but nobody could tell two items with one code apart. */
async function assertFree(context: OdooContext, { externalId, changes: { sku } }: Write): Promise<void> {
  if (sku === undefined || sku === externalId) return
  if (sku === null) throw codeNeeded(externalId)
  const [holder] = await products.bySku(context, sku)
  if (holder !== undefined) throw codeTaken(sku, holder.title)
}

async function shown(context: OdooContext, article: number, writes: readonly Write[]): Promise<VariantOutcome[]> {
  if (writes.length === 0) return []
  const [now] = await articles(context, [article])
  const rows = await variantsOf(context, [article])
  const meanings = await meaningsOf(context, rows)
  return writes.map(({ externalId, id }): VariantOutcome => {
    const row = rows.find((one) => one.id === id)
    if (row === undefined || now === undefined) return { externalId, outcome: 'gone' }
    const variant = variantOf(now, row, meanings, context.settings)
    return { externalId, outcome: 'written', ...(variant === null ? {} : { shows: variant }) }
  })
}

const gone = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'PRODUCT_GONE',
    message: `The article ${key} is no longer in Odoo.`,
  })

const codeNeeded = (code: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SKU_MISSING',
    message: `Without a SKU, ${code} would have no code in Odoo.`,
    remedy: 'Give it a SKU in the store; it is tried again then.',
  })
