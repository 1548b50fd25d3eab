import { z } from 'zod'
import { ACCOUNT_FIELDS, accountMap } from '#generic/account-record'
import { PRICE_LIST_NAMES, PRICE_LIST_NEEDS, PRICE_NAMES, PRICE_NEEDS } from '#generic/price-record'
import { productMap } from '#generic/product-record'
import { PRODUCT_WRITES, VARIANT_WRITES } from '#generic/product-writes'
import { fieldMap } from '#generic/record-map'
import { expression } from '#generic/setting-kinds'
import { shipmentMap } from '#generic/shipment-record'
import { listSetting, listShape, none, ONE_BODY, oneBody, requestShape } from './settings-requests.ts'

const method = requestShape.method.default('POST')
const written = z.strictObject({ ...requestShape, method }).refine(oneBody, ONE_BODY)
const made = z
  .strictObject({ ...requestShape, method, id: expression().describe('Where in the answer the new id is.') })
  .refine(oneBody, ONE_BODY)

const changes = z
  .strictObject({
    ...listShape,
    key: expression().describe('The id of the record.'),
    name: expression().optional().describe('What people call it.'),
    updatedAt: expression().describe('When it was changed, with its zone.'),
    createdAt: expression().optional().describe('When it came into being, with its zone.'),
  })
  .refine(oneBody, ONE_BODY)
  .describe('Lists what changed in `[since, until)`, oldest first; a little more does no harm.')

/** How a kind of record is read. */
const sourceShape = {
  changes,
  get: z
    .strictObject({
      ...requestShape,
      none,
      record: expression().default('$').describe('Where in the answer the record is.'),
    })
    .refine(oneBody, ONE_BODY)
    .describe('The whole record by its `key`.'),
  findByName: z
    .strictObject({ ...requestShape, none, key: expression().describe('The id of the record.') })
    .refine(oneBody, ONE_BODY)
    .optional()
    .describe('The record by what people call it (`name`). Left out, people give the key.'),
} as const
export type SourceSetting = z.output<typeof sourceSetting>
const sourceSetting = z.strictObject(sourceShape)

/** Orders of a system that is a store. */
export const ordersSetting = z.strictObject({
  ...sourceShape,
  order: expression().describe('Makes an order of a record: see README.md.'),
})

const productWrites = z.strictObject({
  fields: z
    .strictObject({
      product: z.array(z.enum(PRODUCT_WRITES)).default([]),
      variant: z.array(z.enum(VARIANT_WRITES)).default([]),
    })
    .describe('What the system can be told of; the others are never sent.'),
  find: z
    .strictObject({
      ...requestShape,
      none,
      items: expression().optional().describe('Where in the answer the hits are; left out, the answer is the hit.'),
      id: expression(),
      reference: expression().describe('Compared with ours: a system that ignores a filter answers any record.'),
    })
    .refine(oneBody, ONE_BODY)
    .optional()
    .describe('By our `reference`; needed by `create`.'),
  create: made.optional().describe('Sees `product`, `variant` (the first one) and `reference`.'),
  update: written.optional().describe('Sees `externalId` and `changes`, which holds only what is to be changed.'),
  updateVariant: written
    .optional()
    .describe('The same for what is sold of it; sees `product` too. Left out, `update` does both.'),
  addVariant: made.optional().describe('Sees `product` (its id), `variant` and `reference`.'),
})

/** What is sold. */
export const productsSetting = z
  .strictObject({
    ...sourceShape,
    all: listSetting
      .optional()
      .describe('Lists all records, whole. Left out, `changes` lists them, and each is read alone.'),
    bySku: listSetting
      .optional()
      .describe('Lists records with a `sku`, whole. Left out, the SKU is the key, and `get` finds it.'),
    ...productMap,
    write: productWrites.optional(),
  })
  .refine(({ write }) => write?.create === undefined || write.find !== undefined, {
    message: 'what is made has to be found again: describe find',
    path: ['write', 'find'],
  })

/** What it costs. */
export const pricesSetting = z.strictObject({
  lists: z
    .strictObject({ ...listShape, fields: fieldMap(PRICE_LIST_NAMES, PRICE_LIST_NEEDS) })
    .refine(oneBody, ONE_BODY)
    .describe('The price lists.'),
  prices: z
    .strictObject({ ...listShape, fields: fieldMap(PRICE_NAMES, PRICE_NEEDS) })
    .refine(oneBody, ONE_BODY)
    .describe('Prices of `lists`, past and future ones too; of `items`, or of all where that is `null`.'),
  changes: z
    .strictObject({
      ...listShape,
      item: expression().describe('The id of what is sold.'),
      updatedAt: expression().describe('When its price was changed, with its zone.'),
    })
    .refine(oneBody, ONE_BODY)
    .describe('Lists items whose prices on `lists` changed in `[since, until)`, oldest first.'),
  write: z
    .strictObject({
      ...requestShape,
      method,
      batch: z.int().min(1).max(1_000).default(50).describe('How many prices one request takes.'),
      outcomes: expression()
        .optional()
        .describe(
          "For each of `set`, then of `remove`: `written`, `gone`, or the system's words of refusal. Left out, an answer means that all are written.",
        ),
    })
    .refine(oneBody, ONE_BODY)
    .optional()
    .describe('Sees `list`, `set` (`item`, `amount`, `currency`, `compareAt`) and `remove` (items).'),
})

/** What left the warehouse. */
export const shipmentsSetting = z.strictObject({ ...sourceShape, ...shipmentMap })

/** Customers and companies. */
export const accountsSetting = z.strictObject({
  ...sourceShape,
  ...accountMap,
  find: z
    .strictObject({
      ...requestShape,
      none,
      items: expression().optional().describe('Where in the answer the hits are; left out, the answer is the hit.'),
      key: expression().describe('The id of a hit.'),
      reference: expression().optional().describe('Ours, where the system stores it.'),
    })
    .refine(oneBody, ONE_BODY)
    .optional()
    .describe(
      'Sees `reference`, `email` (of persons), `vatNumber` and `number` (of companies), each empty where there is none. What is found is compared by these.',
    ),
  write: z
    .strictObject({
      fields: z.array(z.enum(ACCOUNT_FIELDS)).min(1).describe('What the system can be told of.'),
      create: made.optional().describe('Sees `account` and `reference`.'),
      update: written.describe('Sees `externalId` and `changes`, which holds only what is to be changed.'),
    })
    .optional(),
})
