/** What Frappe says about a failure, whichever form it took. */
export interface FrappeFailure {
  /** The Python exception's name, e.g. `LinkValidationError`. English whatever the user's language is. */
  readonly type: string
  /** Texts for people, HTML removed, the refusal last; in the language of the API user. */
  readonly messages: readonly string[]
  /** `exception`: present unless the site hides tracebacks. */
  readonly exception: string | null
  /** `_error_message`, e.g. `Insufficient Permission for Item (create)`. */
  readonly hint: string | null
}

/** The failure in a body, or `null` when Frappe did not write it (a proxy's page, a body that broke off). */
export function frappeFailure(text: string): FrappeFailure | null {
  const body = parseObject(text)
  if (body === null) return null
  if (Array.isArray(body['errors'])) return secondVersion(body['errors'])
  const type = body['exc_type']
  const messages = serverMessages(body['_server_messages'])
  if (typeof type !== 'string' && messages.length === 0) return null
  return {
    type: typeof type === 'string' ? type : '',
    messages,
    exception: textOf(body['exception']),
    hint: textOf(body['_error_message']),
  }
}

function secondVersion(errors: readonly unknown[]): FrappeFailure | null {
  const entries = errors.filter(
    (entry): entry is Record<string, unknown> => entry !== null && typeof entry === 'object',
  )
  const first = entries.at(-1)
  if (first === undefined) return null
  return {
    type: typeof first['type'] === 'string' ? first['type'] : '',
    messages: entries.flatMap((entry) => (typeof entry['message'] === 'string' ? [plainText(entry['message'])] : [])),
    exception: textOf(first['exception']),
    hint: null,
  }
}

/** `_server_messages` is a JSON list of JSON texts, each with a message that may hold HTML. */
export function serverMessages(raw: unknown): string[] {
  if (typeof raw !== 'string') return []
  const list = parseJson(raw)
  if (!Array.isArray(list)) return []
  return list.flatMap((entry) => {
    const message = typeof entry === 'string' ? (parseObject(entry)?.['message'] ?? entry) : null
    return typeof message === 'string' && message !== '' ? [plainText(message)] : []
  })
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }

/** A message without its markup, on one line. */
export function plainText(html: string): string {
  return html
    .replace(/<\/?(br|hr|li|p|div|ul|tr)\b[^>]*>/gi, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_whole, name: string) => ENTITIES[name] ?? ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? plainText(value) : null)

function parseObject(text: string): Record<string, unknown> | null {
  const value = parseJson(text)
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
