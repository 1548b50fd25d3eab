/** What the old system answers: a status, and a body that has a name of its own in XML. */
export interface Answer {
  readonly status: number
  readonly name: string
  readonly body: unknown
  readonly headers?: Record<string, string>
}

export const problem = (status: number, code: string, what = ''): Answer => ({
  status,
  name: 'problem',
  body: { code, what },
})

/** Rows as a list: those that were changed since the query says, oldest first, fifty at once at most. */
export function listed(name: string, rows: readonly { readonly changed: string }[], query: URLSearchParams): Answer {
  const since = Date.parse(query.get('since') ?? '1970-01-01T00:00:00Z')
  const page = Number(query.get('page') ?? '1')
  const size = Math.min(Number(query.get('size') ?? '50'), 50)
  const hits = rows
    .filter(({ changed }) => Date.parse(changed) >= since)
    .toSorted((a, b) => Date.parse(a.changed) - Date.parse(b.changed))
  return {
    status: 200,
    name: 'list',
    body: { count: hits.length, [name]: hits.slice((page - 1) * size, page * size) },
  }
}

/** A list as it came: XML writes one element for a list of one, and nothing for none. */
export const listIn = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value]

export const textIn = (value: unknown): string | null =>
  value === null || value === undefined || value === '' ? null : String(value)
