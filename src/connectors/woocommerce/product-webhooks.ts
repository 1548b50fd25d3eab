import { z } from 'zod'
import type { WebhookEvent } from '#contract/webhooks'
import { gmt, key, keyOrNone, text } from './vendor.ts'

/** "Deleted" means moved to the trash; what is deleted for good is told by nobody. */
export const PRODUCT_TOPICS = ['product.created', 'product.updated', 'product.deleted', 'product.restored'] as const

export const productBody = z.object({
  id: key,
  type: text,
  parent_id: keyOrNone,
  name: text,
  date_created_gmt: gmt.nullish(),
  date_modified_gmt: gmt.nullish(),
})

/** A hint: a body holds no variations. A change of a variation comes by the same topics, under its own id. */
export function productChanged(body: z.output<typeof productBody>): WebhookEvent {
  const isVariation = body.type === 'variation' && body.parent_id !== null
  return {
    kind: 'record-changed',
    record: 'product',
    key: isVariation ? (body.parent_id ?? body.id) : body.id,
    name: isVariation ? null : body.name,
    updatedAt: body.date_modified_gmt ?? null,
    createdAt: isVariation ? null : (body.date_created_gmt ?? null),
    wholeRecord: false,
  }
}
