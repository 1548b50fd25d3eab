import { z } from 'zod'
import { isPositive } from '#lib/decimal'
import type { Product, Variant } from '#model/product'
import { codeOf } from './item-codes.ts'
import { htmlOf } from './plain-text.ts'
import { link, linkName, number, type Shape, text } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { utcOf } from './stamps.ts'
import { PRODUCT_REFERENCE, REFERENCE } from './vendor.ts'

/** An article as Odoo writes references to records; a number alone could be the code of an item. */
export const keyOf = (id: number): string => `product.template,${id}`
export const templateIdOf = (key: string): number | null => {
  const id = /^product\.template,(\d+)$/.exec(key)?.[1]
  return id === undefined ? null : Number(id)
}

export const templateShape = z.object({
  id: z.number(),
  name: z.string(),
  active: z.boolean(),
  description_sale: text,
  categ_id: linkName,
  type: text,
  taxes_id: z.array(z.number()),
  uom_id: linkName,
  write_date: z.string(),
  create_date: z.string(),
  [PRODUCT_REFERENCE]: text,
  hs_code: text.optional(),
  country_of_origin: link.optional(),
})

/** What the app for deliveries adds, and what `prepare` does. */
const ADDED = ['hs_code', 'country_of_origin', PRODUCT_REFERENCE] as const

/** The fields of an article that this database has. */
export function templateShapeOf(known: ReadonlySet<string>): Shape<Template> {
  const lacking = ADDED.filter((name) => !known.has(name))
  return templateShape.omit(Object.fromEntries(lacking.map((name) => [name, true])) as object) as Shape<Template>
}

export const variantShape = z.object({
  id: z.number(),
  product_tmpl_id: link,
  default_code: text,
  barcode: text,
  active: z.boolean(),
  lst_price: number,
  standard_price: number,
  weight: number,
  write_date: z.string(),
  product_template_attribute_value_ids: z.array(z.number()),
  [REFERENCE]: text,
})
export const choiceShape = z.object({ id: z.number(), name: z.string(), attribute_id: link })
export const attributeShape = z.object({ id: z.number(), name: z.string() })

export type Template = Omit<z.infer<typeof templateShape>, typeof PRODUCT_REFERENCE> & {
  readonly [PRODUCT_REFERENCE]?: string | null
}
export type VariantRow = z.infer<typeof variantShape>

/** What the ids of an article's fields mean. */
export interface Meanings {
  /** Values of attributes that variants are chosen by. */
  readonly choices: ReadonlyMap<number, ChosenValue>
  /** Names of the company's sales taxes. */
  readonly taxes: ReadonlyMap<number, string>
  /** Codes of countries. */
  readonly countries: ReadonlyMap<number, string>
}

/** A value that a variant is chosen by, with what it is a value of. */
export interface ChosenValue {
  readonly attribute: string
  readonly name: string
}

/** A product with those of its variants that have a code: nothing else could be sold or counted by it. */
export function productOf(
  template: Template,
  rows: readonly VariantRow[],
  meanings: Meanings,
  settings: OdooSettings,
): Product {
  const variants = rows.flatMap((row) => variantOf(template, row, meanings, settings) ?? [])
  const names = [...new Set(variants.flatMap((variant) => Object.keys(variant.optionValues)))]
  const stamps = [template, ...rows].map((row) => utcOf(row.write_date)).sort()
  return {
    externalId: keyOf(template.id),
    title: template.name,
    updatedAt: stamps.at(-1) ?? utcOf(template.write_date),
    createdAt: utcOf(template.create_date),
    ...headOf(template),
    options: names.map((name) => ({
      name,
      values: [...new Set(variants.flatMap((variant) => variant.optionValues[name] ?? []))],
    })),
    variants,
  }
}

/** The fields of a product that stand in its article, as they are written too. */
export const headOf = (template: Template): Pick<Product, 'status' | 'description' | 'productType'> => ({
  status: template.active ? 'active' : 'archived',
  description: template.description_sale === null ? null : htmlOf(template.description_sale),
  productType: template.categ_id,
})

export function variantOf(
  template: Template,
  row: VariantRow,
  { choices, taxes, countries }: Meanings,
  settings: OdooSettings,
): Variant | null {
  const code = codeOf(row, settings)
  if (code === null) return null
  const chosen = row.product_template_attribute_value_ids.flatMap((id) => choices.get(id) ?? [])
  const { hs_code: customsCode, country_of_origin: origin } = template
  return {
    externalId: code,
    sku: code,
    barcode: row.barcode,
    optionValues: Object.fromEntries(chosen.map((one) => [one.attribute, one.name])),
    price: row.lst_price,
    cost: row.standard_price,
    weight: isPositive(row.weight) ? { value: row.weight, unit: 'kg' } : null,
    taxClass: template.taxes_id.flatMap((id) => taxes.get(id) ?? [])[0] ?? null,
    unit: template.uom_id,
    ...(customsCode === undefined ? {} : { customsCode }),
    ...(origin === undefined ? {} : { countryOfOrigin: origin === null ? null : (countries.get(origin) ?? null) }),
    requiresShipping: template.type !== 'service',
    disabled: !row.active,
    updatedAt: utcOf(row.write_date),
    reference: row[REFERENCE],
  }
}
