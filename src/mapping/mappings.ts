import { z } from 'zod'
import { compare, isPositive, ONE, parseDecimal, ZERO } from '#lib/decimal'
import { fieldConditions, fieldEntry } from './fields.ts'

const text = z.string().trim().min(1)
/** `none` means "not stated"; `*` stands for anything that is stated. */
const country = z.union([z.literal('*'), z.literal('none'), z.string().regex(/^[A-Z]{2}$/)])

const rate = z.union([z.string(), z.number()]).transform((value, context) => {
  if (value === '*' || value === 'none') return value
  const parsed = parseDecimal(value)
  if (parsed !== null) return parsed
  context.addIssue({ code: 'custom', message: 'Write a rate in percent such as 25, or none, or *' })
  return z.NEVER
})

/** A tax of the store and where the target books it. */
const taxEntry = z.strictObject({
  /** Where the goods go, ISO 3166-1 alpha-2; `none` = the order has no address; `*` = any country. */
  country,
  /** In percent. `none` = sold without a stated tax; `*` = any stated rate. `25`, `25.0` and `"25"` are one rate. */
  rate,
  /** Only the tax of this name. */
  title: text.optional(),
  /** Only where prices contain tax (`true`) or do not (`false`). */
  included: z.boolean().optional(),
  /** Taxes that a marketplace owes to the state are never booked as the merchant's own: they need an entry that says so. */
  channelLiable: z.boolean().default(false),
  /** The target's tax account or code; `null` = nothing is booked, allowed where the tax is zero. */
  account: text.nullable(),
  /** The target's tax template, where it has such. */
  template: text.nullable().default(null),
})

const paymentEntry = z.strictObject({
  /** The store's code of the payment method, or `*`. */
  gateway: text,
  /** The target's mode of payment. */
  mode: text,
  /** The account the money goes to; absent = the mode's own. */
  account: text.nullable().default(null),
})

const item = z.strictObject({ item: text })
const destination = z.union([item, z.strictObject({ account: text })])

/** Code or title of the delivery method, or `*`; booked as an item or on an account. */
const shippingEntry = z.union([
  z.strictObject({ method: text, item: text }),
  z.strictObject({ method: text, account: text }),
])

const locationEntry = z.strictObject({
  /** The store's id of the location, or `*`, which also takes rows of which no location is known. */
  location: text,
  warehouse: text,
})

const number = z.union([z.string(), z.number()]).transform((value, context) => {
  const parsed = parseDecimal(value)
  if (parsed !== null && compare(parsed, ZERO) >= 0) return parsed
  context.addIssue({ code: 'custom', message: 'Write a plain number that is not negative, e.g. 2 or 0.5' })
  return z.NEVER
})

/** What a bundle is made of. Its revenue and tax are split in proportion to the shares; stock moves for each part. */
const components = z
  .array(
    z.strictObject({
      /** The target's item. */
      item: text,
      /** Pieces of this item in one bundle. */
      quantity: number.refine(isPositive, 'must be more than zero').default(ONE),
      /** Part of the bundle's price that this item earns, in any unit: shares of 60 and 40 are those of 3 and 2. */
      share: number,
    }),
  )
  .min(1)
  .superRefine((parts, context) => {
    const names = parts.map((part) => part.item)
    names.forEach((name, index) => {
      if (names.indexOf(name) === index) return
      context.addIssue({
        code: 'custom',
        path: [index],
        message: `There is another component ${name}: add its quantity`,
      })
    })
    if (parts.every((part) => part.share === ZERO))
      context.addIssue({ code: 'custom', message: 'Give at least one component a share of the price' })
  })

/**
 * Which item a product is, where it is not its SKU, or which items a bundle is made of. By variant id it survives a renamed SKU.
 */
const itemEntry = z.union([
  z.strictObject({ variant: text, item: text }),
  z.strictObject({ sku: text, item: text }),
  z.strictObject({ title: text, item: text }),
  z.strictObject({
    variant: text,
    /** What one bundle is made of, instead of one item. */
    components,
  }),
  z.strictObject({ sku: text, components }),
  z.strictObject({ title: text, components }),
])

/** The account of what is booked in journals: payouts with their fees, and what closes the rest of a debt. */
const ledgerEntry = z.strictObject({
  /** For instance `bank`, `fee`, `fee-tax`, `dispute`, `reserve`, `advance`, `adjustment`, `exchange`, `write-off`, `other`. */
  category: text.refine(
    (name) => name !== '*',
    'must name one category: money is never booked to an account nobody chose',
  ),
  /** The target's account. */
  account: text,
})

const roles = z.strictObject({
  tip: destination.optional(),
  'gift-card': destination.optional(),
  duty: destination.optional(),
  fee: destination.optional(),
  discount: destination.optional(),
  rounding: destination.optional(),
  /** Amounts without goods: goodwill, restocking fees that are kept, prices that changed after the invoice. */
  adjustment: destination.optional(),
  /** What is sold without a SKU and without a product: custom lines, deleted products. */
  custom: item.optional(),
})

/**
 * From the store's values to the target's codes, as data that a person edits. A value that no entry knows is never guessed.
 * The most specific entry decides; their order in the file does not matter, and two entries for the same values are refused.
 */
export const mappingsSchema = z
  .strictObject({
    taxes: z.array(taxEntry).default([]),
    payments: z.array(paymentEntry).default([]),
    shipping: z.array(shippingEntry).default([]),
    locations: z.array(locationEntry).default([]),
    /** Without an entry, the item's code is the SKU. */
    items: z.array(itemEntry).default([]),
    ledgers: z.array(ledgerEntry).default([]),
    roles: roles.default({}),
    /** Fields of the target beyond those that documents have, each by an expression. */
    fields: z.array(fieldEntry).max(200).default([]),
  })
  .superRefine((tables, context) => {
    const taken = new Set<string>()
    for (const [index, entry] of tables.fields.entries()) {
      for (const condition of fieldConditions(entry)) {
        if (taken.has(condition))
          context.addIssue({
            code: 'custom',
            path: ['fields', index],
            message: `There is another entry for ${condition}`,
          })
        taken.add(condition)
      }
    }
    for (const [table, entries] of Object.entries(conditions(tables))) {
      entries.forEach((condition, index) => {
        if (entries.indexOf(condition) === index) return
        context.addIssue({ code: 'custom', path: [table, index], message: `There is another entry for ${condition}` })
      })
    }
  })

export type Mappings = z.output<typeof mappingsSchema> & {
  /** The items of variants that are known to be theirs, by variant id. Found by Tillbridge; what a person wrote goes before it. */
  readonly bound?: ReadonlyMap<string, string>
}
export type MappingsInput = z.input<typeof mappingsSchema>
export type TaxEntry = Mappings['taxes'][number]
export type Destination = z.output<typeof destination>
export type ItemEntry = Mappings['items'][number]
export type Component = z.output<typeof components>[number]

/** The mappings with every default filled in. */
export const mappingsOf = (input: MappingsInput = {}): Mappings => mappingsSchema.parse(input)

/** Text in the form in which spelling does not matter. */
export const fold = (value: string): string => value.trim().toLowerCase()

interface Tables {
  readonly taxes: readonly z.output<typeof taxEntry>[]
  readonly payments: readonly z.output<typeof paymentEntry>[]
  readonly shipping: readonly z.output<typeof shippingEntry>[]
  readonly locations: readonly z.output<typeof locationEntry>[]
  readonly items: readonly z.output<typeof itemEntry>[]
  readonly ledgers: readonly z.output<typeof ledgerEntry>[]
}

/** What each entry applies to, as text: entries of a table with equal text would contradict each other. */
const conditions = (tables: Tables): Record<keyof Tables, string[]> => ({
  taxes: tables.taxes.map((entry) =>
    [
      entry.country,
      entry.rate,
      fold(entry.title ?? 'any title'),
      entry.included === undefined ? 'included or added' : entry.included ? 'included' : 'added',
      entry.channelLiable ? 'owed by the channel' : 'own',
    ].join(', '),
  ),
  payments: tables.payments.map((entry) => fold(entry.gateway)),
  shipping: tables.shipping.map((entry) => fold(entry.method)),
  locations: tables.locations.map((entry) => entry.location),
  items: tables.items.map((entry) =>
    'variant' in entry
      ? `variant ${entry.variant}`
      : 'sku' in entry
        ? `SKU ${entry.sku}`
        : `title ${fold(entry.title)}`,
  ),
  ledgers: tables.ledgers.map((entry) => fold(entry.category)),
})
