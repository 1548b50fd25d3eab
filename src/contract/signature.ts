import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SignatureRule } from './webhooks.ts'

export type SignatureVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'no-secret' | 'no-signature' | 'wrong-signature' }

/** Whether one of `secrets` signed exactly these bytes. Fails closed; compares in constant time. */
export function verifySignature(
  rule: SignatureRule,
  { body, headers, secrets }: { body: Buffer; headers: Readonly<Record<string, string>>; secrets: readonly string[] },
): SignatureVerdict {
  if (secrets.length === 0) return { ok: false, reason: 'no-secret' }
  const claimed = rule.headers.map((name) => headers[name]).find((value) => value !== undefined && value !== '')
  if (claimed === undefined) return { ok: false, reason: 'no-signature' }
  const given = Buffer.from(claimed, rule.encoding)
  const matches = secrets.filter((secret) => {
    const expected = createHmac(rule.digest, secret).update(body).digest()
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  return matches.length > 0 ? { ok: true } : { ok: false, reason: 'wrong-signature' }
}
