import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SignatureRule } from './webhooks.ts'

export type SignatureVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'no-secret' | 'no-signature' | 'wrong-signature' }

const SHAPES = { base64: /^[A-Za-z0-9+/]+={0,2}$/, hex: /^[0-9a-f]+$/i } as const

/** Whether one of `secrets` signed exactly these bytes. Fails closed; compares in constant time. */
export function verifySignature(
  rule: SignatureRule,
  { body, headers, secrets }: { body: Buffer; headers: Readonly<Record<string, string>>; secrets: readonly string[] },
): SignatureVerdict {
  if (secrets.length === 0) return { ok: false, reason: 'no-secret' }
  const claimed = rule.headers.map((name) => headers[name]).find((value) => value !== undefined && value !== '')
  if (claimed === undefined) return { ok: false, reason: 'no-signature' }
  // Node reads such texts up to the first character that does not belong: two signatures in one header would pass for one.
  if (!SHAPES[rule.encoding].test(claimed)) return { ok: false, reason: 'wrong-signature' }
  const given = Buffer.from(claimed, rule.encoding)
  const matches = secrets.filter((secret) => {
    const expected = createHmac(rule.digest, secret).update(body).digest()
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  return matches.length > 0 ? { ok: true } : { ok: false, reason: 'wrong-signature' }
}
