import { z } from 'zod'
import { plainPath } from '#generic/plain-path'
import { ONE_BODY, oneBody, requestShape } from './settings-requests.ts'

const headerName = z.string().regex(/^[\w-]+$/, 'must be the name of a header')

/** A value of a delivery: in a header or in its body. */
const place = z.union([z.strictObject({ header: headerName }), z.strictObject({ path: plainPath() })])
export type WebhookPlace = z.output<typeof place>

const topic = z.strictObject({
  record: z
    .enum(['order', 'stock', 'product', 'price', 'account', 'shipment', 'ignored'])
    .describe('What it tells of; `ignored` is taken, and nothing follows.'),
  key: plainPath()
    .optional()
    .describe('Where in the body the id of the record is (of stock and prices: of the item); needed unless `ignored`.'),
  name: plainPath().optional().describe('What people call it.'),
  updatedAt: plainPath().optional().describe('When it was changed, with its zone.'),
  deleted: z.boolean().default(false).describe('Whether it says that the record is gone.'),
})
export type WebhookTopic = z.output<typeof topic>

/** What the system tells by itself, as JSON. */
export const webhooksSetting = z
  .strictObject({
    signature: z
      .strictObject({
        header: headerName.describe('Where the signature is.'),
        digest: z.enum(['sha256', 'sha512', 'sha1']).default('sha256').describe('How the body is signed (HMAC).'),
        encoding: z.enum(['hex', 'base64']).default('hex').describe('How the signature is written.'),
        prefix: z.string().max(40).default('').describe('What stands before it, e.g. `sha256=`.'),
      })
      .describe('With `webhookSecret`. A delivery that is not signed so is refused.'),
    topic: place.describe('What tells of what: a `header`, or a `path` in the body.'),
    id: place
      .optional()
      .describe('The same for copies of one delivery, which are dropped. Left out, a copy costs one more read.'),
    topics: z
      .record(z.string().min(1).max(200), topic)
      .refine((topics) => Object.keys(topics).length > 0, 'name at least one')
      .describe('What each topic means. One that is not named here is refused.'),
    register: z
      .strictObject({ ...requestShape, method: requestShape.method.default('POST') })
      .refine(oneBody, ONE_BODY)
      .optional()
      .describe(
        'Tells the system where to send: sees `url` and `topics`. Done daily, so doing it again must do no harm. Left out, a person enters the address there.',
      ),
  })
  .superRefine(({ topics }, context) => {
    for (const [name, { record, key }] of Object.entries(topics))
      if (record !== 'ignored' && key === undefined)
        context.addIssue({
          code: 'custom',
          path: ['topics', name, 'key'],
          message: 'say where the id of the record is',
        })
  })
