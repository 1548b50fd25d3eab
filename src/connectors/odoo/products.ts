import { z } from 'zod'
import type { ProductSource } from '#contract/products'
import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Product } from '#model/product'
import { companyId, type Domain, type Values } from './client.ts'
import { countryCodes, taxes } from './facts.ts'
import { codeField } from './item-codes.ts'
import { fieldNames } from './known-fields.ts'
import {
  attributeShape,
  choiceShape,
  type ChosenValue,
  keyOf,
  type Meanings,
  productOf,
  type Template,
  templateIdOf,
  templateShapeOf,
  type VariantRow,
  variantShape,
} from './map-product.ts'
import type { OdooContext } from './memory.ts'
import { changedPages, pages } from './pages.ts'
import { find, link, type Shape } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { stamp, stampAfter, utcOf } from './stamps.ts'
import { PRODUCT_REFERENCE, REFERENCE } from './vendor.ts'

/** Articles with their variants; a product's key is its template's id, a variant's is its code. */
export const products: ProductSource<OdooSettings> = {
  fields: {
    product: ['title', 'description', 'status', 'productType'],
    variant: [
      'sku',
      'barcode',
      'price',
      'cost',
      'weight',
      'taxClass',
      'unit',
      'countryOfOrigin',
      'customsCode',
      'requiresShipping',
      'disabled',
      'reference',
    ],
  },
  changes,
  get,
  parse,
  findByName,
  all,
  bySku: (context, sku) => byField(context, codeField(context.settings), sku),
  byBarcode: (context, barcode) => byField(context, 'barcode', barcode),
}

const PAGE = 200
/** Archived ones too; names in the language that the shop keeps its articles in. */
export const inAll = ({ settings }: OdooContext): Values => ({ active_test: false, lang: settings.productLanguage })

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
      key: keyOf(row.id),
      name: row.name,
      updatedAt: utcOf(row.write_date),
      createdAt: utcOf(row.create_date),
    }))
  for await (const rows of changedPages(context, 'product.product', changedVariant, domain))
    yield rows.flatMap((row) =>
      row.product_tmpl_id === null
        ? []
        : [{ key: keyOf(row.product_tmpl_id), name: null, updatedAt: utcOf(row.write_date), createdAt: null }],
    )
}

async function get(context: OdooContext, key: string): Promise<Product | null> {
  const id = templateIdOf(key)
  const [product, other] = id === null ? await products.bySku(context, key) : await byTemplates(context, [id])
  return other === undefined ? (product ?? null) : null
}

/** Products by the ids of their articles. */
export async function byTemplates(context: OdooContext, ids: readonly number[]): Promise<Product[]> {
  if (ids.length === 0) return []
  const query = { domain: [['id', 'in', ids]], order: 'id', context: inAll(context) }
  return whole(context, await find(context, 'product.template', await templateFields(context), query))
}

export const templateFields = async (context: OdooContext): Promise<Shape<Template>> =>
  templateShapeOf(await fieldNames(context, 'product.template'))

export const variantsOf = (context: OdooContext, templates: readonly number[]): Promise<VariantRow[]> =>
  find(context, 'product.product', variantShape, {
    domain: [['product_tmpl_id', 'in', templates]],
    order: 'id',
    context: inAll(context),
  })

/** Templates with all their variants and what these are chosen by. */
async function whole(context: OdooContext, templates: readonly Template[]): Promise<Product[]> {
  if (templates.length === 0) return []
  const rows = await variantsOf(
    context,
    templates.map(({ id }) => id),
  )
  const meanings = await meaningsOf(context, rows)
  const byTemplate = Map.groupBy(rows, (row) => row.product_tmpl_id)
  return templates.map((template) => productOf(template, byTemplate.get(template.id) ?? [], meanings, context.settings))
}

export async function meaningsOf(context: OdooContext, rows: readonly VariantRow[]): Promise<Meanings> {
  const ids = [...new Set(rows.flatMap((row) => row.product_template_attribute_value_ids))]
  return {
    choices: await chosenValues(context, ids),
    taxes: new Map((await taxes(context)).map(({ id, name }) => [id, name])),
    countries: await countryCodes(context),
  }
}

async function chosenValues(context: OdooContext, ids: readonly number[]): Promise<ReadonlyMap<number, ChosenValue>> {
  if (ids.length === 0) return new Map()
  const inLanguage = { context: inAll(context) }
  const values = await find(context, 'product.template.attribute.value', choiceShape, {
    domain: [['id', 'in', ids]],
    ...inLanguage,
  })
  const wanted = [...new Set(values.flatMap((value) => value.attribute_id ?? []))]
  const attributes = await find(context, 'product.attribute', attributeShape, {
    domain: [['id', 'in', wanted]],
    ...inLanguage,
  })
  const names = new Map(attributes.map(({ id, name }) => [id, name]))
  return new Map(
    values.map(({ id, name, attribute_id: of }) => [id, { name, attribute: names.get(of ?? 0) ?? `attribute ${of}` }]),
  )
}

async function* all(
  context: OdooContext,
): AsyncGenerator<{ readonly products: readonly Product[]; readonly total: number | null }> {
  const query = { domain: await ownProducts(context), context: inAll(context) }
  for await (const page of pages(context, 'product.template', await templateFields(context), query, PAGE))
    yield { products: await whole(context, page), total: null }
}

async function byField(context: OdooContext, field: string, value: string): Promise<readonly Product[]> {
  const query = { domain: [[field, '=', value], ...(await ownProducts(context))], context: inAll(context) }
  const rows = await find(context, 'product.product', changedVariant, query)
  return byTemplates(context, [...new Set(rows.flatMap((row) => row.product_tmpl_id ?? []))])
}

/** By our reference: of a variant, or of the article, which counts only once its variants have their codes. */
export async function findByReference(context: OdooContext, reference: string): Promise<Product | null> {
  const variants = { domain: [[REFERENCE, '=', reference]], order: 'id', context: inAll(context) }
  const [variant] = await find(context, 'product.product', changedVariant, variants)
  const id = variant?.product_tmpl_id ?? (await templateWith(context, reference))
  const [product] = id === null ? [] : await byTemplates(context, [id])
  return product === undefined || product.variants.length === 0 ? null : product
}

/** The article that was made under our reference, ready or not. */
export async function templateWith(context: OdooContext, reference: string): Promise<number | null> {
  const query = { domain: [[PRODUCT_REFERENCE, '=', reference]], order: 'id', limit: 1, context: inAll(context) }
  const [found] = await find(context, 'product.template', changedTemplate, query)
  return found?.id ?? null
}

async function findByName(context: OdooContext, name: string): Promise<string | null> {
  const [byCode] = await products.bySku(context, name.trim())
  if (byCode !== undefined) return byCode.externalId
  const domain = [['name', '=', name.trim()], ...(await ownProducts(context))]
  const query = { domain, limit: 2, context: inAll(context) }
  const [first, second] = await find(context, 'product.template', changedTemplate, query)
  return first === undefined || second !== undefined ? null : keyOf(first.id)
}

function parse(): Product {
  throw new TillbridgeError({
    kind: 'bug',
    code: 'NOT_READABLE',
    message: 'Products are read from Odoo, not from payloads.',
  })
}
