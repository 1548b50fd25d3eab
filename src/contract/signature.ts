import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SignatureRule } from './webhooks.ts'

export type SignatureVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'no-secret' | 'no-signature' | 'wrong-signature' | 'too-old' }

const SHAPES = { base64: /^[A-Za-z0-9+/]+={0,2}$/, hex: /^[0-9a-f]+$/i } as const

export interface SignedDelivery {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  /** Needed by rules with a time stamp; without it they refuse. */
  readonly now?: Date
}

/** Whether one of `secrets` signed exactly these bytes. Fails closed; compares in constant time. */
export function verifySignature(rule: SignatureRule, delivery: SignedDelivery): SignatureVerdict {
  const { body, headers, secrets } = delivery
  if (secrets.length === 0) return { ok: false, reason: 'no-secret' }
  const header = rule.headers.map((name) => headers[name]).find((value) => value !== undefined && value !== '')
  if (header === undefined) return { ok: false, reason: 'no-signature' }
  const { prefix = '' } = rule
  if (!header.startsWith(prefix)) return { ok: false, reason: 'wrong-signature' }
  const claimed = header.slice(prefix.length)
  if (rule.timestamped === undefined) return verdictOf(rule, [claimed], body, secrets)
  const { stamp, signatures } = parts(claimed)
  if (stamp === null || signatures.length === 0) return { ok: false, reason: 'wrong-signature' }
  const verdict = verdictOf(rule, signatures, Buffer.concat([Buffer.from(`${stamp}.`), body]), secrets)
  if (!verdict.ok) return verdict
  const ageSeconds = ((delivery.now?.getTime() ?? Number.NaN) - Number(stamp) * 1000) / 1000
  return Math.abs(ageSeconds) <= rule.timestamped.toleranceSeconds ? verdict : { ok: false, reason: 'too-old' }
}

function verdictOf(
  rule: SignatureRule,
  claimed: readonly string[],
  signed: Buffer,
  secrets: readonly string[],
): SignatureVerdict {
  // Node reads such texts up to the first character that does not belong: two signatures in one header would pass for one.
  const given = claimed
    .filter((text) => SHAPES[rule.encoding].test(text))
    .map((text) => Buffer.from(text, rule.encoding))
  const expected = secrets.map((secret) => createHmac(rule.digest, secret).update(signed).digest())
  const matches = given.flatMap((one) => expected.filter((other) => isEqual(one, other)))
  return matches.length > 0 ? { ok: true } : { ok: false, reason: 'wrong-signature' }
}

const isEqual = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

// A header has room for two signatures while a secret is replaced; nobody needs a thousand.
const MOST_SIGNATURES = 8

function parts(header: string): { readonly stamp: string | null; readonly signatures: readonly string[] } {
  const pairs = header.split(',').map((part) => part.trim().split('=', 2))
  const stamp = pairs.find(([name]) => name === 't')?.[1] ?? null
  const signatures = pairs.flatMap(([name, value]) => (name === 'v1' && value !== undefined ? [value] : []))
  return {
    stamp: stamp !== null && /^\d{1,12}$/.test(stamp) ? stamp : null,
    signatures: signatures.slice(0, MOST_SIGNATURES),
  }
}
