import { createHmac } from 'node:crypto'

/** The `Stripe-Signature` of a body, as of a moment in Unix seconds. */
export function signatureHeader(secret: string, body: string, atSeconds: number): string {
  const signed = createHmac('sha256', secret).update(`${atSeconds}.${body}`).digest('hex')
  return `t=${atSeconds},v1=${signed}`
}
