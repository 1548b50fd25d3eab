import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  GraphQLError,
  type GraphQLObjectType,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  specifiedRules,
  validate,
} from 'graphql'
import { EVERYTHING } from './connections.ts'
import { adminSchema } from './schema.ts'

/** A bulk query taken apart: one document per root connection, to be run page by page. */
export interface BulkQuery {
  readonly roots: readonly BulkRoot[]
}

export interface BulkRoot {
  /** Takes `$bulkAfter`; its one field is the root connection under the name `key`. */
  readonly document: DocumentNode
  readonly key: string
  /** Splits a node into the lines that it becomes. */
  lines(node: BulkObject, parentId: string | null, into: BulkObject[]): void
}

export type BulkObject = Record<string, unknown>

/** What one page of a root connection answers with, under names that no query uses by chance. */
export interface BulkPage {
  readonly edges: readonly { readonly node: BulkObject }[]
  readonly bulkPageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

const PAGE_SIZE = 500
const CONNECTION_LIMIT = 5
const DEPTH_LIMIT = 2

/** A connection inside the query. */
interface Found {
  readonly field: FieldNode
  readonly depth: number
  readonly inList: boolean
  readonly parentHasId: boolean
}

/** Takes a bulk query apart, or says why it is refused, in the vendor's words. */
export function planBulkQuery(text: string): BulkQuery | { readonly refused: readonly string[] } {
  let document: DocumentNode
  try {
    document = parse(text)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const end = error.message.includes('<EOF>')
    return { refused: [`Invalid bulk query: syntax error, unexpected ${end ? 'end of file' : 'token'}`] }
  }
  const operation = document.definitions.find((entry) => entry.kind === Kind.OPERATION_DEFINITION)
  if (operation?.operation !== 'query')
    return { refused: ['Invalid operation type. Only `query` operations are supported.'] }
  const wrong = validate(adminSchema(), document, specifiedRules)
  if (wrong.length > 0) return { refused: wrong.map((error) => `Invalid bulk query: ${error.message}`) }
  const walk = walkOf(document)
  const root = adminSchema().getQueryType()
  if (root == null) return { refused: [] }
  const found = connectionsIn(walk, root, operation.selectionSet, { depth: 0, inList: false, parentHasId: true })
  const refused = faults(operation, found)
  return refused.length > 0 ? { refused } : { roots: rootsOf(walk, root, document, operation) }
}

function faults(operation: OperationDefinitionNode, found: readonly Found[]): string[] {
  const names = (all: readonly Found[]): string => all.map((entry) => entry.field.name.value).join(', ')
  const refused: string[] = []
  const isNode = (name: string): boolean => name === 'node' || name === 'nodes'
  if (operation.selectionSet.selections.some((entry) => entry.kind === Kind.FIELD && isNode(entry.name.value)))
    refused.push('Bulk queries cannot contain a top level `node` field.')
  if (found.length === 0) refused.push('Bulk queries must contain at least one connection.')
  const flat = found.filter((entry) => nodeSet(entry.field) === undefined)
  if (flat.length > 0) {
    refused.push(
      `All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: '${flat[0]?.field.name.value} { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: '${names(flat)}'.`,
    )
  }
  if (found.length > CONNECTION_LIMIT)
    refused.push(`Bulk queries cannot contain more than ${CONNECTION_LIMIT} connections.`)
  if (found.some((entry) => entry.depth > DEPTH_LIMIT))
    refused.push(`Bulk queries cannot contain connections with a nesting depth greater than ${DEPTH_LIMIT}.`)
  if (found.some((entry) => entry.inList))
    refused.push('Queries that contain a connection field within a list field are not currently supported.')
  const orphans = found.filter((entry) => !entry.parentHasId)
  if (orphans.length > 0) {
    refused.push(
      `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${names(orphans)}.`,
    )
  }
  return refused
}

interface Walk {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

function walkOf(document: DocumentNode): Walk {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const entry of document.definitions)
    if (entry.kind === Kind.FRAGMENT_DEFINITION) fragments.set(entry.name.value, entry)
  return { fragments }
}

/** The fields of a selection, fragments opened up, each with the type that it stands on. */
function fieldsIn(walk: Walk, type: GraphQLObjectType, set: SelectionSetNode): [FieldNode, GraphQLObjectType][] {
  return set.selections.flatMap((entry): [FieldNode, GraphQLObjectType][] => {
    if (entry.kind === Kind.FIELD) return [[entry, type]]
    const inner = entry.kind === Kind.INLINE_FRAGMENT ? entry : walk.fragments.get(entry.name.value)
    if (inner === undefined) return []
    const named = inner.typeCondition == null ? type : adminSchema().getType(inner.typeCondition.name.value)
    return fieldsIn(walk, (named ?? type) as GraphQLObjectType, inner.selectionSet)
  })
}

interface Place {
  readonly depth: number
  readonly inList: boolean
  readonly parentHasId: boolean
}

function connectionsIn(walk: Walk, type: GraphQLObjectType, set: SelectionSetNode, place: Place): Found[] {
  return fieldsIn(walk, type, set).flatMap(([field, owner]): Found[] => {
    const inner = innerOf(owner, field)
    if (inner === null) return []
    if (!inner.isConnection) {
      if (field.selectionSet == null) return []
      return connectionsIn(walk, inner.type, field.selectionSet, { ...place, inList: place.inList || inner.isList })
    }
    const nodes = nodeSet(field)
    const nodeType = getNamedType(inner.type.getFields()['nodes']?.type) as GraphQLObjectType
    const own: Found = { field, ...place }
    if (nodes === undefined) return [own]
    const hasId = fieldsIn(walk, nodeType, nodes).some(([entry]) => entry.name.value === 'id' && entry.alias == null)
    return [own, ...connectionsIn(walk, nodeType, nodes, { depth: place.depth + 1, inList: false, parentHasId: hasId })]
  })
}

interface Inner {
  readonly type: GraphQLObjectType
  readonly isConnection: boolean
  readonly isList: boolean
}

/** The composite type that a field leads to; null for plain values. */
function innerOf(owner: GraphQLObjectType, field: FieldNode): Inner | null {
  const definition = 'getFields' in owner ? owner.getFields()[field.name.value] : undefined
  const type = getNamedType(definition?.type)
  if (definition === undefined || type === undefined || !isCompositeType(type)) return null
  return {
    type: type as GraphQLObjectType,
    isConnection: type.name.endsWith('Connection'),
    isList: isListType(getNullableType(definition.type)),
  }
}

/** What is selected of `edges { node { … } }`. */
function nodeSet(field: FieldNode): SelectionSetNode | undefined {
  const child = (set: SelectionSetNode | undefined, name: string): FieldNode | undefined =>
    set?.selections.find((entry): entry is FieldNode => entry.kind === Kind.FIELD && entry.name.value === name)
  return child(child(field.selectionSet, 'edges')?.selectionSet, 'node')?.selectionSet
}

function rootsOf(
  walk: Walk,
  root: GraphQLObjectType,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): BulkRoot[] {
  const fragments = document.definitions.filter((entry) => entry.kind === Kind.FRAGMENT_DEFINITION)
  return fieldsIn(walk, root, operation.selectionSet).flatMap(([field]): BulkRoot[] => {
    const inner = innerOf(root, field)
    if (inner === null || !inner.isConnection) return []
    const nodeType = getNamedType(inner.type.getFields()['nodes']?.type) as GraphQLObjectType
    const nodes = nodeSet(field)
    if (nodes === undefined) return []
    const cut = cutOf(walk, nodeType, nodes)
    const paged = `query Bulk($bulkAfter: String) { ${print(withPages(walk, root, field, true))} }`
    const text = [paged, ...fragments.map((entry) => print(unpagedFragment(walk, entry)))].join('\n')
    return [
      {
        document: parse(text),
        key: field.alias?.value ?? field.name.value,
        lines: (node, parentId, into) => split(cut, node, parentId, into),
      },
    ]
  })
}

function unpagedFragment(walk: Walk, fragment: FragmentDefinitionNode): FragmentDefinitionNode {
  const type = adminSchema().getType(fragment.typeCondition.name.value) as GraphQLObjectType
  return { ...fragment, selectionSet: selectionWithPages(walk, type, fragment.selectionSet) }
}

function selectionWithPages(walk: Walk, type: GraphQLObjectType, set: SelectionSetNode): SelectionSetNode {
  return {
    ...set,
    selections: set.selections.map((entry) => {
      if (entry.kind === Kind.FIELD) return withPages(walk, type, entry, false)
      if (entry.kind === Kind.FRAGMENT_SPREAD) return entry
      const named = entry.typeCondition == null ? type : adminSchema().getType(entry.typeCondition.name.value)
      return {
        ...entry,
        selectionSet: selectionWithPages(walk, (named ?? type) as GraphQLObjectType, entry.selectionSet),
      }
    }),
  }
}

/** The field with page arguments in every connection: the root goes page by page, nested ones give all at once. */
function withPages(walk: Walk, owner: GraphQLObjectType, field: FieldNode, isRoot: boolean): FieldNode {
  const inner = innerOf(owner, field)
  if (inner === null || field.selectionSet == null) return field
  const selectionSet = selectionWithPages(walk, inner.type, field.selectionSet)
  if (!inner.isConnection) return { ...field, selectionSet }
  const kept = (field.arguments ?? []).filter(
    (entry) => !['first', 'last', 'after', 'before'].includes(entry.name.value),
  )
  const first = argument('first', { kind: Kind.INT, value: String(isRoot ? PAGE_SIZE : EVERYTHING) })
  if (!isRoot) return { ...field, arguments: [...kept, first], selectionSet }
  const after = argument('after', { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: 'bulkAfter' } })
  const info = parse('{ bulkPageInfo: pageInfo { hasNextPage endCursor } }').definitions[0]
  const asked = info?.kind === Kind.OPERATION_DEFINITION ? info.selectionSet.selections : []
  const { directives: _, ...bare } = field
  return {
    ...bare,
    arguments: [...kept, first, after],
    selectionSet: { ...selectionSet, selections: [...selectionSet.selections, ...asked] },
  }
}

const argument = (name: string, value: ArgumentNode['value']): ArgumentNode => ({
  kind: Kind.ARGUMENT,
  name: { kind: Kind.NAME, value: name },
  value,
})

/** What has to be taken out of a node: its connections, also those inside of single objects. */
interface Cut {
  readonly connections: readonly { readonly key: string; readonly nodes: Cut }[]
  readonly objects: readonly { readonly key: string; readonly cut: Cut }[]
}

function cutOf(walk: Walk, type: GraphQLObjectType, set: SelectionSetNode): Cut {
  const connections: { key: string; nodes: Cut }[] = []
  const objects: { key: string; cut: Cut }[] = []
  for (const [field, owner] of fieldsIn(walk, type, set)) {
    const key = field.alias?.value ?? field.name.value
    const inner = innerOf(owner, field)
    if (inner === null || inner.isList || field.selectionSet == null) continue
    const nodes = inner.isConnection ? nodeSet(field) : undefined
    if (nodes !== undefined) {
      const nodeType = getNamedType(inner.type.getFields()['nodes']?.type) as GraphQLObjectType
      connections.push({ key, nodes: cutOf(walk, nodeType, nodes) })
      continue
    }
    const cut = cutOf(walk, inner.type, field.selectionSet)
    if (cut.connections.length + cut.objects.length > 0) objects.push({ key, cut })
  }
  return { connections, objects }
}

/** One line for the node, and one for every node of the connections in it. */
function split(cut: Cut, node: BulkObject, parentId: string | null, into: BulkObject[]): void {
  const children: [Cut, BulkObject][] = []
  const own = withoutConnections(cut, node, children)
  into.push(parentId === null ? own : { ...own, __parentId: parentId })
  for (const [inner, child] of children) split(inner, child, String(node['id']), into)
}

function withoutConnections(cut: Cut, value: BulkObject, children: [Cut, BulkObject][]): BulkObject {
  const own: BulkObject = { ...value }
  for (const { key, nodes } of cut.connections) {
    const held = own[key] as { readonly edges: readonly { readonly node: BulkObject }[] } | null | undefined
    delete own[key]
    for (const { node } of held?.edges ?? []) children.push([nodes, node])
  }
  for (const { key, cut: inner } of cut.objects) {
    const held = own[key]
    if (held != null) own[key] = withoutConnections(inner, held as BulkObject, children)
  }
  return own
}
