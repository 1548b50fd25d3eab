import { z } from 'zod'
import { type Decimal, parseDecimal } from '#lib/decimal'
import { gmt, key, keyOrNone, meta, text } from './vendor.ts'

export const PRODUCTS = '/wc/v3/products'

/** A price as it was entered; nothing where there is none. */
const price = text.transform((value): Decimal | null => (value === null ? null : parseDecimal(value)))

const named = z
  .array(z.object({ name: z.string() }))
  .nullish()
  .transform((rows) => (rows ?? []).map(({ name }) => name))

const attributeId = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value) => Number(value ?? 0))

/** What products and variations state alike. */
const sold = {
  id: key,
  status: z.string(),
  date_created_gmt: gmt.nullish(),
  date_modified_gmt: gmt.nullish(),
  sku: text,
  /** From 9.2 on. */
  global_unique_id: text,
  regular_price: price,
  sale_price: price,
  on_sale: z.boolean().nullish(),
  tax_status: text,
  tax_class: text,
  /** `parent`: a variation whose product counts for it. */
  manage_stock: z.union([z.boolean(), z.literal('parent')]).nullish(),
  weight: text,
  virtual: z.boolean().nullish(),
}

export const variation = z.object({
  ...sold,
  name: text,
  parent_id: keyOrNone,
  attributes: z
    .array(z.object({ id: attributeId, name: z.string(), option: z.union([z.string(), z.number()]).transform(String) }))
    .nullish()
    .transform((rows) => rows ?? []),
})
export type WooVariation = z.output<typeof variation>

export const product = z.object({
  ...sold,
  name: z.string(),
  type: z.string(),
  slug: text,
  parent_id: keyOrNone,
  description: z.string().nullish(),
  categories: named,
  tags: named,
  /** From 9.6 on. */
  brands: named,
  images: z
    .array(z.object({ id: keyOrNone, src: z.string(), alt: text }))
    .nullish()
    .transform((rows) => rows ?? []),
  attributes: z.array(
    z.object({
      id: attributeId,
      name: z.string(),
      variation: z.boolean().nullish(),
      visible: z.boolean().nullish(),
      position: z.number().nullish(),
      options: z
        .array(z.union([z.string(), z.number()]).transform(String))
        .nullish()
        .transform((rows) => rows ?? []),
    }),
  ),
  meta_data: meta,
})
export type WooProduct = z.output<typeof product>
export type WooSold = Pick<WooProduct, keyof typeof sold>
