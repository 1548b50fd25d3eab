import { TillbridgeError, type WebhookEvent, type Webhooks, z } from 'tillbridge/contract'
import type { CornerSettings } from './settings.ts'

const body = z.object({ number: z.number().int().positive(), placed: z.iso.datetime(), changed: z.iso.datetime() })

export const webhooks: Webhooks<CornerSettings> = {
  signature: { scheme: 'hmac', digest: 'sha256', headers: ['x-corner-signature'], encoding: 'hex' },
  secrets: ({ webhookSecret }) => (webhookSecret === undefined ? [] : [webhookSecret]),
  head(headers) {
    const [topic, id] = [headers['x-corner-topic'], headers['x-corner-delivery']]
    // The address of the webhook and its secret are this connection's own: a delivery names no shop.
    return topic === undefined || id === undefined ? null : { topic, dedupeKey: id, account: null }
  },
  isOwn: () => true,
  parse,
  // The shop has no API for its webhooks: README.md says where a person enters the address.
  subscribe: () => Promise.resolve([]),
}

function parse(topic: string, payload: unknown): WebhookEvent {
  if (topic !== 'order') return { kind: 'ignored' }
  const parsed = body.safeParse(payload)
  if (!parsed.success) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'CORNER_DELIVERY_UNREADABLE',
      message: 'The body of the delivery is not an order.',
    })
  }
  const { number, placed, changed } = parsed.data
  return {
    kind: 'record-changed',
    record: 'order',
    key: String(number),
    name: `C-${number}`,
    updatedAt: changed,
    createdAt: placed,
    wholeRecord: true,
  }
}
