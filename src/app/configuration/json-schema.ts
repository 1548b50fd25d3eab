import { z } from 'zod'
import type { Connector, ConnectorRegistry } from '#contract/connector'
import { secretNames } from '#contract/settings'
import { configurationSchema } from './schema.ts'
import { type Comments, commentsOf, ITSELF } from './source-comments.ts'

/** The part of JSON Schema that our schemas come out as. */
export interface JsonSchema {
  type?: string | string[]
  description?: string
  default?: unknown
  enum?: unknown[]
  const?: unknown
  pattern?: string
  minimum?: number
  maximum?: number
  required?: string[]
  properties?: Record<string, JsonSchema>
  additionalProperties?: JsonSchema | boolean
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  [keyword: string]: unknown
}

const SOURCE = new URL('../../', import.meta.url)
const PLACEHOLDER = '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}'

/** The tables of the mappings and the constants that declare them, the table's own first. */
const MAPPING_TABLES = {
  taxes: ['taxEntry'],
  payments: ['paymentEntry'],
  shipping: ['shippingEntry'],
  locations: ['locationEntry'],
  items: ['itemEntry', 'components'],
  ledgers: ['ledgerEntry'],
  roles: ['roles'],
} as const

/** Where the rules of each flow are declared. */
const RULES = {
  inventory: ['stock/rules.ts', 'inventoryRulesSchema'],
  products: ['catalog/rules.ts', 'productRulesSchema'],
  'price-lists': ['catalog/rules.ts', 'priceListRulesSchema'],
  customers: ['catalog/accounts-rules.ts', 'customerRulesSchema'],
  fulfillments: ['shipments/rules.ts', 'fulfillmentRulesSchema'],
  returns: ['shipments/rules.ts', 'returnRulesSchema'],
  reconciliation: ['drift/rules.ts', 'reconciliationRulesSchema'],
} as const

/** The configuration file as JSON Schema, with the settings of every connector: what editors complete and check with. */
export async function configurationJsonSchema(connectors: ConnectorRegistry): Promise<JsonSchema> {
  const schema = jsonSchemaOf(configurationSchema)
  const integration = schema.properties?.['integrations']?.additionalProperties as JsonSchema
  const { policies, mappings, rules } = integration.properties ?? {}
  if (policies !== undefined)
    describe(policies, await commentsOf(new URL('books/policies.ts', SOURCE), 'policiesSchema'))
  if (mappings !== undefined) await describeMappings(mappings)
  for (const [flow, [file, name]] of Object.entries(RULES)) {
    const part = rules?.properties?.[flow]
    if (part !== undefined) describe(part, await commentsOf(new URL(file, SOURCE), name))
  }
  const connection = schema.properties?.['connections']?.additionalProperties as JsonSchema
  const kinds = await Promise.all(
    [...connectors.values()].map((each) => connectionKind(each as unknown as Connector, connection)),
  )
  if (schema.properties?.['connections'] !== undefined) {
    schema.properties['connections'].additionalProperties = { oneOf: kinds }
  }
  return { ...schema, title: 'Tillbridge configuration' }
}

const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema

async function describeMappings(mappings: JsonSchema): Promise<void> {
  const file = new URL('mapping/mappings.ts', SOURCE)
  describe(mappings, await commentsOf(file, 'mappingsSchema'))
  for (const [table, names] of Object.entries(MAPPING_TABLES)) {
    const part = mappings.properties?.[table]
    if (part === undefined) continue
    const comments = await Promise.all(names.map((name) => commentsOf(file, name)))
    const about = comments[0]?.get(ITSELF)
    if (about !== undefined) part.description ??= about
    for (const each of comments) describe(part, each)
  }
}

/** The settings of a connector, described. */
export async function settingsSchema(connector: Pick<Connector, 'id' | 'settings'>): Promise<JsonSchema> {
  const { $schema: _, ...settings } = jsonSchemaOf(connector.settings)
  describe(settings, await commentsOf(new URL(`connectors/${connector.id}/settings.ts`, SOURCE), 'settings'))
  return settings
}

async function connectionKind(connector: Connector, connection: JsonSchema): Promise<JsonSchema> {
  const settings = await settingsSchema(connector)
  const secrets = secretNames(connector.settings)
  for (const [name, field] of Object.entries(settings.properties ?? {})) {
    // A placeholder is no address and no currency code, and is right all the same.
    if (field.type === 'string' && field.enum === undefined) takePlaceholder(field)
    if (secrets.includes(name))
      field.description = [field.description, 'Secret: name a variable here.'].filter(Boolean).join(' ')
  }
  return {
    ...connection,
    title: connector.name,
    properties: {
      ...connection.properties,
      connector: { const: connector.id, description: connection.properties?.['connector']?.description ?? '' },
      settings: { ...settings, additionalProperties: false },
    },
    required: ['connector', 'settings'],
  }
}

function takePlaceholder(field: JsonSchema): void {
  delete field['format']
  if (field.pattern !== undefined) field.pattern = `(${field.pattern})|${PLACEHOLDER}`
}

/** Puts comments to the settings of their names, at any depth. */
function describe(schema: JsonSchema, comments: Comments): void {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const comment = comments.get(name)
    if (comment !== undefined && field.description === undefined) field.description = comment
    describe(field, comments)
  }
  for (const inner of [schema.items, ...(schema.anyOf ?? [])]) if (inner !== undefined) describe(inner, comments)
}
