import { freeHandle, setHandle } from './catalog.ts'
import type { ProductState } from './catalog-state.ts'
import { numericId } from './ids.ts'
import { isTaken } from './metafield-definitions.ts'
import { type MetafieldInput, writeMetafields } from './metafield-write.ts'
import type { Shop } from './shop.ts'
import { type UserError, userError } from './user-errors.ts'

/** What an app may say about a product, its variants apart. */
export interface ProductWrite {
  readonly title?: string | null
  readonly handle?: string | null
  readonly descriptionHtml?: string | null
  readonly vendor?: string | null
  readonly productType?: string | null
  readonly status?: ProductState['status'] | null
  readonly tags?: readonly string[] | null
  readonly templateSuffix?: string | null
  readonly giftCard?: boolean | null
  readonly category?: string | null
  readonly seo?: { readonly title?: string | null; readonly description?: string | null } | null
  readonly collections?: readonly string[] | null
  readonly collectionsToJoin?: readonly string[] | null
  readonly collectionsToLeave?: readonly string[] | null
  readonly metafields?: readonly MetafieldInput[] | null
}

const TITLE_LIMIT = 255

/** A picture as the shop keeps it: a copy under an address of its own, whose number changes with each copy. */
export function pictureOf(
  shop: Shop,
  { originalSource, alt }: { readonly originalSource?: string | null; readonly alt?: string | null },
): ProductState['media'][number] {
  const id = shop.ids.next('MediaImage')
  const name = (originalSource ?? '')
    .replace(/[?#].*$/, '')
    .split('/')
    .at(-1)
  return { id, url: `https://cdn.shopify.com/s/files/1/0001/0001/files/${name}?v=${id}`, alt: alt ?? null }
}

/** What is wrong with the plain fields of a product; `null` for one that is new. */
export function productErrors(
  shop: Shop,
  product: ProductState | null,
  input: ProductWrite,
  at: readonly string[],
): UserError[] {
  const errors: UserError[] = []
  const blank = input.title == null ? product === null : input.title.trim() === ''
  if (blank) errors.push(userError([...at, 'title'], "Title can't be blank"))
  if ((input.title ?? '').length > TITLE_LIMIT)
    errors.push(userError([...at, 'title'], 'Title is too long (maximum is 255 characters)'))
  if (input.handle != null && input.handle !== '') {
    const owner = shop.catalog.productByHandle.get(plainHandle(input.handle))
    if (owner !== undefined && owner !== product) {
      const message = `Handle '${input.handle}' already in use. Please provide a new handle.`
      errors.push(userError([...at, 'handle'], message))
    }
  }
  input.metafields?.forEach(({ namespace, key, value }, index) => {
    const field = { namespace: namespace ?? null, key: key ?? '', value: value ?? '' }
    if (isTaken(shop.catalog, 'PRODUCT', product, field))
      errors.push(userError([...at, 'metafields', String(index), 'value'], 'Value has already been taken.'))
  })
  return errors
}

const plainHandle = (handle: string): string =>
  handle
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, '-')
    .replace(/^-+|-+$/g, '')

/** The handle of a new product. */
export const handleFor = (shop: Shop, input: ProductWrite): string =>
  input.handle == null || input.handle === '' ? freeHandle(shop.catalog, input.title ?? '') : plainHandle(input.handle)

/** Writes what is said about a product; true when anything changed. With `replace`, lists are replaced. */
export function writeProduct(shop: Shop, product: ProductState, input: ProductWrite, replace = false): boolean {
  const before = fingerprint(product)
  product.title = input.title ?? product.title
  product.descriptionHtml = input.descriptionHtml ?? product.descriptionHtml
  product.vendor = input.vendor ?? product.vendor
  product.productType = input.productType ?? product.productType
  product.status = input.status ?? product.status
  if (input.tags != null) product.tags = plainTags(input.tags)
  if (input.templateSuffix !== undefined) product.templateSuffix = input.templateSuffix
  if (input.category !== undefined) product.category = input.category
  if (input.seo != null) {
    const { title = product.seo.title, description = product.seo.description } = input.seo
    product.seo = { title, description }
  }
  if (input.handle != null && input.handle !== '') setHandle(shop.catalog, product, plainHandle(input.handle))
  writeCollections(product, input)
  if (product.status === 'ACTIVE') product.publishedAt ??= shop.clock.now()
  const fields = input.metafields == null ? false : writeMetafields(shop, product, input.metafields, replace)
  return fields || fingerprint(product) !== before
}

function writeCollections(product: ProductState, input: ProductWrite): void {
  const ids = (list: readonly string[]): number[] => list.map((id) => numericId(id, 'Collection') ?? 0)
  if (input.collections != null) product.collectionIds = ids(input.collections)
  const leaving = ids(input.collectionsToLeave ?? [])
  const joined = new Set([...product.collectionIds, ...ids(input.collectionsToJoin ?? [])])
  product.collectionIds = [...joined].filter((id) => !leaving.includes(id))
}

/** Tags are kept once each, whatever their case, in alphabetical order. */
function plainTags(tags: readonly string[]): string[] {
  const kept = new Map<string, string>()
  for (const tag of tags.flatMap((entry) => entry.split(',')).map((entry) => entry.trim())) {
    if (tag !== '' && !kept.has(tag.toLowerCase())) kept.set(tag.toLowerCase(), tag)
  }
  return [...kept.values()].sort((a, b) => a.localeCompare(b))
}

const fingerprint = (product: ProductState): string => {
  const { variants: _variants, metafields: _metafields, createdAt: _created, updatedAt: _updated, ...plain } = product
  return JSON.stringify(plain)
}
