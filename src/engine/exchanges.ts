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

/** The URL with secret query values masked. */
export function redactUrl(url: string, secrets: readonly string[]): string {
  const parsed = new URL(url)
  for (const name of parsed.searchParams.keys()) {
    if (isSecretName(name)) parsed.searchParams.set(name, '[redacted]')
  }
  return maskKnown(parsed.toString(), secrets)
}

/** An answer's text without secrets, cut, and without the characters that Postgres cannot keep in JSON. */
export function redactText(text: string, secrets: readonly string[]): string {
  const cut = text.length > LONGEST_BODY ? `${text.slice(0, LONGEST_BODY)}… (${text.length} characters)` : text
  return withoutNul(maskSecretFields(maskKnown(cut, secrets)))
}

// JSON answers hold tokens by name; parsing each answer again only to mask it would cost more than the call itself.
const maskSecretFields = (text: string): string =>
  text.replace(/("(?:access_token|refresh_token|api_secret|client_secret|password)"\s*:\s*")[^"]*"/gi, '$1[redacted]"')

export const redactBody = (body: unknown, secrets: readonly string[]): unknown =>
  body === undefined ? null : redact(body, secrets)

const withoutNul = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '') : text)
