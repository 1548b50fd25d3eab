import { z } from 'zod'
import { isPositive } from '#lib/decimal'
import type { Product, Variant } from '#model/product'
import { link, number, text } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { utcOf } from './stamps.ts'
import { REFERENCE } from './vendor.ts'

const named = z.union([z.literal(false), z.tuple([z.number(), z.string()])])
const nameOf = (value: z.infer<typeof named>): string | null => (value === false ? null : value[1])

export const templateShape = z.object({
  id: z.number(),
  name: z.string(),
  active: z.boolean(),
  description_sale: text,
  categ_id: named,
  type: text,
  write_date: z.string(),
  create_date: z.string(),
})
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

export type Template = z.infer<typeof templateShape>
export type VariantRow = z.infer<typeof variantShape>

/** A value that a variant is chosen by, with what it is a value of. */
export interface ChosenValue {
  readonly attribute: string
  readonly name: string
}

/** What items are known by. */
export const codeOf = (row: Pick<VariantRow, 'default_code' | 'barcode'>, { skuField }: OdooSettings): string | null =>
  skuField === 'barcode' ? row.barcode : row.default_code

/** A product with those of its variants that have a code: nothing else could be sold or counted by it. */
export function productOf(
  template: Template,
  rows: readonly VariantRow[],
  values: ReadonlyMap<number, ChosenValue>,
  settings: OdooSettings,
): Product {
  const variants = rows.flatMap((row) => variantOf(template, row, values, settings) ?? [])
  const names = [...new Set(variants.flatMap((variant) => Object.keys(variant.optionValues)))]
  const stamps = [template, ...rows].map((row) => utcOf(row.write_date)).sort()
  return {
    externalId: String(template.id),
    title: template.name,
    updatedAt: stamps.at(-1) ?? utcOf(template.write_date),
    createdAt: utcOf(template.create_date),
    status: template.active ? 'active' : 'archived',
    description: template.description_sale,
    productType: nameOf(template.categ_id),
    options: names.map((name) => ({
      name,
      values: [...new Set(variants.flatMap((variant) => variant.optionValues[name] ?? []))],
    })),
    variants,
  }
}

function variantOf(
  template: Template,
  row: VariantRow,
  values: ReadonlyMap<number, ChosenValue>,
  settings: OdooSettings,
): Variant | null {
  const code = codeOf(row, settings)
  if (code === null) return null
  const chosen = row.product_template_attribute_value_ids.flatMap((id) => values.get(id) ?? [])
  return {
    externalId: code,
    sku: code,
    barcode: row.barcode,
    optionValues: Object.fromEntries(chosen.map((one) => [one.attribute, one.name])),
    price: row.lst_price,
    cost: row.standard_price,
    weight: isPositive(row.weight) ? { value: row.weight, unit: 'kg' } : null,
    requiresShipping: template.type !== 'service',
    disabled: !row.active,
    updatedAt: utcOf(row.write_date),
    reference: row[REFERENCE],
  }
}
