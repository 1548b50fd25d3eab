import { createHmac, randomBytes } from 'node:crypto'
import type { Message } from './words.ts'

const SECRET_PREFIX = 'whsec_'
const SECRET_BYTES = 32

/** A new secret to sign messages with, in the form that libraries for signed webhooks expect. */
export const newSigningSecret = (): string => `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`

/** A message as a signed webhook tells it. The same message has the same body each time it is sent. */
export function webhookBodyOf(deliveryId: string, madeAt: string, { kind, content, page }: Message): string {
  const { organization, alarms, more } = content
  return JSON.stringify({ id: deliveryId, type: `alert.${kind}`, at: madeAt, organization, page, alarms, more })
}

/**
 * Headers that prove where a message comes from: HMAC-SHA256 over `id.timestamp.body`, as the "Standard Webhooks" specification
 * (https://www.standardwebhooks.com) has it, so that its libraries can verify it.
 */
export function signatureHeaders(secret: string, deliveryId: string, body: string, now: Date): Record<string, string> {
  const id = `msg_${deliveryId}`
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
