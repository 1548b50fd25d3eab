import { expect, test } from 'vitest'
import { connectorRegistry } from '#app/registry'
import { withDefinitions } from './definitions.ts'
import { configurationJsonSchema, type JsonSchema } from './json-schema.ts'

const whole = await configurationJsonSchema(connectorRegistry)
const shared = withDefinitions(whole)
const definitions = shared['$defs'] as Record<string, JsonSchema>

/** Puts what is referred to back in its places. */
function expanded(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(expanded)
  if (typeof part !== 'object' || part === null) return part
  const { $ref, ...rest } = part as { $ref?: string }
  if ($ref !== undefined) return expanded(definitions[$ref.slice('#/$defs/'.length)])
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, expanded(value)]))
}

test('what is referred to is what stood there', () => {
  const { $defs: _, ...schema } = shared
  expect(expanded(schema)).toEqual(whole)
})

test('no part of some length is written twice', () => {
  const seen = new Set<string>()
  const twice: string[] = []
  for (const definition of Object.values(definitions)) {
    const text = JSON.stringify(definition)
    if (seen.has(text)) twice.push(text)
    seen.add(text)
  }
  expect(twice).toEqual([])
  expect(JSON.stringify(shared).length).toBeLessThan(JSON.stringify(whole).length * 0.75)
})
