import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  buildSchema,
  type DocumentNode,
  getOperationAST,
  type GraphQLSchema,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { getVariableValues } from 'graphql/execution/index.js'
import type { HttpRequest } from '#contract/context'

const OFFICIAL = new URL('../../../shared/specs/shopify/schema.graphql.gz', import.meta.url)
const SHIPPED = new URL('../../sandboxes/shopify/schema.graphql.gz', import.meta.url)

/** Shopify's own schema: the reference copy where there is one, else the copy that comes with the sandbox. */
export function officialSchema(): GraphQLSchema {
  const file = existsSync(OFFICIAL) ? OFFICIAL : SHIPPED
  return buildSchema(gunzipSync(readFileSync(file)).toString('utf8'), { assumeValid: true })
}

/** What the schema says against a query, deprecated fields included. */
export function faultsOf(schema: GraphQLSchema, text: string): string[] {
  return validate(schema, parse(text), [...specifiedRules, NoDeprecatedCustomRule]).map((error) => error.message)
}

/** What the schema says against the variables of requests that were sent. */
export function requestFaults(schema: GraphQLSchema, calls: readonly HttpRequest[]): string[] {
  return calls.flatMap((call) => {
    if (!call.path.endsWith('/graphql.json')) return []
    const { query, variables, operationName } = call.json as {
      query: string
      variables: Record<string, unknown>
      operationName: string
    }
    const document: DocumentNode = parse(query)
    const operation = getOperationAST(document, operationName)
    if (operation == null) return [`${operationName} is not in its own text`]
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
    return [...faultsOf(schema, query), ...(errors ?? []).map((error) => `${operationName}: ${error.message}`)]
  })
}
