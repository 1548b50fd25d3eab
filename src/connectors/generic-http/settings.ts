import { z } from 'zod'
import { secret } from '#contract/settings'
import { capabilitiesSetting } from '#generic/capabilities-setting'
import { failureRule } from '#generic/failure-rules'
import { expression, rateSetting, slotsSetting, template, timeZoneSetting, valuesSetting } from '#generic/setting-kinds'

const path = () => template().refine((text) => text.startsWith('/'), 'must begin with "/": it is added to baseUrl')

const format = z.enum(['json', 'xml'])

const requestShape = {
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  /** Below `baseUrl`; what stands in `{{ }}` is percent-encoded. */
  path: path(),
  query: z.record(z.string(), template()).default({}),
  headers: z.record(z.string().regex(/^[\w-]+$/, 'must be the name of a header'), template()).default({}),
  /** An expression that makes the body. One of the three at most. */
  json: expression().optional(),
  /** An object with one property, the root element. */
  xml: expression().optional(),
  /** An object of texts. */
  form: expression().optional(),
  timeoutSeconds: z.number().min(1).max(300).default(30),
} as const

type BodyNames = 'json' | 'xml' | 'form'
const oneBody = (request: Partial<Record<BodyNames, string | undefined>>): boolean =>
  [request.json, request.xml, request.form].filter((body) => body !== undefined).length <= 1
const ONE_BODY = { message: 'json, xml and form exclude each other' }

const request = z.strictObject(requestShape).refine(oneBody, ONE_BODY)
export type RequestSetting = z.output<typeof request>

/** How an answer says that there is none of what was asked for. Without a word to the contrary an answer without a hit is a mistake. */
const none = z.strictObject({ status: z.array(z.int()).default([]), where: expression().optional() }).prefault({})
export type NoneSetting = z.output<typeof none>

const documentFields = {
  externalId: expression(),
  state: expression().optional(),
  total: expression().optional(),
  taxTotal: expression().optional(),
  /** An object: our row ids with those of the system. */
  rowIds: expression().optional(),
  url: expression().optional(),
  messages: expression().optional(),
} as const

const documentSetting = z.strictObject({
  /** Looks the document up by our reference. */
  find: z
    .strictObject({
      ...requestShape,
      none,
      /** Where in the answer the documents are; left out, the answer is the document. */
      items: expression().optional(),
      /** `reference` is compared with ours: a system that ignores a filter answers any document. */
      answer: z.strictObject({ ...documentFields, reference: expression() }),
    })
    .refine(oneBody, ONE_BODY),
  create: z
    .strictObject({
      ...requestShape,
      method: requestShape.method.default('POST'),
      /** Left out, the document is looked up once it is written. */
      answer: z.strictObject(documentFields).optional(),
    })
    .refine(oneBody, ONE_BODY),
  cancel: request.optional(),
})
export type DocumentSetting = z.output<typeof documentSetting>

const partiesSetting = z.strictObject({
  find: z
    .strictObject({ ...requestShape, none, items: expression().optional(), externalId: expression() })
    .refine(oneBody, ONE_BODY),
  create: z
    .strictObject({ ...requestShape, method: requestShape.method.default('POST'), externalId: expression() })
    .refine(oneBody, ONE_BODY),
})

const sized = { size: z.strictObject({ parameter: z.string().min(1), value: z.int().min(1).max(10_000) }) }
const pagesSetting = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('page'), parameter: z.string().min(1), first: z.int().default(1), ...sized }),
    z.strictObject({ kind: z.literal('offset'), parameter: z.string().min(1), ...sized }),
    z.strictObject({ kind: z.literal('cursor'), parameter: z.string().min(1), next: expression() }),
    /** The next page's address: in the answer, or else in its header `Link`. */
    z.strictObject({ kind: z.literal('link'), next: expression().optional() }),
  ])
  .default({ kind: 'none' })
export type PagesSetting = z.output<typeof pagesSetting>

const listShape = { ...requestShape, items: expression(), pages: pagesSetting } as const
const listSetting = z.strictObject(listShape).refine(oneBody, ONE_BODY)
export type ListSetting = z.output<typeof listSetting>

const ordersSetting = z.strictObject({
  /** Lists what changed in `[since, until)`, oldest first; a little more does no harm. */
  changes: z
    .strictObject({
      ...listShape,
      key: expression(),
      name: expression().optional(),
      updatedAt: expression(),
      createdAt: expression().optional(),
    })
    .refine(oneBody, ONE_BODY),
  get: z.strictObject({ ...requestShape, none, record: expression().default('$') }).refine(oneBody, ONE_BODY),
  findByName: z
    .strictObject({ ...requestShape, none, key: expression() })
    .refine(oneBody, ONE_BODY)
    .optional(),
  /** Makes an order of a record: see README.md. */
  order: expression(),
})

const stockSetting = z.strictObject({
  places: z.strictObject({ ...listShape, id: expression(), name: expression() }).refine(oneBody, ONE_BODY),
  facts: z
    .strictObject({
      ...listShape,
      item: expression(),
      place: expression(),
      onHand: expression(),
      reserved: expression().optional(),
      incoming: expression().optional(),
      updatedAt: expression().optional(),
    })
    .refine(oneBody, ONE_BODY),
})

/** What may be sold, for a system that is a store. */
const levelsSetting = z.strictObject({
  locations: z.strictObject({ ...listShape, id: expression(), name: expression() }).refine(oneBody, ONE_BODY),
  /** One item at one location each; all of one item one after the other. */
  items: z
    .strictObject({
      ...listShape,
      stockItem: expression(),
      sku: expression().optional(),
      variant: expression().optional(),
      location: expression(),
      available: expression(),
      updatedAt: expression().optional(),
    })
    .refine(oneBody, ONE_BODY),
  set: z
    .strictObject({
      ...requestShape,
      method: requestShape.method.default('POST'),
      /** How many rows one request takes. */
      batch: z.int().min(1).max(1_000).default(50),
      /** Whether the system itself compares `expected`. Otherwise the levels are read before; what is sold in between is lost. */
      compares: z.boolean().default(false),
      /** For each row `set`, `stale`, `gone`, `not-stocked`, or the system's words of refusal; left out, an answer means that all are set. */
      outcomes: expression().optional(),
    })
    .refine(oneBody, ONE_BODY),
})

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
    authentication: authenticationSetting,
    /** Password, token or key, as `authentication` says. */
    secret: secret().optional(),
    /** How answers are written. */
    format: format.default('json'),
    values: valuesSetting,
    slots: slotsSetting,
    rate: rateSetting,
    timeZone: timeZoneSetting,
    failures: z.array(httpFailureRule).default([]),
    /** Asked by the check; tells who we are there. */
    whoAmI: z
      .strictObject({ ...requestShape, account: expression() })
      .refine(oneBody, ONE_BODY)
      .optional(),
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
    /** Whether the system itself refuses a second document with one reference. Otherwise each write is preceded by a look-up. */
    uniqueReferences: z.boolean().default(false),
    capabilities: capabilitiesSetting,
    /** Left out, customers stand in the documents alone. */
    parties: partiesSetting.optional(),
    orders: ordersSetting.optional(),
    stock: stockSetting.optional(),
    levels: levelsSetting.optional(),
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
