import { z } from 'zod'
import { foundMap } from '#generic/found-document'
import { expression } from '#generic/setting-kinds'
import { listShape, none, ONE_BODY, oneBody, request, requestShape } from './settings-requests.ts'

const documentFields = {
  externalId: expression(),
  state: expression().optional(),
  total: expression().optional(),
  taxTotal: expression().optional(),
  rowIds: expression().optional().describe('An object: our row ids with those of the system.'),
  url: expression().optional(),
  messages: expression().optional(),
} as const

/** How documents of a kind are looked up, made, cancelled and searched. */
export const documentSetting = z.strictObject({
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
  search: z
    .strictObject({ ...listShape, ...foundMap })
    .refine(oneBody, ONE_BODY)
    .optional()
    .describe(
      'Lists documents whose day is in `[from, to]`, whoever wrote them: to compare, and to adopt what is there. For every kind or for none.',
    ),
  adopt: request.optional().describe('Stores our `reference` in the document `externalId`, which somebody else wrote.'),
})
export type DocumentSetting = z.output<typeof documentSetting>

/** How customers of documents are looked up and made. */
export const partiesSetting = z.strictObject({
  find: z
    .strictObject({ ...requestShape, none, items: expression().optional(), externalId: expression() })
    .refine(oneBody, ONE_BODY),
  create: z
    .strictObject({ ...requestShape, method: requestShape.method.default('POST'), externalId: expression() })
    .refine(oneBody, ONE_BODY),
})
