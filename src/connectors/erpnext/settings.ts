import { z } from 'zod'
import { secret } from '#contract/settings'
import { parseDecimal, isPositive } from '#lib/decimal'

/** A text that may be left out; an empty field of a form counts as left out. */
const optionalText = (): z.ZodType<string | null> =>
  z
    .string()
    .trim()
    .nullish()
    .transform((text) => text || null)

const positiveDecimal = z.string().refine((text) => {
  const value = parseDecimal(text)
  return value !== null && isPositive(value)
}, 'must be a number above zero, e.g. 0.92')

/** A connection to one company of one ERPNext site. Names are ERPNext's own, e.g. `Stores - AC`. */
export const settings = z.object({
  /** Without a path, e.g. `https://erp.example.com`. */
  baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  apiKey: z.string().min(1),
  apiSecret: secret(),
  /** Signs what ERPNext tells us by webhook, any text of your choice. Left out: no webhooks, changes are found by looking. */
  webhookSecret: secret().optional(),
  /** Header `X-Frappe-Site-Name`, when the host name does not select the site. */
  siteName: optionalText(),
  /** Decides where links to documents lead (`/app` or `/desk`); the check compares it with the server. */
  version: z.enum(['15', '16']).default('15'),
  company: z.string().min(1),
  /** ISO 4217; the check compares it with the company. */
  companyCurrency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code such as EUR'),
  /** On every row; `null` = the company's own default. */
  costCenter: optionalText(),
  /** `null` = ERPNext's default selling price list. */
  priceList: optionalText(),
  /** The site's own field of Delivery Notes that holds the number of the parcel; `null` = Shipments, else `lr_no`. */
  trackingField: optionalText(),
  /** For items whose location has no warehouse of its own. */
  warehouse: optionalText(),
  /** Receivable account for documents in the company's currency; `null` = the customer's or the company's. */
  receivableAccount: optionalText(),
  /** Where cash rounding contained in a payment is booked. */
  roundingAccount: optionalText(),
  /** An account for the zero row that keeps ERPNext from adding taxes to a document without tax. */
  zeroTaxAccount: optionalText(),
  customerGroup: optionalText(),
  /** Tax categories of customers who are charged no tax; empty = it is not told who is. */
  exemptTaxCategories: z.array(z.string().min(1)).default([]),
  territory: optionalText(),
  /** Name of the one customer of all buyers who gave neither account nor e-mail address; `null` = as the integration names it. */
  walkInCustomer: optionalText(),
  /** Company currency per unit of a foreign currency, e.g. `{"USD": "0.92"}`; others are looked up by ERPNext. */
  conversionRates: z.record(z.string().regex(/^[A-Z]{3}$/), positiveDecimal).default({}),
  createMissingItems: z.boolean().default(false),
  /** What the store knows as SKU: the item's code, or its first barcode. */
  skuField: z.enum(['item-code', 'barcode']).default('item-code'),
  /** Where the cost of an item stands: the last purchase (only read), or the item's valuation rate, which can be told. */
  costField: z.enum(['last-purchase', 'valuation']).default('last-purchase'),
  /** Fields of Item that rules may join with fields of the store, e.g. `custom_material`. */
  itemFields: z
    .array(z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be a field name such as custom_material'))
    .default([]),
  itemGroup: z.string().min(1).default('Products'),
  itemUnit: z.string().min(1).default('Nos'),
  /** Days after the order date that delivery is promised for. */
  deliveryDays: z.number().int().min(0).max(365).default(0),
  /** Digits behind the point of money and of quantities in this site (System Settings). */
  currencyDecimals: z.number().int().min(0).max(6).default(2),
  quantityDecimals: z.number().int().min(0).max(9).default(3),
  /** Documents written at the same time. ERPNext's web workers (2 to 4 by default) and row locks set the sense of it. */
  slots: z.number().int().min(1).max(16).default(4),
})

export type ErpnextSettings = z.infer<typeof settings>
