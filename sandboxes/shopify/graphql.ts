import {
  type DocumentNode,
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLFieldResolver,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { actualCost, type CostBucket, requestedCost } from './cost.ts'
import { accessDenied, refuse, validationError, variableError, type WireError } from './graphql-errors.ts'
import { API_VERSION, adminSchema } from './schema.ts'
import { isGranted, requiredScope } from './scopes.ts'
import { MAX_PAGE, type View } from './connections.ts'

/** What resolvers may ask about the caller. */
export interface CallContext {
  readonly scopes: ReadonlySet<string>
  /** The call is one line of a bulk operation. */
  readonly bulk?: boolean
}

export interface GraphqlRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName: string | null
}

type GraphqlBody = Readonly<Record<string, unknown>>

interface Prepared {
  readonly document: DocumentNode | null
  readonly errors: readonly WireError[]
}

/** What a document answers with when it is run as it is. */
export interface PlainResult {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly GraphQLError[]
}

export interface GraphqlEndpoint {
  answer(request: GraphqlRequest, call: CallContext, bucket: CostBucket, now: Date): Promise<GraphqlBody>
  /** Runs a checked document without pricing it, as bulk operations do. */
  run(document: DocumentNode, variables: Readonly<Record<string, unknown>>, call: CallContext): Promise<PlainResult>
}

const KEPT_DOCUMENTS = 500

/** Parses and validates each distinct query once, prices it, runs it over `root`. */
export function createEndpoint(root: View): GraphqlEndpoint {
  const prepared = new Map<string, Prepared>()
  const prepare = (query: string): Prepared => {
    const known = prepared.get(query)
    if (known !== undefined) return known
    const fresh = check(query)
    if (prepared.size >= KEPT_DOCUMENTS) prepared.clear()
    prepared.set(query, fresh)
    return fresh
  }
  return {
    async answer(request, call, bucket, now) {
      const { document, errors } = prepare(request.query)
      if (document === null || errors.length > 0) return { errors }
      const operation = getOperationAST(document, request.operationName)
      if (operation == null) return { errors: [{ message: 'An operation name is required' }] }
      const variables = readVariables(operation, request.variables)
      if ('refused' in variables) return { errors: variables.refused }
      return run(root, { document, operation, request, variables: variables.coerced }, call, bucket, now)
    },
    run: async (document, variables, call) =>
      execute({
        schema: adminSchema(),
        document,
        rootValue: root,
        contextValue: call,
        variableValues: variables,
        fieldResolver: resolveField,
      }),
  }
}

function check(query: string): Prepared {
  try {
    const document = parse(query)
    return { document, errors: validate(adminSchema(), document, specifiedRules).map(validationError) }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return {
      document: null,
      errors: [{ message: error.message, locations: error.locations ?? [], extensions: { code: 'parseError' } }],
    }
  }
}

type Variables = Readonly<Record<string, unknown>>

/** The variables with their defaults, or why they are refused. */
function readVariables(
  operation: OperationDefinitionNode,
  given: Variables,
): { coerced: Variables } | { refused: WireError[] } {
  const definitions = operation.variableDefinitions ?? []
  const result = getVariableValues(adminSchema(), definitions, given)
  if (result.errors === undefined) return { coerced: result.variableValues.coerced }
  const refused = result.errors.map((error) => {
    const name = /"\$(\w+)/.exec(error.message)?.[1] ?? 'unknown'
    const definition = definitions.find((entry) => entry.variable.name.value === name)
    const type = definition === undefined ? 'unknown' : typeText(definition.type)
    const value = given[name]
    return variableError(name, type, value == null ? 'Expected value to not be null' : error.message, value)
  })
  return { refused }
}

function typeText(type: NonNullable<OperationDefinitionNode['variableDefinitions']>[number]['type']): string {
  if (type.kind === 'NonNullType') return `${typeText(type.type)}!`
  return type.kind === 'ListType' ? `[${typeText(type.type)}]` : type.name.value
}

interface Job {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly request: GraphqlRequest
  readonly variables: Variables
}

async function run(
  root: View,
  { document, operation, request, variables }: Job,
  call: CallContext,
  bucket: CostBucket,
  now: Date,
): Promise<GraphqlBody> {
  const schema = adminSchema()
  const requested = requestedCost(schema, document, operation, variables)
  const cost = (actual: number | null): GraphqlBody => ({
    requestedQueryCost: requested,
    actualQueryCost: actual,
    throttleStatus: {
      maximumAvailable: bucket.maximumAvailable,
      currentlyAvailable: bucket.available(now),
      restoreRate: bucket.restoreRate,
    },
  })
  if (!bucket.take(requested, now)) {
    const documentation = 'https://shopify.dev/api/usage/rate-limits'
    return {
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation } }],
      extensions: { cost: cost(null) },
    }
  }
  const result = await execute({
    schema,
    document,
    rootValue: root,
    contextValue: call,
    variableValues: request.variables,
    ...(request.operationName === null ? {} : { operationName: request.operationName }),
    fieldResolver: resolveField,
  })
  const actual = Math.min(requested, actualCost(schema, document, operation, variables, result.data))
  bucket.giveBack(requested - actual)
  const errors = result.errors === undefined ? {} : { errors: result.errors.map((error) => error.toJSON()) }
  return { ...(result.data === undefined ? {} : { data: result.data }), ...errors, extensions: { cost: cost(actual) } }
}

/** Reads a view's field; a field the sandbox does not know is an honest error, never an invented value. */
const resolveField: GraphQLFieldResolver<unknown, CallContext, Readonly<Record<string, unknown>>> = (
  source,
  args,
  context,
  info,
) => {
  const scope = requiredScope(info.parentType.name, info.fieldName)
  if (scope !== null && !isGranted(context.scopes, scope)) throw accessDenied(info.fieldName, scope)
  if (context.bulk !== true && Math.max(Number(args['first'] ?? 0), Number(args['last'] ?? 0)) > MAX_PAGE)
    throw refuse('BAD_REQUEST', `first must be between 0 and ${MAX_PAGE}`)
  const value = (source as Record<string, unknown>)[info.fieldName]
  if (value === undefined) {
    throw refuse(
      'NOT_IMPLEMENTED',
      `This sandbox does not implement ${info.parentType.name}.${info.fieldName} of version ${API_VERSION}.`,
    )
  }
  return typeof value === 'function' ? (value as (...call: unknown[]) => unknown)(args, context, info) : value
}
