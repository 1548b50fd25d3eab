import { z } from 'zod'
import type { DeliveryHead, RecordKind, WebhookEvent, Webhooks } from '#contract/webhooks'
import { TillbridgeError } from '#lib/errors'
import type { ErpnextSettings } from './settings.ts'
import { subscribe } from './webhooks-subscribe.ts'

/** The kinds of record that a webhook of ours tells of; `stock-moved` says that something moved, not what. */
const MEANINGS = {
  stock: 'stock',
  'stock-moved': 'stock',
  delivery: 'shipment',
  shipment: 'shipment',
  product: 'product',
  price: 'price',
  customer: 'account',
} as const satisfies Record<string, RecordKind>
export type Meaning = keyof typeof MEANINGS

/** Stands for "ask what changed": documents of many rows name no single item. */
export const ANY_ITEM = '*'

// What our templates write (`webhooks-subscribe.ts`).
const told = z.object({
  tells: z.string(),
  event: z.string(),
  doctype: z.string(),
  name: z.string().min(1),
  key: z.string().nullish(),
  modified: z.string().nullish(),
})

export const webhooks: Webhooks<ErpnextSettings> = {
  signature: { scheme: 'hmac', digest: 'sha256', headers: ['x-frappe-webhook-signature'], encoding: 'base64' },
  secrets: ({ webhookSecret }) => (webhookSecret === undefined ? [] : [webhookSecret]),
  head,
  // The address names the connection, and the secret is its own.
  isOwn: () => true,
  parse,
  subscribe,
}

/** Frappe sends neither a topic nor an id: our templates put both into the body. */
function head(_headers: Readonly<Record<string, string>>, body = ''): DeliveryHead | null {
  const parsed = told.safeParse(jsonOf(body))
  if (!parsed.success) return null
  const { tells, event, doctype, name, modified } = parsed.data
  return { topic: `${tells}/${event}`, dedupeKey: `${doctype}:${event}:${name}:${modified ?? ''}`, account: null }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function parse(_topic: string, body: unknown): WebhookEvent {
  const parsed = told.safeParse(body)
  if (!parsed.success) throw unreadable()
  const { tells, event, name, key } = parsed.data
  const record = Object.hasOwn(MEANINGS, tells) ? MEANINGS[tells as Meaning] : undefined
  if (record === undefined) return { kind: 'ignored' }
  const of = tells === 'stock-moved' ? ANY_ITEM : tells === 'shipment' ? `Shipment/${name}` : (key ?? name)
  const isGone = event === 'on_trash' && (record === 'product' || record === 'account')
  if (isGone) return { kind: 'record-deleted', record, key: of }
  return {
    kind: 'record-changed',
    record,
    key: of,
    name: record === 'stock' ? null : name,
    // The site's stamps have no zone, so they cannot be compared with ours.
    updatedAt: null,
    createdAt: null,
    wholeRecord: false,
  }
}

const unreadable = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ERPNEXT_WEBHOOK_UNREADABLE',
    message: 'A webhook of ERPNext does not say what it is about.',
    remedy: 'Let Tillbridge make its webhooks anew: delete those whose names begin with "Tillbridge" in ERPNext.',
  })
