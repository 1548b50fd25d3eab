import type { ChangeIndex } from './change-index.ts'
import { type ConnectionArgs, connectionOf, decodeCursor, encodeCursor, pageSize, type View } from './connections.ts'
import { type Lookups, narrowed, type SearchFields, searchOver, updatedFrom, wholeSeconds } from './search.ts'
import type { Shop } from './shop.ts'
import { sortedConnection } from './sorted-connection.ts'
import type { NumericId } from './state.ts'

/** Something that root lists page through. */
interface Listed {
  readonly id: NumericId
  readonly updatedAt: Date
}

/** A searchable list of many things. */
export interface Listing<Item extends Listed> {
  readonly index: ChangeIndex
  get(id: NumericId): Item | undefined
  readonly fields: SearchFields<Item>
  readonly lookups: Lookups<Item>
  /** Orders other than by `ID` and `UPDATED_AT`. */
  readonly sortKeys?: Readonly<Record<string, (item: Item) => number | string>>
}

export interface ListingArgs extends ConnectionArgs {
  readonly query?: string | null
  readonly sortKey?: string | null
}

// Below this share of all, sorting what changed is quicker than walking through everything.
const FEW_SHARE = 0.1

/** One page. What a search narrows by time, SKU or id is found without looking at everything. */
export function listingPage<Item extends Listed>(
  shop: Shop,
  listing: Listing<Item>,
  args: ListingArgs,
  view: (item: Item) => View,
): View {
  const { index } = listing
  const zone = shop.config.ianaTimezone
  const matches = searchOver(args.query, zone, listing.fields)
  const known = narrowed(args.query, listing.lookups)
  const from = updatedFrom(args.query, zone)
  const sortKey = args.sortKey ?? 'ID'
  const few = known ?? (from === null ? null : changedSince(listing, from))
  const forwards = args.first != null && args.reverse !== true && args.before == null
  if (few === null && forwards && sortKey === 'UPDATED_AT') return byUpdate(listing, args, matches, from, view)
  const keyed = listing.sortKeys?.[sortKey]
  if (few === null && forwards && keyed === undefined) return byId(listing, args, matches, view)
  const all = few ?? index.ids().flatMap((id) => listing.get(id) ?? [])
  const found = [...all].filter((item) => index.has(item.id) && matches(item))
  const key =
    keyed ?? (sortKey === 'UPDATED_AT' ? (item: Item) => wholeSeconds(item.updatedAt) : (item: Item) => item.id)
  return sortedConnection(found, args, key, view)
}

/** How many match, at most `limit`. */
export function listingCount<Item extends Listed>(
  shop: Shop,
  listing: Listing<Item>,
  { query, limit }: { readonly query?: string | null; readonly limit?: number | null },
): View {
  const most = limit ?? 10_000
  const matches = searchOver(query, shop.config.ianaTimezone, listing.fields)
  let count = 0
  for (const id of listing.index.ids()) {
    const item = listing.get(id)
    if (item !== undefined && matches(item)) count += 1
  }
  return { count: Math.min(count, most), precision: count > most ? 'AT_LEAST' : 'EXACT' }
}

function changedSince<Item extends Listed>({ index, get }: Listing<Item>, from: number): readonly Item[] | null {
  const total = index.countFrom(0)
  if (index.countFrom(from) > total * FEW_SHARE) return null
  return [...index.after({ value: from, id: -1 })].flatMap(({ id }) => get(id) ?? [])
}

function byUpdate<Item extends Listed>(
  { index, get }: Listing<Item>,
  args: ListingArgs,
  matches: (item: Item) => boolean,
  from: number | null,
  view: (item: Item) => View,
): View {
  const size = pageSize(args)
  const cursor = args.after == null ? null : decodeCursor(args.after)
  const start = cursor === null ? { value: from ?? 0, id: -1 } : { value: Number(cursor.value), id: cursor.id }
  const found: { readonly item: Item; readonly value: number }[] = []
  for (const { id, value } of index.after(start)) {
    const item = get(id)
    if (item !== undefined && matches(item)) found.push({ item, value })
    if (found.length > size) break
  }
  const page = { items: found.slice(0, size), hasNextPage: found.length > size, hasPreviousPage: cursor !== null }
  return connectionOf(
    page,
    ({ item }) => view(item),
    ({ item, value }) => encodeCursor(item.id, value),
  )
}

function byId<Item extends Listed>(
  { index, get }: Listing<Item>,
  args: ListingArgs,
  matches: (item: Item) => boolean,
  view: (item: Item) => View,
): View {
  const size = pageSize(args)
  const after = args.after == null ? null : decodeCursor(args.after).id
  const found: Item[] = []
  for (const id of index.above(after ?? -1)) {
    const item = get(id)
    if (item !== undefined && matches(item)) found.push(item)
    if (found.length > size) break
  }
  return connectionOf(
    { items: found.slice(0, size), hasNextPage: found.length > size, hasPreviousPage: after !== null },
    view,
    (item) => encodeCursor(item.id, item.id),
  )
}
