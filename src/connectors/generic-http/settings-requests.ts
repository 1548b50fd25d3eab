import { z } from 'zod'
import { expression, template } from '#generic/setting-kinds'

const path = () => template().refine((text) => text.startsWith('/'), 'must begin with "/": it is added to baseUrl')

export const format = z.enum(['json', 'xml'])

/** A request as the settings describe it. */
export const requestShape = {
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
export const oneBody = (request: Partial<Record<BodyNames, string | undefined>>): boolean =>
  [request.json, request.xml, request.form].filter((body) => body !== undefined).length <= 1
export const ONE_BODY = { message: 'json, xml and form exclude each other' }

export const request = z.strictObject(requestShape).refine(oneBody, ONE_BODY)
export type RequestSetting = z.output<typeof request>

/** How an answer says that there is none of what was asked for. Without a word to the contrary an answer without a hit is a mistake. */
export const none = z
  .strictObject({
    status: z.array(z.int()).default([]).describe('Answers with one of these say so.'),
    where: expression().optional().describe('Says so where it is true.'),
  })
  .prefault({})
export type NoneSetting = z.output<typeof none>

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

export const listShape = {
  ...requestShape,
  items: expression().describe('Where in the answer the list is.'),
  pages: pagesSetting.describe('How the list goes on.'),
} as const
export const listSetting = z.strictObject(listShape).refine(oneBody, ONE_BODY)
export type ListSetting = z.output<typeof listSetting>
