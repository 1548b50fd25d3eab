import type { ProductState, VariantState } from './catalog-state.ts'
import { productView, variantView } from './catalog-view.ts'
import type { View } from './connections.ts'
import { numericId } from './ids.ts'
import { definitionOf, isTaken } from './metafield-definitions.ts'
import { digestOf, findMetafield, fullNamespace, metafieldView } from './metafield-view.ts'
import { writeMetafield } from './metafield-write.ts'
import { variantChanged } from './products.ts'
import type { Shop } from './shop.ts'
import { productChanged } from './stock.ts'
import { type UserError, userError } from './user-errors.ts'

interface SetInput {
  readonly ownerId: string
  readonly namespace?: string | null
  readonly key: string
  readonly type?: string | null
  readonly value: string
  readonly compareDigest?: string | null
}

type Owner = ProductState | VariantState

const LIMIT = 25
const SHORTEST_KEY = 2

/** Values that an app keeps at products and variants: written all or none. */
export function metafieldMutations(shop: Shop): View {
  return {
    metafieldsSet({ metafields }: { metafields: readonly SetInput[] }) {
      const errors =
        metafields.length > LIMIT
          ? [
              setError(
                ['metafields'],
                `Exceeded the maximum metafields input limit of ${LIMIT}.`,
                'LESS_THAN_OR_EQUAL_TO',
              ),
            ]
          : metafields.flatMap((input, index) => inputErrors(shop, input, index))
      if (errors.length > 0) return { metafields: [], userErrors: errors }
      const written = metafields.flatMap((input) => {
        const owner = ownerOf(shop, input.ownerId)
        return owner === null ? [] : [{ owner, ...writeMetafield(shop, owner, input) }]
      })
      tell(
        shop,
        written.filter((entry) => entry.changed).map((entry) => entry.owner),
      )
      return {
        metafields: written.map(({ owner, field }) => metafieldView(field, typeOf(owner), () => viewOf(shop, owner))),
        userErrors: [],
      }
    },
    metafieldsDelete({ metafields }: { metafields: readonly { ownerId: string; namespace: string; key: string }[] }) {
      const touched: Owner[] = []
      const deleted = metafields.map(({ ownerId, namespace, key }) => {
        const owner = ownerOf(shop, ownerId)
        const found = owner === null ? undefined : findMetafield(owner.metafields, namespace, key)
        if (owner === null || found === undefined) return null
        owner.metafields = owner.metafields.filter((entry) => entry !== found)
        touched.push(owner)
        return { ownerId, namespace: fullNamespace(namespace), key }
      })
      tell(shop, touched)
      return { deletedMetafields: deleted, userErrors: [] }
    },
  }
}

const setError = (field: readonly string[], message: string, code: string): UserError & { elementIndex: null } => ({
  ...userError(field, message, code),
  elementIndex: null,
})

function ownerOf({ catalog }: Shop, id: string): Owner | null {
  const product = catalog.products.get(numericId(id, 'Product') ?? -1)
  return id.includes('/Product/')
    ? (product ?? null)
    : (catalog.variants.get(numericId(id, 'ProductVariant') ?? -1) ?? null)
}

const typeOf = (owner: Owner): 'PRODUCT' | 'PRODUCTVARIANT' => ('product' in owner ? 'PRODUCTVARIANT' : 'PRODUCT')
const viewOf = (shop: Shop, owner: Owner): View =>
  'product' in owner ? variantView(shop, owner) : productView(shop, owner)

function inputErrors(shop: Shop, input: SetInput, index: number): UserError[] {
  const at = ['metafields', String(index)]
  const owner = ownerOf(shop, input.ownerId)
  if (owner === null) return [setError([...at, 'ownerId'], 'Owner does not exist.', 'INVALID')]
  const known = findMetafield(owner.metafields, input.namespace, input.key)
  const errors: UserError[] = []
  if (input.key.length < SHORTEST_KEY)
    errors.push(setError([...at, 'key'], `Key is too short (minimum is ${SHORTEST_KEY} characters)`, 'TOO_SHORT'))
  if (input.value === '') errors.push(setError([...at, 'value'], "Value can't be blank", 'BLANK'))
  const type = input.type ?? known?.type ?? definitionOf(shop.catalog, typeOf(owner), input.namespace, input.key)?.type
  if (type == null || type === '') errors.push(setError([...at, 'type'], "Type can't be blank", 'BLANK'))
  else errors.push(...valueErrors(shop, { ...input, type }, owner, [...at, 'value']))
  const current = known === undefined ? null : digestOf(known)
  if (input.compareDigest !== undefined && input.compareDigest !== current) {
    const message =
      'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.'
    errors.push(setError(at, message, 'STALE_OBJECT'))
  }
  return errors
}

function valueErrors(
  shop: Shop,
  input: SetInput & { readonly type: string },
  owner: Owner,
  at: readonly string[],
): UserError[] {
  const { type, value } = input
  const wrong = (message: string): UserError[] => [setError(at, message, 'INVALID_VALUE')]
  if (type === 'number_integer' && !/^-?\d+$/.test(value)) return wrong('Value must be an integer.')
  if (type === 'number_decimal' && !/^-?\d+(\.\d+)?$/.test(value)) return wrong('Value must be a decimal.')
  if (type === 'boolean' && value !== 'true' && value !== 'false') return wrong('Value must be true or false.')
  if (type === 'json' && !isJson(value)) return wrong('Value is invalid JSON.')
  const definition = definitionOf(shop.catalog, typeOf(owner), input.namespace, input.key)
  if (definition !== undefined && definition.type !== type)
    return [setError(at.slice(0, -1).concat('type'), `Type must be ${definition.type}`, 'INVALID_TYPE')]
  return isTaken(shop.catalog, typeOf(owner), owner, input)
    ? [setError(at, 'Value has already been taken.', 'TAKEN')]
    : []
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Marks owners as changed and tells of each product once. */
function tell(shop: Shop, owners: readonly Owner[]): void {
  const products = new Set<ProductState>()
  for (const owner of owners) {
    if ('product' in owner) variantChanged(shop, owner)
    products.add('product' in owner ? owner.product : owner)
  }
  for (const product of products) productChanged(shop, product)
}
