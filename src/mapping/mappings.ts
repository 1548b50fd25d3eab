import { z } from 'zod'
import { parseDecimal } from '#lib/decimal'

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

/** Which item a product is, where it is not its SKU. By variant id it survives a renamed SKU. */
const itemEntry = z.union([
  z.strictObject({ variant: text, item: text }),
  z.strictObject({ sku: text, item: text }),
  z.strictObject({ title: text, item: text }),
])

const roles = z.strictObject({
  tip: destination.optional(),
  'gift-card': destination.optional(),
  duty: destination.optional(),
  fee: destination.optional(),
  discount: destination.optional(),
  rounding: destination.optional(),
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
    roles: roles.default({}),
  })
  .superRefine((tables, context) => {
    for (const [table, entries] of Object.entries(conditions(tables))) {
      entries.forEach((condition, index) => {
        if (entries.indexOf(condition) === index) return
        context.addIssue({ code: 'custom', path: [table, index], message: `There is another entry for ${condition}` })
      })
    }
  })

export type Mappings = z.output<typeof mappingsSchema>
export type MappingsInput = z.input<typeof mappingsSchema>
export type TaxEntry = Mappings['taxes'][number]
export type Destination = z.output<typeof destination>

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
})
