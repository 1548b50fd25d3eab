import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { ACCOUNT_NAMES, accountMap } from '#generic/account-record'
import { capabilitiesSetting, DOCUMENT_KINDS } from '#generic/capabilities-setting'
import { PRICE_NAMES } from '#generic/price-record'
import { PRODUCT_NAMES, productMap } from '#generic/product-record'
import { fieldMap } from '#generic/record-map'
import { expression, slotsSetting, timeZoneSetting, valuesSetting } from '#generic/setting-kinds'
import { SHIPMENT_NAMES, shipmentMap } from '#generic/shipment-record'

const format = z.enum(['csv', 'xml', 'json'])

const contentSetting = z.strictObject({
  format: format.default('json'),
  content: expression().describe(
    'Makes what the file holds: anything for JSON, an object with one property for XML, a list of objects for CSV.',
  ),
})
export type ContentSetting = z.output<typeof contentSetting>

const documentSetting = contentSetting.extend({
  cancel: contentSetting.optional().describe('A file that takes the document back; left out, it cannot be cancelled.'),
})

/** How files of a folder are recognised and read. */
const fileSetting = z.strictObject({
  format,
  suffix: z
    .string()
    .regex(/^\.[\w.-]+$/, 'must be an ending such as .csv')
    .describe('The ending of files that are taken, e.g. `.csv`; others are left alone.'),
  /**
   * When a file is whole: `renamed`, as soon as it has its ending, because it is written under another name and renamed; or after so
   * many seconds without a change.
   */
  complete: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('renamed') }),
      z.strictObject({ kind: z.literal('age'), seconds: z.int().min(1).max(86_400) }),
    ])
    .default({ kind: 'age', seconds: 60 }),
  encoding: z.enum(['utf-8', 'windows-1252']).default('utf-8'),
  delimiter: z.string().length(1).default(','),
  finalNewline: z
    .boolean()
    .default(true)
    .describe('A CSV file whose last line is not ended may have been cut; `false` takes it all the same.'),
  largestMegabytes: z.int().min(1).max(512).default(64),
  records: expression()
    .default('$')
    .describe('Where the records are in a file of JSON or XML; rows of CSV are records.'),
})
export type FileSetting = z.output<typeof fileSetting>

/** Files with records of one kind. */
const recordsSetting = fileSetting.extend({
  key: expression().describe("The record's key; rows of CSV with one key are one record."),
  name: expression().optional().describe('What people call it; left out, its key.'),
})
export type RecordFiles = z.output<typeof recordsSetting>

const ordersSetting = recordsSetting.extend({
  order: expression().describe('Makes an order of a record (`rows` in CSV): see README.md.'),
})

/** In CSV a record has the cells of its first row, and all of them under `rows`. */
const productsSetting = recordsSetting.extend({ ...productMap, fields: fieldMap(PRODUCT_NAMES, ['id', 'title']) })
const shipmentsSetting = recordsSetting.extend({ ...shipmentMap, fields: fieldMap(SHIPMENT_NAMES, ['id']) })
const accountsSetting = recordsSetting.extend({
  ...accountMap,
  fields: fieldMap(ACCOUNT_NAMES, ['id', 'kind', 'name']),
})
/** A record holds all prices of one item, whose id is its key. */
const pricesSetting = recordsSetting.extend({
  lists: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        name: z.string().min(1).optional(),
        currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code such as SEK'),
      }),
    )
    .min(1)
    .describe('The price lists.'),
  items: expression().default('rows').describe('Where in a record its prices are.'),
  fields: fieldMap(PRICE_NAMES, ['list', 'amount', 'currency']).describe('Fields of a price.'),
})

/** The newest file holds all of the stock, each record one item at one place. */
const stockSetting = fileSetting.extend({
  item: expression(),
  place: expression(),
  onHand: expression(),
  reserved: expression().optional(),
  incoming: expression().optional(),
  oldestHours: z.number().positive().max(8_760).default(48).describe('An older file is no longer believed.'),
})
export type StockFiles = z.output<typeof stockSetting>

const answersSetting = z.strictObject({
  format: z.enum(['xml', 'json']).default('json'),
  number: expression().optional().describe('The number that the system gave.'),
  refused: expression().optional().describe('Why it did not take the document; selects nothing where it did.'),
})

/** A system with which files are exchanged, in folders below one folder. */
export const settings = z
  .object({
    /** What people call the system. */
    name: z.string().min(1).default('The system'),
    /** An absolute path; all folders are below it, on one file system. */
    folder: z.string().refine(isAbsolute, 'must be an absolute path'),
    /** What expressions find under `settings`. Never secrets. */
    values: valuesSetting,
    /** Transfers at the same time. */
    slots: slotsSetting,
    /** IANA zone in which orders fall on a day. */
    timeZone: timeZoneSetting,
    /** Written to `outbox`. */
    documents: z.partialRecord(z.enum(DOCUMENT_KINDS), documentSetting).optional(),
    /** What the system can hold; what is not said is taken to be impossible. */
    capabilities: capabilitiesSetting,
    /** New customers, written to `outbox`; left out, they stand in the documents alone. */
    parties: contentSetting.optional(),
    /** Read from `answers`, where files are named as those that they answer. */
    answers: answersSetting.optional(),
    /** Read from `inbox`. */
    orders: ordersSetting.optional(),
    /** Read from `stock`. */
    stock: stockSetting.optional(),
    /** What is sold; read from `products`. */
    products: productsSetting.optional(),
    /** What it costs; read from `prices`. */
    prices: pricesSetting.optional(),
    /** What left the warehouse; read from `shipments`. */
    shipments: shipmentsSetting.optional(),
    /** Customers and companies; read from `accounts`. */
    accounts: accountsSetting.optional(),
  })
  .refine((value) => value.documents !== undefined || value.orders !== undefined || value.stock !== undefined, {
    message: 'describe documents to be written, orders to be read, or stock',
    path: ['documents'],
  })

export type FileSettings = z.output<typeof settings>
export type OrderFiles = NonNullable<FileSettings['orders']>
