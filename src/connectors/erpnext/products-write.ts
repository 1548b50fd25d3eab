import { z } from 'zod'
import type { ProductChanges, ProductTarget, VariantChanges, VariantOutcome } from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import { call, callWith, type ErpnextContext, read, updated } from './client.ts'
import { countryName } from './countries.ts'
import { headOf, type ItemDocument, itemDocument, plainFields, variantOf } from './map-product.ts'
import { addVariants, create } from './products-create.ts'
import { headFields, knownTariff } from './products-head.ts'
import { findByReference } from './products.ts'
import type { ErpnextSettings } from './settings.ts'
import { siteZone } from './site-time.ts'

const PRODUCT_FIELDS = [
  'title',
  'description',
  'status',
  'vendor',
  'productType',
  'images',
  'customFields',
] as const satisfies readonly (keyof ProductChanges)[]
const VARIANT_FIELDS = [
  'sku',
  'barcode',
  'weight',
  'taxClass',
  'countryOfOrigin',
  'customsCode',
  'disabled',
  'reference',
] as const satisfies readonly (keyof VariantChanges)[]

// One request writes all of them in one transaction, whose locks others wait for.
const LARGEST_BATCH = 100

/** Items are found by our reference, the unique custom field `tillbridge_ref`. */
export const productTarget: ProductTarget<ErpnextSettings> = {
  fields: { product: PRODUCT_FIELDS, variant: VARIANT_FIELDS },
  largestBatch: LARGEST_BATCH,
  find: findByReference,
  create,
  update,
  updateVariants,
  addVariants,
  updateInBulk,
}

/** With `costField: valuation` the cost can be told; the rate of the last purchase is ERPNext's own. */
export const productTargetFor = ({ costField }: ErpnextSettings): ProductTarget<ErpnextSettings> =>
  costField === 'valuation'
    ? { ...productTarget, fields: { product: PRODUCT_FIELDS, variant: [...VARIANT_FIELDS, 'cost'] } }
    : productTarget

const ITEM = { doctype: 'Item' } as const

async function update(
  context: ErpnextContext,
  externalId: string,
  changes: ProductChanges,
): Promise<ProductChanges | null> {
  const { title, description, status } = changes
  const fields = {
    ...(title === undefined ? {} : { item_name: title.slice(0, 140) }),
    ...(description === undefined ? {} : { description: description ?? '' }),
    ...(status === undefined ? {} : { disabled: status === 'active' ? 0 : 1 }),
    ...(await headFields(context, changes)),
  }
  const now = await updated(context, ITEM, externalId, fields, itemDocument)
  return { title: now.item_name ?? now.name, ...headOf(now, { settings: context.settings, zone: null }) }
}

type Wanted = { readonly externalId: string; readonly changes: VariantChanges }

async function updateVariants(
  context: ErpnextContext,
  _productExternalId: string,
  variants: readonly Wanted[],
): Promise<readonly VariantOutcome[]> {
  const outcomes: VariantOutcome[] = []
  for (const variant of variants) outcomes.push(await updateItem(context, variant))
  return outcomes
}

async function updateItem(context: ErpnextContext, { externalId, changes }: Wanted): Promise<VariantOutcome> {
  try {
    const options = { settings: context.settings, zone: await siteZone(context) }
    const { sku, ...others } = changes
    const byCode = context.settings.skuField === 'item-code'
    const code = sku == null || !byCode || sku === externalId ? externalId : await rename(context, externalId, sku)
    const plain = sku === undefined || byCode ? others : { ...others, barcode: sku }
    if (Object.keys(plain).length === 0)
      return { externalId, outcome: 'written', shows: { externalId: code, sku: code } }
    const fields = await fieldsOf(context, code, plain)
    if (fields === null) return { externalId, outcome: 'gone' }
    const now = await updated(context, ITEM, code, fields, itemDocument)
    return { externalId, outcome: 'written', shows: variantOf(now, options) }
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') throw error
    if (error.detail['status'] === 404) return { externalId, outcome: 'gone' }
    return { externalId, outcome: 'refused', code: error.code, message: error.message }
  }
}

async function rename(context: ErpnextContext, from: string, to: string): Promise<string> {
  const args = { doctype: 'Item', old_name: from, new_name: to }
  const name = await call(context, 'frappe.client.rename_doc', args, { about: ITEM, effect: 'write' })
  return typeof name === 'string' ? name : to
}

/** `null` = the item is gone. Tables are replaced as a whole, so the rows that stay are read first. */
async function fieldsOf(
  context: ErpnextContext,
  code: string,
  changes: VariantChanges,
): Promise<Record<string, unknown> | null> {
  const needsTables = changes.barcode !== undefined || changes.taxClass !== undefined
  const item = needsTables ? await read(context, 'Item', code, itemDocument) : null
  if (needsTables && item === null) return null
  await knownTariff(context, changes.customsCode)
  return {
    ...plainFields(changes),
    ...(changes.countryOfOrigin === undefined
      ? {}
      : {
          country_of_origin:
            changes.countryOfOrigin === null ? '' : await countryName(context, changes.countryOfOrigin),
        }),
    ...(item === null || changes.barcode === undefined ? {} : { barcodes: barcodes(item, changes.barcode) }),
    ...(item === null || changes.taxClass === undefined ? {} : { taxes: taxes(item, changes.taxClass) }),
  }
}

/** The first barcode is the one that stores know; the others stay. */
function barcodes(item: ItemDocument, barcode: string | null): unknown[] {
  const others = item.barcodes.slice(1).filter((row) => row.barcode !== barcode)
  return barcode === null ? others : [{ barcode }, ...others]
}

/** The template without a tax category is the one that holds for all. */
function taxes(item: ItemDocument, template: string | null): unknown[] {
  const others = item.taxes.filter((row) => row.tax_category !== null)
  return template === null ? others : [...others, { item_tax_template: template }]
}

const bulkAnswer = z.object({
  failed_docs: z
    .array(z.object({ doc: z.looseObject({ docname: z.string() }), exc: z.string().nullish() }))
    .default([]),
})

/** Fields of the item itself go by `bulk_update`, a hundred items in one call; barcodes, tax classes and renames one by one. */
async function* updateInBulk(
  context: ErpnextContext,
  changes: readonly ({ readonly productExternalId: string } & Wanted)[],
): AsyncGenerator<{ readonly done: number; readonly outcomes: readonly VariantOutcome[] }> {
  const isPlain = ({ changes: wanted }: Wanted): boolean =>
    Object.keys(wanted).every((field) => ['weight', 'cost', 'customsCode', 'disabled', 'reference'].includes(field))
  const plain = changes.filter(isPlain)
  let done = 0
  for (let start = 0; start < plain.length; start += LARGEST_BATCH) {
    const batch = plain.slice(start, start + LARGEST_BATCH)
    const outcomes = await bulkUpdate(context, batch)
    done += batch.length
    yield { done, outcomes }
  }
  for (const change of changes.filter((entry) => !isPlain(entry))) {
    done += 1
    yield { done, outcomes: [await updateItem(context, change)] }
  }
}

async function bulkUpdate(context: ErpnextContext, batch: readonly Wanted[]): Promise<VariantOutcome[]> {
  const docs = batch.map(({ externalId, changes }) => ({
    doctype: 'Item',
    docname: externalId,
    ...plainFields(changes),
  }))
  const asked = { about: ITEM, effect: 'write' } as const
  const answer = bulkAnswer.safeParse(
    await callWith(context, 'frappe.client.bulk_update', { docs: JSON.stringify(docs) }, asked),
  )
  const failed = new Map(
    (answer.data?.failed_docs ?? []).map(({ doc, exc }) => [doc.docname, (exc ?? '').split('\n').at(-1) ?? '']),
  )
  return batch.map(({ externalId }): VariantOutcome => {
    const message = failed.get(externalId)
    if (message === undefined) return { externalId, outcome: 'written' }
    if (message.includes('DoesNotExistError')) return { externalId, outcome: 'gone' }
    return { externalId, outcome: 'refused', code: 'ERPNEXT_REFUSED', message }
  })
}
