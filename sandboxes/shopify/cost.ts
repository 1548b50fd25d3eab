import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Plan } from './shop.ts'

const MUTATION_COST = 10
// Recorded: money, addresses and attributes are free.
const FREE_TYPES = new Set(['MoneyBag', 'MoneyV2', 'MailingAddress', 'Attribute', 'PageInfo', 'UserError'])
/** Weight of a page by its size, between the recorded sizes by straight line. */
const WEIGHTS: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 1],
  [5, 3],
  [10, 4],
  [20, 5],
  [50, 7],
  [100, 9],
  [250, 11],
]

function pageWeight(size: number): number {
  for (let index = 1; index < WEIGHTS.length; index += 1) {
    const [size1, weight1] = WEIGHTS[index] ?? [250, 11]
    const [size0, weight0] = WEIGHTS[index - 1] ?? [0, 0]
    if (size <= size1) return weight0 + ((weight1 - weight0) * (size - size0)) / (size1 - size0)
  }
  return 11
}

interface Walk {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly variables: Readonly<Record<string, unknown>>
}

/** What a document asks for at most, before it runs. Fitted on recorded calls; the real model is Shopify's own. */
export function requestedCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const walk = walkOf(schema, document, variables)
  const root = schema.getRootType(operation.operation)
  if (root == null) return 0
  const fields = selectionCost(walk, root, operation.selectionSet, null)
  return Math.max(1, Math.round(operation.operation === 'mutation' ? Math.max(MUTATION_COST, fields) : fields))
}

/** What the answer really held, by the same model with the counts of the answer in place of the page sizes. */
export function actualCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  data: unknown,
): number {
  const walk = walkOf(schema, document, variables)
  const root = schema.getRootType(operation.operation)
  if (root == null) return 0
  const fields = selectionCost(walk, root, operation.selectionSet, { data })
  return Math.max(1, Math.round(operation.operation === 'mutation' ? Math.max(MUTATION_COST, fields) : fields))
}

function walkOf(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>>): Walk {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  return { schema, fragments, variables }
}

/** `answer` is null while only the request is known. */
type Answer = { readonly data: unknown } | null

function selectionCost(walk: Walk, type: GraphQLCompositeType, set: SelectionSetNode, answer: Answer): number {
  let cost = 0
  // Fragments on several types of a union: only one can apply, so the dearest counts.
  let dearestBranch = 0
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      cost += fieldCost(walk, type, selection, answer)
      continue
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value)
    if (fragment === undefined) continue
    const condition = fragment.typeCondition == null ? type : walk.schema.getType(fragment.typeCondition.name.value)
    if (condition == null || !isCompositeType(condition)) continue
    const branch = selectionCost(walk, condition, fragment.selectionSet, answer)
    if (isAbstractType(type)) dearestBranch = Math.max(dearestBranch, branch)
    else cost += branch
  }
  return cost + dearestBranch
}

function fieldCost(walk: Walk, parent: GraphQLCompositeType, field: FieldNode, answer: Answer): number {
  const name = field.name.value
  if (field.selectionSet == null || !('getFields' in parent)) return 0
  const definition = (parent as GraphQLObjectType).getFields()[name]
  if (definition === undefined) return 0
  const type = getNamedType(definition.type)
  if (!isCompositeType(type) || FREE_TYPES.has(type.name)) return 0
  const inner: Answer = answer === null ? null : { data: valueOf(answer.data, field) }
  if (inner !== null && inner.data == null) return isRoot(walk, parent) ? 1 : 0
  if (name.endsWith('Count')) return MUTATION_COST
  if (isObjectType(type) && type.name.endsWith('Connection')) return connectionCost(walk, type, field, inner)
  if (isList(definition.type)) return listCost(walk, type, field, inner)
  const own = isRoot(walk, parent) && isPayload(type.name) ? 0 : 1
  return own + selectionCost(walk, type, field.selectionSet, inner)
}

const isRoot = (walk: Walk, type: GraphQLCompositeType): boolean =>
  type === walk.schema.getQueryType() || type === walk.schema.getMutationType()
const isPayload = (name: string): boolean => name.endsWith('Payload')
const isList = (type: GraphQLOutputType): boolean =>
  isListType(type) || (isNonNullType(type) && isListType(type.ofType))

const valueOf = (data: unknown, field: FieldNode): unknown =>
  data !== null && typeof data === 'object'
    ? (data as Record<string, unknown>)[field.alias?.value ?? field.name.value]
    : null

function sizeArgument(walk: Walk, field: FieldNode): number | null {
  const argument = field.arguments?.find((entry) => entry.name.value === 'first' || entry.name.value === 'last')
  if (argument === undefined) return null
  if (argument.value.kind === Kind.INT) return Number(argument.value.value)
  const value = argument.value.kind === Kind.VARIABLE ? walk.variables[argument.value.name.value] : null
  return typeof value === 'number' ? value : 0
}

function connectionCost(walk: Walk, type: GraphQLObjectType, field: FieldNode, answer: Answer): number {
  const sets = field.selectionSet?.selections.filter((entry) => entry.kind === Kind.FIELD) ?? []
  const nodesField = sets.find((entry) => entry.name.value === 'nodes')
  const edgesField = sets.find((entry) => entry.name.value === 'edges')
  const nodeInEdge = edgesField?.selectionSet?.selections.find(
    (entry) => entry.kind === Kind.FIELD && entry.name.value === 'node',
  )
  const nodeSet = nodesField?.selectionSet ?? (nodeInEdge?.kind === Kind.FIELD ? nodeInEdge.selectionSet : undefined)
  const nodeType = getNamedType(type.getFields()['nodes']?.type)
  if (nodeSet == null || !isCompositeType(nodeType)) return 2
  if (answer === null)
    return 2 + pageWeight(sizeArgument(walk, field) ?? 0) * (1 + selectionCost(walk, nodeType, nodeSet, null))
  const nodes =
    nodesField === undefined
      ? edgeNodes(valueOf(answer.data, edgesField ?? field), nodeInEdge)
      : valueOf(answer.data, nodesField)
  return 2 + pageCost(walk, nodeType, nodeSet, nodes)
}

const edgeNodes = (edges: unknown, node: unknown): unknown =>
  Array.isArray(edges) ? edges.map((edge: unknown) => valueOf(edge, node as FieldNode)) : []

function pageCost(walk: Walk, type: GraphQLCompositeType, set: SelectionSetNode, nodes: unknown): number {
  const list = Array.isArray(nodes) ? (nodes as unknown[]) : []
  if (list.length === 0) return 0
  const children = list.reduce<number>((sum, data) => sum + selectionCost(walk, type, set, { data }), 0) / list.length
  return pageWeight(list.length) * (1 + children)
}

/** Plain lists: those with a size are priced like a page, the others like one object. */
function listCost(walk: Walk, type: GraphQLCompositeType, field: FieldNode, answer: Answer): number {
  if (field.selectionSet == null) return 0
  const size = sizeArgument(walk, field)
  if (size === null) return answer === null ? 1 + selectionCost(walk, type, field.selectionSet, null) : 1
  if (answer === null) return pageWeight(size) * (1 + selectionCost(walk, type, field.selectionSet, null))
  return pageCost(walk, type, field.selectionSet, answer.data)
}

/** Points a plan gives back each second; the bucket holds twenty seconds of it. */
const RESTORE_RATE: Readonly<Record<Plan, number>> = { basic: 100, advanced: 200, plus: 1000, enterprise: 2000 }
const BUCKET_SECONDS = 20

export interface CostBucket {
  readonly maximumAvailable: number
  readonly restoreRate: number
  available(now: Date): number
  /** Takes the points when they are there. */
  take(points: number, now: Date): boolean
  giveBack(points: number): void
}

export function createBucket(plan: Plan, start: Date): CostBucket {
  const restoreRate = RESTORE_RATE[plan]
  const maximumAvailable = restoreRate * BUCKET_SECONDS
  let level = maximumAvailable
  let at = start.getTime()
  const fill = (now: Date): void => {
    const passed = Math.max(0, now.getTime() - at) / 1000
    level = Math.min(maximumAvailable, level + passed * restoreRate)
    at = Math.max(at, now.getTime())
  }
  return {
    maximumAvailable,
    restoreRate,
    available(now) {
      fill(now)
      return Math.floor(level)
    },
    take(points, now) {
      fill(now)
      if (points > level) return false
      level -= points
      return true
    },
    giveBack(points) {
      level = Math.min(maximumAvailable, level + points)
    },
  }
}
