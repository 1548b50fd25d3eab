import { z } from 'zod'
import type { WebhookEvent } from '#contract/webhooks'
import { instant, numericId, text } from './vendor-values.ts'

/** Topics that tell of products, as they are subscribed; a change of a variant is one of its product. */
export const PRODUCT_TOPICS: Readonly<Record<string, string>> = {
  PRODUCTS_CREATE: 'products/create',
  PRODUCTS_UPDATE: 'products/update',
  PRODUCTS_DELETE: 'products/delete',
}

export const productBody = z.object({
  id: numericId,
  title: text,
  updated_at: instant.nullish(),
  created_at: instant.nullish(),
})

/** A hint: bodies hold at most a hundred variants, and neither cost nor weight of them. */
export const productChanged = (product: z.output<typeof productBody>): WebhookEvent => ({
  kind: 'record-changed',
  record: 'product',
  key: product.id,
  name: product.title,
  updatedAt: product.updated_at ?? null,
  createdAt: product.created_at ?? null,
  wholeRecord: false,
})
