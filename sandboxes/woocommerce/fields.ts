import { isObject, listOf, type Values } from './params.ts'

/** `_fields`: names, and names inside of objects. Names inside of lists give nothing. */
export function onlyFields(body: unknown, wanted: unknown): unknown {
  const names = listOf(wanted)
  if (names.length === 0) return body
  return Array.isArray(body) ? body.map((one: unknown) => pick(one, names)) : pick(body, names)
}

function pick(one: unknown, names: readonly string[]): unknown {
  if (!isObject(one)) return one
  const picked: Record<string, unknown> = {}
  for (const key of Object.keys(one)) {
    if (names.includes(key)) {
      picked[key] = one[key]
      continue
    }
    const inner = names.filter((name) => name.startsWith(`${key}.`)).map((name) => name.slice(key.length + 1))
    const part = inner.length === 0 || !isObject(one[key]) ? null : (pick(one[key], inner) as Values)
    if (part !== null && Object.keys(part).length > 0 && key !== '_links') picked[key] = part
  }
  return picked
}
