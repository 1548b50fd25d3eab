import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { DeliveryHead, WebhookEvent, Webhooks } from '#contract/webhooks'
import { TillbridgeError } from '#lib/errors'
import { customerBody, customerChanged } from './accounts-webhooks.ts'
import { isDraft } from './changes.ts'
import { fieldsOf } from './failures.ts'
import { productBody, productChanged } from './product-webhooks.ts'
import { hostOf, type WooSettings } from './settings.ts'
import { subscribe } from './subscribe.ts'
import { gmt, key, text } from './vendor.ts'

export const webhooks: Webhooks<WooSettings> = {
  signature: { scheme: 'hmac', digest: 'sha256', headers: ['x-wc-webhook-signature'], encoding: 'base64' },
  secrets: ({ webhookSecret, previousWebhookSecret }) =>
    [webhookSecret, previousWebhookSecret].filter((secret) => secret !== undefined),
  head,
  isOwn: ({ siteUrl }, { account }) => account === null || hostOf(account) === hostOf(siteUrl),
  parse,
  subscribe,
}

const stamped = z.looseObject({ id: key, date_modified_gmt: text })

/**
 * WooCommerce's id of a delivery is made of the webhook and the second, so two events of one second share it: what is delivered tells
 * them apart. Deliveries of one change by two topics have one body, but each topic is a hint of its own.
 */
function head(headers: Readonly<Record<string, string>>, body?: string): DeliveryHead | null {
  const topic = headers['x-wc-webhook-topic'] ?? ''
  const delivery = headers['x-wc-webhook-delivery-id'] ?? ''
  if (topic === '') return null
  const account = headers['x-wc-webhook-source'] ?? null
  if (body === undefined) return delivery === '' ? null : { topic, dedupeKey: `${topic}:${delivery}`, account }
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 32)
  const named = stamped.safeParse(jsonOf(body))
  const record = named.success ? `${named.data.id}:${named.data.date_modified_gmt ?? delivery}` : delivery
  return { topic, dedupeKey: `${topic}:${record}:${hash}`, account }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return null
  }
}

const orderBody = z.looseObject({
  id: key,
  number: text,
  status: z.string().optional(),
  date_created_gmt: gmt.nullish(),
  date_modified_gmt: gmt.nullish(),
})

function parse(topic: string, body: unknown): WebhookEvent {
  const [resource, event] = topic.split('.')
  if (resource === 'product') return productChanged(readAs(topic, productBody, body))
  if (resource === 'customer') return customerChanged(readAs(topic, customerBody, body))
  if (resource !== 'order') return { kind: 'ignored' }
  const order = readAs(topic, orderBody, body)
  const { id, number, status, date_modified_gmt: updatedAt, date_created_gmt: createdAt } = order
  if (status !== undefined && isDraft(status)) return { kind: 'ignored' }
  return {
    kind: 'record-changed',
    record: 'order',
    key: id,
    name: number,
    updatedAt: updatedAt ?? null,
    createdAt: createdAt ?? null,
    // "Deleted" means moved to the trash, where the order can still be read; it tells the id alone.
    wholeRecord: event !== 'deleted' && updatedAt != null && 'line_items' in order && 'total' in order,
  }
}

function readAs<T>(topic: string, schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  throw unreadable(topic, read.error)
}

const unreadable = (topic: string, error: z.ZodError): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_WEBHOOK_UNREADABLE',
    message: `A webhook of topic "${topic}" does not say what it is about: ${fieldsOf(error)}.`,
    remedy: 'Let Tillbridge make the webhooks, and remove plug-ins that change what they send.',
  })
