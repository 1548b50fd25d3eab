import type { Catalog, DefinitionState, ProductState, VariantState } from './catalog-state.ts'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import { gid } from './ids.ts'
import { findMetafield, fullNamespace } from './metafield-view.ts'
import type { Shop } from './shop.ts'
import { type UserError, userError } from './user-errors.ts'

type Owner = ProductState | VariantState

interface DefinitionInput {
  readonly name: string
  readonly namespace?: string | null
  readonly key: string
  readonly type: string
  readonly ownerType: string
  readonly description?: string | null
  readonly capabilities?: { readonly uniqueValues?: { readonly enabled: boolean } | null } | null
}

interface Identifier {
  readonly ownerType: string
  readonly namespace?: string | null
  readonly key: string
}

const nameOf = (ownerType: string, namespace: string | null | undefined, key: string): string =>
  `${ownerType}/${fullNamespace(namespace)}.${key}`

export const definitionOf = (
  { definitions }: Catalog,
  ownerType: string,
  namespace: string | null | undefined,
  key: string,
): DefinitionState | undefined => definitions.get(nameOf(ownerType, namespace, key))

/** Whether another owner of the kind has this value, where values must be unique. */
export function isTaken(
  catalog: Catalog,
  ownerType: 'PRODUCT' | 'PRODUCTVARIANT',
  owner: Owner | null,
  { namespace, key, value }: { readonly namespace?: string | null; readonly key: string; readonly value: string },
): boolean {
  if (definitionOf(catalog, ownerType, namespace, key)?.unique !== true) return false
  const others: Iterable<Owner> = ownerType === 'PRODUCT' ? catalog.products.values() : catalog.variants.values()
  for (const other of others)
    if (other !== owner && findMetafield(other.metafields, namespace, key)?.value === value) return true
  return false
}

/** What metafields may be: definitions are made by an app and read again. */
export function metafieldDefinitionRoots({ catalog, ids }: Shop): View {
  return {
    metafieldDefinition({ identifier }: { identifier?: Identifier | null }) {
      const found =
        identifier == null
          ? undefined
          : definitionOf(catalog, identifier.ownerType, identifier.namespace, identifier.key)
      return found === undefined ? null : definitionView(found)
    },
    metafieldDefinitions(args: ConnectionArgs & Partial<Identifier>) {
      const found = [...catalog.definitions.values()].filter(
        ({ ownerType, namespace, key }) =>
          ownerType === args.ownerType &&
          (args.namespace == null || namespace === fullNamespace(args.namespace)) &&
          (args.key == null || key === args.key),
      )
      return connection(found, args, definitionView)
    },
    metafieldDefinitionCreate({ definition }: { definition: DefinitionInput }) {
      const errors = definitionErrors(catalog, definition)
      if (errors.length > 0) return { createdDefinition: null, userErrors: errors }
      const { ownerType, namespace, key, name, description, type, capabilities } = definition
      const made: DefinitionState = {
        id: ids.next('MetafieldDefinition'),
        ownerType,
        namespace: fullNamespace(namespace),
        key,
        name,
        description: description ?? null,
        type,
        unique: type === 'id' || capabilities?.uniqueValues?.enabled === true,
      }
      catalog.definitions.set(nameOf(ownerType, namespace, key), made)
      return { createdDefinition: definitionView(made), userErrors: [] }
    },
  }
}

const SHORTEST_KEY = 2
const SHORTEST_NAMESPACE = 3
const TYPE =
  /^(list\.)?(id|single_line_text_field|multi_line_text_field|rich_text_field|url|json|boolean|color|date|date_time|number_integer|number_decimal|weight|volume|dimension|money|rating|link|[a-z]+_reference)$/

// Words of TAKEN as recorded from a shop; the others follow the schema's list of codes.
function definitionErrors(catalog: Catalog, input: DefinitionInput): UserError[] {
  const { namespace, key, type, ownerType, capabilities } = input
  const at = (field: string, message: string, code: string): UserError[] => [
    userError(['definition', field], message, code),
  ]
  const letters = /^[\w-]+$/
  if (key.length < SHORTEST_KEY)
    return at('key', `Key is too short (minimum is ${SHORTEST_KEY} characters)`, 'TOO_SHORT')
  if (!letters.test(key)) return at('key', 'Key contains one or more invalid characters.', 'INVALID_CHARACTER')
  if (namespace != null && !namespace.startsWith('$app')) {
    if (namespace.length < SHORTEST_NAMESPACE)
      return at('namespace', `Namespace is too short (minimum is ${SHORTEST_NAMESPACE} characters)`, 'TOO_SHORT')
    if (!letters.test(namespace))
      return at('namespace', 'Namespace contains one or more invalid characters.', 'INVALID_CHARACTER')
  }
  if (!TYPE.test(type)) return at('type', `Type name ${type} is not a valid type.`, 'INCLUSION')
  if (type === 'id' && capabilities?.uniqueValues?.enabled === false)
    return at('capabilities', 'A capability is required for this type.', 'CAPABILITY_REQUIRED_BUT_DISABLED')
  if (definitionOf(catalog, ownerType, namespace, key) === undefined) return []
  const kind = ownerType.charAt(0) + ownerType.slice(1).toLowerCase()
  return at('key', `Key is in use for ${kind} metafields on the '${fullNamespace(namespace)}' namespace.`, 'TAKEN')
}

const definitionView = (entry: DefinitionState): View => ({
  __typename: 'MetafieldDefinition',
  id: gid('MetafieldDefinition', entry.id),
  ownerType: entry.ownerType,
  namespace: entry.namespace,
  key: entry.key,
  name: entry.name,
  description: entry.description,
  type: { name: entry.type },
  capabilities: { uniqueValues: { enabled: entry.unique, eligible: true } },
  pinnedPosition: null,
  validations: [],
})
