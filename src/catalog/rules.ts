import { z } from 'zod'
import { compare, parseDecimal, ZERO } from '#lib/decimal'
import { field } from './ownership-rule.ts'

const side = z.enum(['store', 'target'])

const text = z.string().trim().min(1)
const word = z.strictObject({ store: text, target: text })

/** What a merchant decides about products: which side owns which field, and who may create. Every field has a default. */
export const productRulesSchema = z.strictObject({
  fields: z
    .strictObject({
      sku: field('target').describe('Stock keeping unit.'),
      barcode: field('target').describe('EAN, UPC and the like.'),
      cost: field('target').describe('What one piece costs the merchant.'),
      weight: field('target').describe('Of one piece.'),
      taxClass: field('target').describe('How it is taxed, by the words below.'),
      unit: field('target').describe('The unit in which it is counted, by the words below.'),
      countryOfOrigin: field('target').describe('Where it was made.'),
      customsCode: field('target').describe('Harmonised system code.'),
      requiresShipping: field('store', 'none').describe('Whether it is sent.'),
      title: field('store').describe('The name of the product.'),
      description: field('store').describe('The text about the product.'),
      status: field('store', 'none').describe('Active, draft or archived.'),
      vendor: field('store', 'none').describe('The maker or brand.'),
      productType: field('store', 'none').describe('The kind of product, by the words below where they have one.'),
      handle: field('store').describe('The part of its address in the store.'),
      tags: field('store').describe('Words to group products by.'),
      seo: field('store').describe('Title and description for search engines.'),
      images: field('store', 'none').describe('The main picture.'),
      collections: field('store').describe('Where the store shows it.'),
      customFields: field('store').describe('The fields that are joined below.'),
    })
    .prefault({})
    .describe('Who owns which field. A field that only one of the two systems has is never touched.'),
  customFields: z
    .array(
      z.strictObject({
        store: text.describe('Its name in the store, e.g. `custom.material`.'),
        target: text.describe('Its name in the target, e.g. `custom_material`.'),
        owner: side.optional().describe('Left out: as `fields.customFields` says.'),
        direction: z
          .enum(['away', 'both', 'to-store', 'to-target', 'none'])
          .optional()
          .describe('Left out: as `fields.customFields` says.'),
        onConflict: z.enum(['owner', 'hold']).optional().describe('Left out: as `fields.customFields` says.'),
      }),
    )
    .default([])
    .superRefine((entries, context) => {
      for (const name of ['store', 'target'] as const)
        entries.forEach((entry, index) => {
          if (entries.findIndex((other) => other[name] === entry[name]) === index) return
          const message = `There is another entry for ${entry[name]}`
          context.addIssue({ code: 'custom', path: [index, name], message })
        })
    })
    .describe(
      "Fields of a product that each system has under a name of its own; the connections' settings say which they tell.",
    ),
  matchBy: z
    .enum(['sku', 'barcode', 'sku-then-barcode'])
    .default('sku')
    .describe(
      'How a variant finds its item: by the SKU, by the barcode, or by the barcode where the SKU is missing or finds none.',
    ),
  create: z
    .strictObject({
      store: z
        .enum(['none', 'draft', 'active'])
        .default('none')
        .describe('What becomes of a product of the target that the store lacks.'),
      target: z
        .enum(['none', 'item'])
        .default('none')
        .describe('What becomes of a product of the store that the target lacks.'),
    })
    .prefault({})
    .describe('Which side may get products that only the other has.'),
  taxClasses: z.array(word).default([]).describe('Words of the two sides for one tax class; others are not moved.'),
  productTypes: z
    .array(word)
    .default([])
    .describe('Words of the two sides for one kind of product; others are taken as they are.'),
  units: z.array(word).default([]).describe('Words of the two sides for one unit; others are not moved.'),
})

export type ProductRules = z.output<typeof productRulesSchema>
export type ProductRulesInput = z.input<typeof productRulesSchema>

/** The rules with every default filled in. */
export const productRulesOf = (input: ProductRulesInput = {}): ProductRules => productRulesSchema.parse(input)

const percent = z.union([z.string(), z.number()]).transform((value, context) => {
  const parsed = parseDecimal(value)
  if (parsed !== null && compare(parsed, ZERO) >= 0) return parsed
  context.addIssue({ code: 'custom', message: 'Write a rate in percent such as 25' })
  return z.NEVER
})

const feed = z
  .strictObject({
    list: text.describe("The target's price list."),
    to: z
      .string()
      .trim()
      .default('')
      .describe("The store's price list, by id or name. Left out: the price of the variant itself."),
    direction: z.enum(['to-store', 'to-target']).default('to-store').describe('Which of the two follows the other.'),
    unit: text.optional().describe('Prices for this unit only. Left out: those for the unit of the item.'),
    tax: z
      .strictObject({
        target: z.enum(['included', 'added']).describe("Whether prices of the target's list contain tax."),
        store: z.enum(['included', 'added']).describe('Whether prices of the store contain tax.'),
        ratePercent: percent.describe('The rate by which one becomes the other.'),
      })
      .optional()
      .describe('Left out: prices are taken as they are.'),
    compareAt: z
      .union([z.enum(['leave', 'none', 'regular']), z.strictObject({ list: text })])
      .default('leave')
      .describe(
        "The price that is struck out: `leave` the store's, `none`, the `regular` price while one with an end date holds, or that of another `list` of the target. Only where it is higher than the price.",
      ),
    missing: z
      .enum(['leave', 'remove'])
      .default('leave')
      .describe(
        "What becomes of a price on the store's list of which the target's knows none. A variant's own price always stays.",
      ),
  })
  .superRefine((entry, context) => {
    if (entry.direction === 'to-target' && entry.to !== '')
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: 'Only the price of the variant itself goes to the target',
      })
  })

/** What a merchant decides about prices: which list feeds which. Every field has a default. */
export const priceListRulesSchema = z
  .strictObject({
    feeds: z
      .array(feed)
      .default([])
      .describe('One entry per price of the store that is kept; no other price is touched.'),
  })
  .superRefine(({ feeds }, context) => {
    feeds.forEach(({ to }, index) => {
      if (feeds.findIndex((other) => other.to === to) === index) return
      const message = `There is another entry for ${to === '' ? 'the price of the variant' : to}`
      context.addIssue({ code: 'custom', path: ['feeds', index, 'to'], message })
    })
  })

export type PriceListRules = z.output<typeof priceListRulesSchema>
export type PriceListRulesInput = z.input<typeof priceListRulesSchema>
export type PriceFeed = PriceListRules['feeds'][number]

/** The rules with every default filled in. */
export const priceListRulesOf = (input: PriceListRulesInput = {}): PriceListRules => priceListRulesSchema.parse(input)
