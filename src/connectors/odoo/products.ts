import { z } from 'zod'
import type { ProductSource } from '#contract/products'
import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Product } from '#model/product'
import { companyId, type Domain } from './client.ts'
import {
  attributeShape,
  choiceShape,
  type ChosenValue,
  productOf,
  type Template,
  templateShape,
  variantShape,
} from './map-product.ts'
import type { OdooContext } from './memory.ts'
import { changedPages, pages } from './pages.ts'
import { find, link } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { stamp, stampAfter, utcOf } from './stamps.ts'

/** Articles with their variants; a product's key is its template's id, a variant's is its code. */
export const products: ProductSource<OdooSettings> = {
  fields: {
    product: ['title', 'description', 'status', 'productType'],
    variant: ['sku', 'barcode', 'price', 'cost', 'weight', 'requiresShipping', 'disabled'],
  },
  changes,
  get,
  parse,
  findByName,
  all,
  bySku: (context, sku) => byField(context, context.settings.skuField === 'barcode' ? 'barcode' : 'default_code', sku),
  byBarcode: (context, barcode) => byField(context, 'barcode', barcode),
}

const PAGE = 200
// Archived ones too.
const ALL = { active_test: false }

const ownProducts = async (context: OdooContext): Promise<Domain> => [
  ['company_id', 'in', [await companyId(context), false]],
  ['sale_ok', '=', true],
]

const changedTemplate = z.object({ id: z.number(), name: z.string(), write_date: z.string(), create_date: z.string() })
const changedVariant = z.object({ id: z.number(), product_tmpl_id: link, write_date: z.string() })

async function* changes(
  context: OdooContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const domain = [
    ...(await ownProducts(context)),
    ['write_date', '>=', stamp(since)],
    ['write_date', '<', stampAfter(until)],
  ]
  for await (const rows of changedPages(context, 'product.template', changedTemplate, domain))
    yield rows.map((row) => ({
      key: String(row.id),
      name: row.name,
      updatedAt: utcOf(row.write_date),
      createdAt: utcOf(row.create_date),
    }))
  for await (const rows of changedPages(context, 'product.product', changedVariant, domain))
    yield rows.flatMap((row) =>
      row.product_tmpl_id === null
        ? []
        : [{ key: String(row.product_tmpl_id), name: null, updatedAt: utcOf(row.write_date), createdAt: null }],
    )
}

async function get(context: OdooContext, key: string): Promise<Product | null> {
  if (!/^\d+$/.test(key)) return null
  const query = { domain: [['id', '=', Number(key)]], context: ALL }
  const [product] = await whole(context, await find(context, 'product.template', templateShape, query))
  return product ?? null
}

/** Templates with all their variants and what these are chosen by. */
async function whole(context: OdooContext, templates: readonly Template[]): Promise<Product[]> {
  if (templates.length === 0) return []
  const domain = [['product_tmpl_id', 'in', templates.map(({ id }) => id)]]
  const rows = await find(context, 'product.product', variantShape, { domain, order: 'id', context: ALL })
  const byId = await chosenValues(context, [
    ...new Set(rows.flatMap((row) => row.product_template_attribute_value_ids)),
  ])
  const byTemplate = Map.groupBy(rows, (row) => row.product_tmpl_id)
  return templates.map((template) => productOf(template, byTemplate.get(template.id) ?? [], byId, context.settings))
}

async function chosenValues(context: OdooContext, ids: readonly number[]): Promise<ReadonlyMap<number, ChosenValue>> {
  if (ids.length === 0) return new Map()
  const values = await find(context, 'product.template.attribute.value', choiceShape, { domain: [['id', 'in', ids]] })
  const wanted = [...new Set(values.flatMap((value) => value.attribute_id ?? []))]
  const attributes = await find(context, 'product.attribute', attributeShape, { domain: [['id', 'in', wanted]] })
  const names = new Map(attributes.map(({ id, name }) => [id, name]))
  return new Map(
    values.map(({ id, name, attribute_id: of }) => [id, { name, attribute: names.get(of ?? 0) ?? `attribute ${of}` }]),
  )
}

async function* all(
  context: OdooContext,
): AsyncGenerator<{ readonly products: readonly Product[]; readonly total: number | null }> {
  const query = { domain: await ownProducts(context), context: ALL }
  for await (const page of pages(context, 'product.template', templateShape, query, PAGE))
    yield { products: await whole(context, page), total: null }
}

async function byField(context: OdooContext, field: string, value: string): Promise<readonly Product[]> {
  const query = { domain: [[field, '=', value], ...(await ownProducts(context))], context: ALL }
  const rows = await find(context, 'product.product', changedVariant, query)
  const ids = [...new Set(rows.flatMap((row) => row.product_tmpl_id ?? []))]
  if (ids.length === 0) return []
  const templates = { domain: [['id', 'in', ids]], context: ALL }
  return whole(context, await find(context, 'product.template', templateShape, templates))
}

async function findByName(context: OdooContext, name: string): Promise<string | null> {
  const [byCode] = await products.bySku(context, name.trim())
  if (byCode !== undefined) return byCode.externalId
  const domain = [['name', '=', name.trim()], ...(await ownProducts(context))]
  const [first, second] = await find(context, 'product.template', changedTemplate, { domain, limit: 2 })
  return first === undefined || second !== undefined ? null : String(first.id)
}

function parse(): Product {
  throw new TillbridgeError({
    kind: 'bug',
    code: 'NOT_READABLE',
    message: 'Products are read from Odoo, not from payloads.',
  })
}
