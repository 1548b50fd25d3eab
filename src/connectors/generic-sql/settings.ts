import { z } from 'zod'
import { secret } from '#contract/settings'
import { capabilitiesSetting } from '#generic/capabilities-setting'
import { failureRule } from '#generic/failure-rules'
import { expression, rateSetting, slotsSetting, template, timeZoneSetting, valuesSetting } from '#generic/setting-kinds'

const statementShape = {
  /** One statement. Values are named (`:reference`) and bound by the driver, never written into the text. */
  sql: z.string().min(1),
  /** What the names mean, each an expression; a name that is left out is one of those that README.md lists. */
  parameters: z.record(z.string().regex(/^[A-Za-z_]\w*$/), expression()).default({}),
} as const

const statement = z.strictObject(statementShape)
export type StatementSetting = z.output<typeof statement>

const step = z.strictObject({
  ...statementShape,
  /** Selects a list: the statement runs once for each, which it sees as `item`. */
  for: expression().optional(),
  /** Later statements see the first row of the result under `results` by this name. */
  as: z
    .string()
    .regex(/^[A-Za-z]\w*$/)
    .optional(),
  /** How many rows it has to change or bring; another number undoes everything. */
  affects: z.int().min(0).optional(),
  /** A row of the result is a reason to refuse; the texts see it as `row`. */
  refuse: z
    .strictObject({
      code: z.string().regex(/^[A-Z][A-Z0-9_]{2,59}$/, 'must be upper snake case, e.g. ITEM_UNKNOWN'),
      message: template(),
      remedy: template().optional(),
      subject: template().optional(),
    })
    .optional(),
})
export type StepSetting = z.output<typeof step>

const documentSetting = z.strictObject({
  /** Columns: `external_id`, `reference`, and `state`, `total`, `tax_total`, `url` where the system has them. */
  find: statement,
  /** Columns: `row` (our row id), `id`; sees `external_id` too. */
  rows: statement.optional(),
  /** In one transaction, in this order. */
  create: z.array(step).min(1),
  cancel: z.array(step).min(1).optional(),
})
export type DocumentSetting = z.output<typeof documentSetting>

const ordersSetting = z.strictObject({
  /** Columns: `record_key`, `updated_at`, and `name`, `created_at`. Without an order and a limit: pages are made of it. */
  changes: statement,
  /** One row, and the lists that belong to it; read in one snapshot. `order` sees `head` and each list by its name. */
  head: statement,
  lists: z.record(z.string().regex(/^[A-Za-z]\w*$/), statement).default({}),
  /** Column: `record_key`. Left out, people give the key. */
  findByName: statement.optional(),
  /** Makes an order: see the README of generic-http. */
  order: expression(),
})

/** A system whose database we read and write. */
export const settings = z
  .object({
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
    values: valuesSetting,
    slots: slotsSetting,
    rate: rateSetting,
    timeZone: timeZoneSetting,
    failures: z.array(failureRule).default([]),
    documents: z
      .strictObject({
        'sales-order': documentSetting.optional(),
        invoice: documentSetting.optional(),
        'credit-note': documentSetting.optional(),
        payment: documentSetting.optional(),
        'refund-payment': documentSetting.optional(),
        delivery: documentSetting.optional(),
        'delivery-return': documentSetting.optional(),
        journal: documentSetting.optional(),
      })
      .optional(),
    capabilities: capabilitiesSetting,
    /** `find` is asked with each of our keys as `reference`; column `external_id`. Left out, customers stand in the documents alone. */
    parties: z.strictObject({ find: statement, create: z.array(step).min(1) }).optional(),
    orders: ordersSetting.optional(),
    /** Columns of places: `id`, `name`; of facts: `item`, `place`, `on_hand`, and `reserved`, `incoming`, `updated_at`. */
    stock: z.strictObject({ places: statement, facts: statement }).optional(),
    /**
     * What may be sold, for a system that is a store. Columns of locations: `id`, `name`; of items: `stock_item`, `location`,
     * `available`, and `sku`, `variant`, `updated_at`. `set` changes one row, only if `:expected` is null or still offered; `one`
     * brings the row whether or not.
     */
    levels: z.strictObject({ locations: statement, items: statement, set: statement, one: statement }).optional(),
  })
  .refine((value) => value.documents !== undefined || value.orders !== undefined || value.stock !== undefined, {
    message: 'describe documents to be written, orders to be read, or stock',
    path: ['documents'],
  })

export type SqlSettings = z.output<typeof settings>
export type OrderStatements = NonNullable<SqlSettings['orders']>
export type StockStatements = NonNullable<SqlSettings['stock']>
export type LevelStatements = NonNullable<SqlSettings['levels']>
