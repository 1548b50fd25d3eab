import { z } from 'zod'
import { secret } from '#contract/settings'

/** A text that may be left out; an empty field of a form counts as left out. */
const optionalText = (): z.ZodType<string | null> =>
  z
    .string()
    .trim()
    .nullish()
    .transform((text) => text || null)

/** A connection to one company of one Odoo database. Names and codes are Odoo's own, e.g. the journal `INV`, the warehouse `WH`. */
export const settings = z.object({
  /** Without a path, e.g. `https://nordlys.odoo.com`. */
  baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  database: z.string().min(1),
  /** The API user's login; not asked for by version 19, whose keys say who they belong to. */
  login: optionalText(),
  apiKey: secret(),
  /** Decides how it is spoken with and what fields are called; the check compares it with the server. */
  version: z.enum(['16', '17', '18', '19']).default('18'),
  company: z.string().min(1),
  /** ISO 4217; the check compares it with the company. */
  companyCurrency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code such as EUR'),
  /** The code of the warehouse of orders whose location has none of its own; `null` = the company's first. */
  warehouse: optionalText(),
  /** The code of the journal of invoices and credit notes; `null` = the company's first of that kind. */
  salesJournal: optionalText(),
  /** The code of the journal of payouts, offsets and corrections; `null` = the company's first of type miscellaneous. */
  generalJournal: optionalText(),
  /** The name of the price list of orders in the company's currency; `null` = the first in the order's currency. */
  priceList: optionalText(),
  /** The code or name of the analytic account on every row; `null` = none. */
  analyticAccount: optionalText(),
  /** The service item that stands for amounts without goods on orders; made by `prepare`. */
  amountItem: z.string().min(1).default('TILLBRIDGE-AMOUNT'),
  /** What the store knows as SKU: the internal reference, or the barcode. */
  skuField: z.enum(['internal-reference', 'barcode']).default('internal-reference'),
  /** The language in which names and texts of articles are read and written, as Odoo codes it, e.g. `sv_SE`. */
  productLanguage: z
    .string()
    .regex(/^[a-z]{2,3}(_[A-Za-z@]+)*$/, 'must be a language code such as sv_SE')
    .default('en_US'),
  /** The code of the account that cash rounding contained in a payment goes to; `null` = such payments are refused. */
  roundingAccount: optionalText(),
  /** Names of fiscal positions whose customers are exempt from tax; none = Odoo does not say. */
  exemptFiscalPositions: z.array(z.string().min(1)).default([]),
  createMissingItems: z.boolean().default(false),
  /** Name of the one customer of all buyers who gave neither account nor e-mail address; `null` = as the integration names it. */
  walkInCustomer: optionalText(),
  /** Documents written at the same time. More than the server's workers only wait for each other. */
  slots: z.number().int().min(1).max(16).default(4),
})

export type OdooSettings = z.infer<typeof settings>
