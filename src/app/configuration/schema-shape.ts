import { z } from 'zod'
import { stableJson } from '#lib/hash'
import type { Path } from './problems.ts'

/** The schema itself, without defaults and "may be left out" around it. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return bare(schema.unwrap())
  }
  return schema instanceof z.ZodPipe ? bare(schema.in) : schema
}

/** Fields of an object schema by name; none for other schemas. */
export function fieldsOf(schema: z.core.$ZodType): Readonly<Record<string, z.ZodType>> {
  const inner = bare(schema)
  return inner instanceof z.ZodObject ? (inner.shape as Record<string, z.ZodType>) : {}
}

/** The names that the object at `path` may have. */
export function namesAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  let current = bare(schema)
  for (const part of path) {
    const next = childOf(current, part)
    if (next === undefined) return []
    current = bare(next)
  }
  return Object.keys(fieldsOf(current))
}

function childOf(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, z.ZodType>)[part]
  if (schema instanceof z.ZodRecord) return schema.valueType
  return schema instanceof z.ZodArray ? schema.element : undefined
}

/**
 * What `value` says beyond the defaults of `schema`, settings in the order of the schema; read again by the schema it gives the
 * same value.
 */
export function withoutDefaults(schema: z.core.$ZodType, value: unknown): unknown {
  const inner = bare(schema)
  if (inner instanceof z.ZodUnion) {
    const branch = inner.options.find((option) => (option as z.ZodType).safeParse(value).success)
    return branch === undefined ? value : withoutDefaults(branch, value)
  }
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((entry) => withoutDefaults(inner.element, entry))
  }
  return inner instanceof z.ZodObject && isGroup(value) ? saidOf(inner, value) : value
}

function saidOf(schema: z.ZodObject, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const said = Object.entries(fieldsOf(schema)).flatMap(([name, field]): [string, unknown][] => {
    const inner = value[name]
    return inner === undefined || isDefault(field, inner) ? [] : [[name, withoutDefaults(field, inner)]]
  })
  return Object.fromEntries(said)
}

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

function isDefault(field: z.ZodType, value: unknown): boolean {
  const given = field.safeParse(undefined)
  return given.success && stableJson(given.data ?? null) === stableJson(value ?? null)
}
