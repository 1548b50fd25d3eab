import type { JsonSchema } from './json-schema.ts'

// Below this, a reference saves nothing and is harder to read than what it stands for.
const SMALLEST_LENGTH = 100
const SINGLE = ['items', 'additionalProperties', 'propertyNames'] as const
const LISTS = ['anyOf', 'oneOf', 'allOf'] as const

/** The same schema, with every part that occurs more than once written once, under `$defs`, by the name it first occurs with. */
export function withDefinitions(schema: JsonSchema): JsonSchema {
  const counts = new Map<string, number>()
  count(schema, counts)
  const definitions = new Map<string, JsonSchema>()
  const names = new Map<string, string>()
  const referTo = (part: JsonSchema, name: string): JsonSchema => {
    const text = JSON.stringify(part)
    if (text.length < SMALLEST_LENGTH || (counts.get(text) ?? 0) < 2) return rewritten(part, name, referTo)
    const known = names.get(text)
    const own = known ?? freeName(name, definitions)
    if (known === undefined) {
      names.set(text, own)
      // Its place comes before those of its parts.
      definitions.set(own, part)
      definitions.set(own, rewritten(part, own, referTo))
    }
    return { $ref: `#/$defs/${own}` }
  }
  const whole = rewritten(schema, 'configuration', referTo)
  return definitions.size === 0 ? whole : { ...whole, $defs: Object.fromEntries(definitions) }
}

/** How often each part is met when what was met before is not entered again. */
function count(part: JsonSchema, counts: Map<string, number>): void {
  const text = JSON.stringify(part)
  const before = counts.get(text) ?? 0
  counts.set(text, before + 1)
  if (before === 0) rewritten(part, '', (inner) => (count(inner, counts), inner))
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`
  return free
}

/** A schema with each schema directly inside it replaced; entries are named as what they are entries of. */
function rewritten(
  schema: JsonSchema,
  name: string,
  replace: (part: JsonSchema, name: string) => JsonSchema,
): JsonSchema {
  const result: JsonSchema = { ...schema }
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(([key, field]) => [key, replace(field, key)] as const)
    result.properties = Object.fromEntries(fields)
  }
  for (const keyword of SINGLE) {
    const inner = schema[keyword]
    if (typeof inner === 'object' && inner !== null) result[keyword] = replace(inner as JsonSchema, name)
  }
  for (const keyword of LISTS) {
    const forms = schema[keyword]
    if (Array.isArray(forms)) result[keyword] = forms.map((form: JsonSchema) => replace(form, name))
  }
  return result
}
