import type { ConnectorRegistry } from '#contract/connector'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import type { RuleField } from '#api/rule-form'
import { configurationJsonSchema, type JsonSchema } from './json-schema.ts'

type DescribedRules = Answered<Routes['integrations.rules']>

const DEEPEST = 2
const OWNERSHIP = ['owner', 'direction', 'onConflict']

/** Policies and rules of an integration as data, for forms. */
export async function describeRules(connectors: ConnectorRegistry): Promise<DescribedRules> {
  const schema = await configurationJsonSchema(connectors)
  const integration = schema.properties?.['integrations']?.additionalProperties as JsonSchema | undefined
  const fieldsOf = (part: JsonSchema | undefined) =>
    Object.entries(part?.properties ?? {}).map(([name, field]) => described(name, field, 0))
  const { policies, rules } = integration?.properties ?? {}
  // Two deep at most, as the answer has it: see `DEEPEST`.
  return { policies: fieldsOf(policies), rules: fieldsOf(rules) } as DescribedRules
}

function described(name: string, schema: JsonSchema, depth: number): RuleField {
  const { inner, mayBeEmpty } = withoutNull(schema)
  const kind = kindOf(inner, depth)
  const shape = kind === 'rows' ? (inner.items ?? {}) : inner
  const fields =
    kind === 'group' || kind === 'rows'
      ? Object.entries(shape.properties ?? {}).map(([field, part]) => described(field, part, depth + 1))
      : []
  const optionsOf = kind === 'choices' ? inner.items : inner
  return {
    name,
    kind,
    help: schema.description ?? inner.description ?? null,
    options: (optionsOf?.enum ?? []).filter((option) => typeof option === 'string'),
    usual: kind === 'ownership' ? usualOwnership(inner) : (schema.default ?? inner.default ?? null),
    mayBeEmpty,
    fields,
  }
}

const usualOwnership = ({ properties = {} }: JsonSchema): unknown =>
  Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, part.default]))

/** What a value is when it is there, and whether it may be `null`. */
function withoutNull(schema: JsonSchema): { readonly inner: JsonSchema; readonly mayBeEmpty: boolean } {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null')
  const [only, another] = others ?? []
  const mayBeEmpty = (schema.anyOf?.length ?? 0) > (others?.length ?? 0)
  return { inner: only !== undefined && another === undefined ? only : schema, mayBeEmpty }
}

function kindOf(schema: JsonSchema, depth: number): RuleField['kind'] {
  const { type, properties, items, format, anyOf } = schema
  const names = Object.keys(properties ?? {})
  if (names.length === OWNERSHIP.length && OWNERSHIP.every((name) => names.includes(name))) return 'ownership'
  if (schema.enum !== undefined) return 'choice'
  if (type === 'boolean') return 'switch'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'string') return format === 'date' ? 'date' : 'text'
  // Amounts: as text or as a number.
  const types = [type ?? anyOf?.map((part) => (part.enum === undefined ? part.type : 'enum')) ?? []].flat()
  if (types.length > 0 && types.every((one) => one === 'string' || one === 'number')) return 'text'
  if (depth >= DEEPEST) return 'json'
  if (type === 'object' && properties !== undefined) return 'group'
  if (type !== 'array' || items === undefined) return 'json'
  if (items.enum !== undefined) return 'choices'
  if (items.type === 'string') return 'words'
  return isPlainRow(items) ? 'rows' : 'json'
}

/** Whether every field of an entry can be entered beside the others. */
const isPlainRow = ({ properties }: JsonSchema): boolean =>
  properties !== undefined &&
  Object.values(properties).every(
    (field) => !['group', 'rows', 'json', 'words', 'choices'].includes(kindOf(withoutNull(field).inner, DEEPEST)),
  )
