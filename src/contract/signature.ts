import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Login, SignatureRule, SignedPart } from './webhooks.ts'

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

/** Whether a delivery brings the log-in that it must bring; compares in constant time. */
export function verifyLogin(login: Login | null, headers: Readonly<Record<string, string>>): boolean {
  if (login === null) return true
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  const expected = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`
  return timingSafeEqual(digest(headers['authorization'] ?? ''), digest(expected))
}

/** Whether one of `secrets` signed exactly these bytes. Fails closed; compares in constant time. */
export function verifySignature(rule: SignatureRule, delivery: SignedDelivery): SignatureVerdict {
  const { body, headers, secrets } = delivery
  if (secrets.length === 0) return { ok: false, reason: 'no-secret' }
  if (rule.inBody !== undefined) return partsVerdict(rule, rule.inBody(body.toString('utf8')), secrets)
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

/** Every part must be signed: one good signature says nothing of what stands beside it. */
function partsVerdict(
  rule: SignatureRule,
  signedParts: readonly SignedPart[],
  secrets: readonly string[],
): SignatureVerdict {
  if (signedParts.length === 0) return { ok: false, reason: 'no-signature' }
  const isSigned = signedParts.every(
    ({ signed, signature }) => verdictOf(rule, [signature], Buffer.from(signed), secrets).ok,
  )
  return isSigned ? { ok: true } : { ok: false, reason: 'wrong-signature' }
}

/** The bytes of a key; `null` when it is not spelt as the rule says. */
function keyOf({ key = 'text' }: SignatureRule, secret: string): Buffer | null {
  if (key === 'text') return Buffer.from(secret)
  return /^([0-9a-f]{2})+$/i.test(secret) ? Buffer.from(secret, 'hex') : null
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
  const keys = secrets.flatMap((secret) => keyOf(rule, secret) ?? [])
  const expected = keys.map((key) => createHmac(rule.digest, key).update(signed).digest())
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
