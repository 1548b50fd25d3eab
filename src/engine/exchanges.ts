import { isSecretName, maskKnown, redact } from '#lib/redact'

/** One call of an attempt as it is kept for the person who debugs: redacted, bodies cut to a readable size. */
export interface Exchange {
  readonly connection: string
  readonly method: string
  readonly url: string
  readonly requestBody: unknown
  readonly status: number | null
  readonly responseBody: string | null
  readonly error: string | null
  readonly startedAt: string
  readonly durationMs: number
}

const LONGEST_BODY = 64 * 1024

/** The URL with secret query values, and a password in the address, masked. */
export function redactUrl(url: string, secrets: readonly string[]): string {
  const parsed = new URL(url)
  if (parsed.password !== '') parsed.password = '[redacted]'
  for (const [name, value] of Object.entries(Object.fromEntries(parsed.searchParams))) {
    // By value before it is encoded: a secret with special characters is written otherwise in a URL.
    const masked = isSecretName(name) ? '[redacted]' : maskKnown(value, secrets)
    if (masked !== value) parsed.searchParams.set(name, masked)
  }
  return maskKnown(parsed.toString(), secrets)
}

// Masked a little further than it is kept, so that no half of a secret is left where the text is cut.
const LOOK_AHEAD = 4 * 1024

/** An answer's text without secrets, cut to a readable size. */
export function redactText(text: string, secrets: readonly string[]): string {
  const masked = maskSecretFields(maskKnown(text.slice(0, LONGEST_BODY + LOOK_AHEAD), secrets))
  return text.length > LONGEST_BODY ? `${masked.slice(0, LONGEST_BODY)}… (${text.length} characters)` : masked
}

// JSON answers hold tokens by name; parsing each answer again only to mask it would cost more than the call itself.
const maskSecretFields = (text: string): string =>
  text.replace(/"([\w-]{1,60})"(\s*:\s*)"(?:[^"\\]|\\.)+"/g, (field, name: string, colon: string) =>
    isSecretName(name) ? `"${name}"${colon}"[redacted]"` : field,
  )

export const redactBody = (body: unknown, secrets: readonly string[]): unknown =>
  body === undefined ? null : redact(body, secrets)
