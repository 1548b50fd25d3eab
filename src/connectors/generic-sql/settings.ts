import { z } from 'zod'
import { secret } from '#contract/settings'
import { capabilitiesSetting, DOCUMENT_KINDS } from '#generic/capabilities-setting'
import { failureRule } from '#generic/failure-rules'
import { ALL_OR_NONE, allOrNoneSearched } from '#generic/found-document'
import { expression, rateSetting, slotsSetting, timeZoneSetting, valuesSetting } from '#generic/setting-kinds'
import { accountsSetting, pricesSetting, productsSetting, shipmentsSetting } from './settings-records.ts'
import { statement, step } from './settings-statements.ts'

const documentSetting = z.strictObject({
  find: statement.describe(
    'Columns: `external_id`, `reference`, and `state`, `total`, `tax_total`, `url` where the system has them.',
  ),
  rows: statement.optional().describe('Columns: `row` (our row id), `id`; sees `external_id` too.'),
  create: z.array(step).min(1).describe('In one transaction, in this order.'),
  cancel: z.array(step).min(1).optional(),
  search: statement
    .optional()
    .describe(
      'Documents whose day is in `[:from, :to]`, whoever wrote them, for every kind or for none. Columns: `id`, `numbers`, `total`, `currency`, `date`, `reference`, and `tax_total`, `state`, `customer`, `customer_name`, `customer_email`, `url`.',
    ),
  adopt: z
    .array(step)
    .min(1)
    .optional()
    .describe('Stores `:reference` in the document `:external_id`, which somebody else wrote.'),
})
export type DocumentSetting = z.output<typeof documentSetting>

const ordersSetting = z.strictObject({
  changes: statement.describe(
    'Columns: `record_key`, `updated_at`, and `name`, `created_at`. Without an order and a limit: pages are made of it.',
  ),
  head: statement.describe(
    'One row, and the lists that belong to it; read in one snapshot. `order` sees `head` and each list by its name.',
  ),
  lists: z.record(z.string().regex(/^[A-Za-z]\w*$/), statement).default({}),
  findByName: statement.optional().describe('Column: `record_key`. Left out, people give the key.'),
  order: expression().describe('Makes an order: see the README of generic-http.'),
})

/** A system whose database we read and write. */
export const settings = z
  .object({
    /** What people call the system. */
    name: z.string().min(1).default('The database'),
    database: z.enum(['postgres', 'mariadb', 'mysql']),
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).optional(),
    schema: z.string().min(1),
    user: z.string().min(1),
    password: secret(),
    /** `off` only on this machine or inside a network that is trusted. */
    tls: z.enum(['required', 'off']).default('required'),
    /** Of one statement. */
    timeoutSeconds: z.number().min(1).max(300).default(30),
    /** What expressions find under `settings`. Never secrets. */
    values: valuesSetting,
    /** Transfers at the same time. */
    slots: slotsSetting,
    rate: rateSetting,
    /** IANA zone in which orders fall on a day. */
    timeZone: timeZoneSetting,
    /** What refusals mean; the first rule that fits decides. */
    failures: z.array(failureRule).default([]),
    /** How each kind of document is looked up, made and cancelled. */
    documents: z.partialRecord(z.enum(DOCUMENT_KINDS), documentSetting).optional(),
    /** What the system can hold; what is not said is taken to be impossible. */
    capabilities: capabilitiesSetting,
    /** `find` is asked with each of our keys as `reference`; column `external_id`. Left out, customers stand in the documents alone. */
    parties: z.strictObject({ find: statement, create: z.array(step).min(1) }).optional(),
    /** Orders of a system that is a store. */
    orders: ordersSetting.optional(),
    /** Columns of places: `id`, `name`; of facts: `item`, `place`, `on_hand`, and `reserved`, `incoming`, `updated_at`. */
    stock: z.strictObject({ places: statement, facts: statement }).optional(),
    /**
     * What may be sold, for a system that is a store. Columns of locations: `id`, `name`; of items: `stock_item`, `location`,
     * `available`, and `sku`, `variant`, `updated_at`. `set` changes one row, only if `:expected` is null or still offered; `one`
     * brings the row whether or not.
     */
    levels: z.strictObject({ locations: statement, items: statement, set: statement, one: statement }).optional(),
    /** What is sold. */
    products: productsSetting.optional(),
    /** What it costs, by price list. */
    prices: pricesSetting.optional(),
    /** What left the warehouse. */
    shipments: shipmentsSetting.optional(),
    /** Customers and companies. */
    accounts: accountsSetting.optional(),
  })
  .refine((value) => allOrNoneSearched(value.documents), ALL_OR_NONE)
  .refine((value) => value.documents !== undefined || value.orders !== undefined || value.stock !== undefined, {
    message: 'describe documents to be written, orders to be read, or stock',
    path: ['documents'],
  })

export type SqlSettings = z.output<typeof settings>
export type OrderStatements = NonNullable<SqlSettings['orders']>
export type StockStatements = NonNullable<SqlSettings['stock']>
export type LevelStatements = NonNullable<SqlSettings['levels']>
