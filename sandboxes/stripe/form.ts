import { ApiError } from './errors.ts'

/** A value as a form can hold it: `a[b][c]=1`, `a[]=x`, `a[0]=x`. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue }
export type Form = Readonly<Record<string, FormValue>>

const PART = /\[([^\]]*)\]/g

/** Reads `a[b]=c` pairs, of a query or a body, into nested values. Numbered keys and `[]` make lists. */
export function parseForm(pairs: Iterable<readonly [string, string]>): Form {
  const root = empty()
  for (const [name, value] of pairs) {
    const first = name.split('[', 1)[0] ?? ''
    const rest = [...name.slice(first.length).matchAll(PART)].map((match) => match[1] ?? '')
    put(root, [first, ...rest], value, name)
  }
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, listed(value)]))
}

/** Without a prototype, so that no name of a parameter means anything but itself. */
const empty = (): { [name: string]: FormValue } => Object.create(null) as { [name: string]: FormValue }

function put(into: { [name: string]: FormValue }, path: readonly string[], value: string, name: string): void {
  const [head = '', ...rest] = path
  const key = head === '' ? String(Object.keys(into).length) : head
  if (rest.length === 0) {
    into[key] = value
    return
  }
  const inner = into[key] ?? empty()
  if (typeof inner === 'string' || Array.isArray(inner)) throw new ApiError(400, `Invalid hash: ${name}`)
  into[key] = inner
  put(inner, rest, value, name)
}

/** Turns objects whose keys are 0, 1, 2 … into lists. */
function listed(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, listed(inner)] as const)
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index))
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}
