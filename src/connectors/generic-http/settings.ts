import { z } from 'zod'
import { secret } from '#contract/settings'
import { capabilitiesSetting, DOCUMENT_KINDS } from '#generic/capabilities-setting'
import { failureRule } from '#generic/failure-rules'
import { ALL_OR_NONE, allOrNoneSearched } from '#generic/found-document'
import { expression, rateSetting, slotsSetting, timeZoneSetting, valuesSetting } from '#generic/setting-kinds'
import { documentSetting, partiesSetting } from './settings-documents.ts'
import { accountsSetting, ordersSetting, pricesSetting, productsSetting, shipmentsSetting } from './settings-records.ts'
import { format, ONE_BODY, oneBody, requestShape } from './settings-requests.ts'
import { levelsSetting, stockSetting } from './settings-stock.ts'
import { webhooksSetting } from './settings-webhooks.ts'

const httpFailureRule = failureRule.extend({
  /** The status that it fits, e.g. `409`, `4xx`; left out, any. */
  status: z
    .string()
    .regex(/^[1-5](?:\d\d|xx)$/, 'must be a status such as 409 or 4xx')
    .optional(),
})
export type HttpFailureRule = z.output<typeof httpFailureRule>

const authenticationSetting = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('basic'), userName: z.string().min(1) }),
    z.strictObject({ kind: z.literal('bearer') }),
    z.strictObject({ kind: z.literal('header'), name: z.string().regex(/^[\w-]+$/), prefix: z.string().default('') }),
    z.strictObject({ kind: z.literal('query'), name: z.string().min(1) }),
  ])
  .default({ kind: 'none' })

/** A system with an HTTP interface of its own, described request by request. */
export const settings = z
  .object({
    /** What people call it, e.g. `Old ERP`. */
    name: z.string().min(1).default('The system'),
    /** `https`; `http` only inside a network that is trusted. */
    baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
    /** How the secret is sent. */
    authentication: authenticationSetting,
    /** Password, token or key, as `authentication` says. */
    secret: secret().optional(),
    /** With which the system signs what it tells by itself; see `webhooks`. */
    webhookSecret: secret().optional(),
    /** How answers are written. */
    format: format.default('json'),
    /** What expressions find under `settings`. Never secrets. */
    values: valuesSetting,
    /** Transfers at the same time. */
    slots: slotsSetting,
    /** How fast the system may be called; left out, as fast as it answers. */
    rate: rateSetting,
    /** IANA zone in which orders fall on a day. */
    timeZone: timeZoneSetting,
    /** What refusals mean; the first rule that fits decides. */
    failures: z.array(httpFailureRule).default([]),
    /** Asked by the check; tells who we are there. */
    whoAmI: z
      .strictObject({ ...requestShape, account: expression() })
      .refine(oneBody, ONE_BODY)
      .optional(),
    /** How each kind of document is looked up, made and cancelled. */
    documents: z.partialRecord(z.enum(DOCUMENT_KINDS), documentSetting).optional(),
    /** Whether the system itself refuses a second document with one reference. Otherwise each write is preceded by a look-up. */
    uniqueReferences: z.boolean().default(false),
    /** What the system can hold; what is not said is taken to be impossible. */
    capabilities: capabilitiesSetting,
    /** Left out, customers stand in the documents alone. */
    parties: partiesSetting.optional(),
    /** Orders of a system that is a store. */
    orders: ordersSetting.optional(),
    /** Where stock lies. */
    stock: stockSetting.optional(),
    /** What may be sold, of a system that is a store. */
    levels: levelsSetting.optional(),
    /** What is sold. */
    products: productsSetting.optional(),
    /** What it costs, by price list. */
    prices: pricesSetting.optional(),
    /** What left the warehouse. */
    shipments: shipmentsSetting.optional(),
    /** Customers and companies. */
    accounts: accountsSetting.optional(),
    /** What the system tells by itself, as JSON. */
    webhooks: webhooksSetting.optional(),
  })
  .refine((value) => allOrNoneSearched(value.documents), ALL_OR_NONE)
  .refine((value) => value.webhooks === undefined || value.webhookSecret !== undefined, {
    message: 'webhooks need a secret',
    path: ['webhookSecret'],
  })
  .refine((value) => value.authentication.kind === 'none' || value.secret !== undefined, {
    message: 'the authentication needs a secret',
    path: ['secret'],
  })
  .refine((value) => value.documents !== undefined || value.orders !== undefined || value.stock !== undefined, {
    message: 'describe documents to be written, orders to be read, or stock',
    path: ['documents'],
  })

export type HttpSettings = z.output<typeof settings>
