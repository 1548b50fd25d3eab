import { z } from 'zod'
import { secret } from '#contract/settings'
import { capabilitiesSetting, DOCUMENT_KINDS } from '#generic/capabilities-setting'
import { failureRule } from '#generic/failure-rules'
import { expression, rateSetting, slotsSetting, template, timeZoneSetting, valuesSetting } from '#generic/setting-kinds'

const path = () => template().refine((text) => text.startsWith('/'), 'must begin with "/": it is added to baseUrl')

const format = z.enum(['json', 'xml'])

const requestShape = {
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  path: path().describe('Below `baseUrl`; what stands in `{{ }}` is percent-encoded.'),
  query: z.record(z.string(), template()).default({}).describe('Parameters of the query, by name.'),
  headers: z.record(z.string().regex(/^[\w-]+$/, 'must be the name of a header'), template()).default({}),
  json: expression().optional().describe('An expression that makes the body. One of the three at most.'),
  xml: expression().optional().describe('An object with one property, the root element.'),
  form: expression().optional().describe('An object of texts.'),
  timeoutSeconds: z.number().min(1).max(300).default(30).describe('How long an answer may take.'),
} as const

type BodyNames = 'json' | 'xml' | 'form'
const oneBody = (request: Partial<Record<BodyNames, string | undefined>>): boolean =>
  [request.json, request.xml, request.form].filter((body) => body !== undefined).length <= 1
const ONE_BODY = { message: 'json, xml and form exclude each other' }

const request = z.strictObject(requestShape).refine(oneBody, ONE_BODY)
export type RequestSetting = z.output<typeof request>

/** How an answer says that there is none of what was asked for. Without a word to the contrary an answer without a hit is a mistake. */
const none = z
  .strictObject({
    status: z.array(z.int()).default([]).describe('Answers with one of these say so.'),
    where: expression().optional().describe('Says so where it is true.'),
  })
  .prefault({})
export type NoneSetting = z.output<typeof none>

const documentFields = {
  externalId: expression(),
  state: expression().optional(),
  total: expression().optional(),
  taxTotal: expression().optional(),
  rowIds: expression().optional().describe('An object: our row ids with those of the system.'),
  url: expression().optional(),
  messages: expression().optional(),
} as const

const documentSetting = z.strictObject({
  /** Looks the document up by our reference. */
  find: z
    .strictObject({
      ...requestShape,
      none,
      items: expression()
        .optional()
        .describe('Where in the answer the documents are; left out, the answer is the document.'),
      answer: z
        .strictObject({ ...documentFields, reference: expression() })
        .describe('`reference` is compared with ours: a system that ignores a filter answers any document.'),
    })
    .refine(oneBody, ONE_BODY),
  create: z
    .strictObject({
      ...requestShape,
      method: requestShape.method.default('POST'),
      answer: z
        .strictObject(documentFields)
        .optional()
        .describe('Left out, the document is looked up once it is written.'),
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

const listShape = {
  ...requestShape,
  items: expression().describe('Where in the answer the list is.'),
  pages: pagesSetting.describe('How the list goes on.'),
} as const
const listSetting = z.strictObject(listShape).refine(oneBody, ONE_BODY)
export type ListSetting = z.output<typeof listSetting>

const ordersSetting = z.strictObject({
  /** Lists what changed in `[since, until)`, oldest first; a little more does no harm. */
  changes: z
    .strictObject({
      ...listShape,
      key: expression().describe('The id of the order.'),
      name: expression().optional().describe('What people call it.'),
      updatedAt: expression().describe('When it was changed, with its zone.'),
      createdAt: expression().optional(),
    })
    .refine(oneBody, ONE_BODY),
  get: z.strictObject({ ...requestShape, none, record: expression().default('$') }).refine(oneBody, ONE_BODY),
  findByName: z
    .strictObject({ ...requestShape, none, key: expression() })
    .refine(oneBody, ONE_BODY)
    .optional(),
  order: expression().describe('Makes an order of a record: see README.md.'),
})

const stockSetting = z.strictObject({
  places: z
    .strictObject({ ...listShape, id: expression(), name: expression().describe('What people call it.') })
    .refine(oneBody, ONE_BODY),
  facts: z
    .strictObject({
      ...listShape,
      item: expression(),
      place: expression(),
      onHand: expression().describe('What lies there.'),
      reserved: expression().optional(),
      incoming: expression().optional(),
      updatedAt: expression().optional(),
    })
    .refine(oneBody, ONE_BODY),
})

/** What may be sold, for a system that is a store. */
const levelsSetting = z.strictObject({
  locations: z
    .strictObject({ ...listShape, id: expression(), name: expression().describe('What people call it.') })
    .refine(oneBody, ONE_BODY),
  /** One item at one location each; all of one item one after the other. */
  items: z
    .strictObject({
      ...listShape,
      stockItem: expression().describe('What the store counts by.'),
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
      batch: z.int().min(1).max(1_000).default(50).describe('How many rows one request takes.'),
      compares: z
        .boolean()
        .default(false)
        .describe(
          'Whether the system itself compares `expected`. Otherwise the levels are read before; what is sold in between is lost.',
        ),
      outcomes: expression()
        .optional()
        .describe(
          "For each row `set`, `stale`, `gone`, `not-stocked`, or the system's words of refusal; left out, an answer means that all are set.",
        ),
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
    /** How the secret is sent. */
    authentication: authenticationSetting,
    /** Password, token or key, as `authentication` says. */
    secret: secret().optional(),
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
