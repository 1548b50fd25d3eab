import { createHash } from 'node:crypto'
import type { MetafieldState } from './catalog-state.ts'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import { gid } from './ids.ts'
import { instant } from './money-view.ts'

// The sandbox has one app; its own namespace is written `$app` and read back in full.
const APP_NAMESPACE = 'app--347082227713'

/** The namespace as it is kept: `$app` and none at all mean the app's own. */
export const fullNamespace = (namespace: string | null | undefined): string =>
  (namespace ?? '$app').replace(/^\$app(?=$|:)/, APP_NAMESPACE).replace(':', '--')

/** What a metafield is kept at. */
export type MetafieldOwner = 'PRODUCT' | 'PRODUCTVARIANT' | 'CUSTOMER'

/** What `compareDigest` of a metafield is; changes with its value or type. */
export const digestOf = ({ type, value }: MetafieldState): string =>
  createHash('sha256').update(`${type}\n${value}`).digest('hex')

export const findMetafield = (
  metafields: readonly MetafieldState[],
  namespace: string | null | undefined,
  key: string,
): MetafieldState | undefined =>
  metafields.find((entry) => entry.namespace === fullNamespace(namespace) && entry.key === key)

export function metafieldView(entry: MetafieldState, ownerType: MetafieldOwner, owner: () => View): View {
  return {
    __typename: 'Metafield',
    id: gid('Metafield', entry.id),
    legacyResourceId: String(entry.id),
    namespace: entry.namespace,
    key: entry.key,
    type: entry.type,
    value: entry.value,
    jsonValue: () => jsonOf(entry),
    compareDigest: () => digestOf(entry),
    sizeInBytes: Buffer.byteLength(entry.value),
    ownerType,
    owner,
    definition: null,
    reference: null,
    createdAt: instant(entry.createdAt),
    updatedAt: instant(entry.updatedAt),
  }
}

function jsonOf({ type, value }: MetafieldState): unknown {
  const plain = /^(single_line_text_field|multi_line_text_field|id|url|date|date_time|color|.*_reference)$/.test(type)
  if (plain) return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

interface MetafieldsArgs extends ConnectionArgs {
  readonly namespace?: string | null
  readonly keys?: readonly string[] | null
}

/** The fields `metafield` and `metafields` of an owner. */
export function metafieldFields(
  metafields: readonly MetafieldState[],
  ownerType: MetafieldOwner,
  owner: () => View,
): View {
  return {
    metafield: ({ namespace, key }: { namespace?: string | null; key: string }) => {
      const found = findMetafield(metafields, namespace, key)
      return found === undefined ? null : metafieldView(found, ownerType, owner)
    },
    metafields: (args: MetafieldsArgs) => {
      const keys = args.keys?.map((key) => (key.includes('.') ? key : `${fullNamespace(args.namespace)}.${key}`))
      const chosen = metafields.filter(
        (entry) =>
          (args.namespace == null || entry.namespace === fullNamespace(args.namespace)) &&
          (keys === undefined || keys.includes(`${entry.namespace}.${entry.key}`)),
      )
      return connection(chosen, args, (entry) => metafieldView(entry, ownerType, owner))
    },
  }
}
