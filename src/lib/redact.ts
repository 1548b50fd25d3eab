const MASK = '[redacted]'
// Names that hold secrets in headers, queries and bodies of every vendor we know.
const SECRET_NAME = /^(authorization|proxy-authorization|cookie|set-cookie|.*(secret|password|token|api[-_]?key)s?)$/i
// Look like secrets by name and are none.
const HARMLESS_NAME = /^(payment_token_count|next_?page_?token|page_?token|cart_token|checkout_token)$/i

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name) && !HARMLESS_NAME.test(name)

/** A copy of a JSON value in which everything with a secret's name, and every occurrence of a known secret, is masked. */
export function redact(value: unknown, knownSecrets: readonly string[] = []): unknown {
  if (typeof value === 'string') return maskKnown(value, knownSecrets)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => redact(item, knownSecrets))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecretName(name) && inner !== null ? MASK : redact(inner, knownSecrets),
    ]),
  )
}

// Shorter values are too likely to occur by chance in ordinary text.
const SHORTEST_KNOWN_SECRET = 6

/** `text` with every known secret masked. */
export function maskKnown(text: string, knownSecrets: readonly string[]): string {
  let masked = text
  for (const secret of knownSecrets) {
    if (secret.length >= SHORTEST_KNOWN_SECRET && masked.includes(secret)) masked = masked.replaceAll(secret, MASK)
  }
  return masked
}
