import { refuse } from './graphql-errors.ts'

export interface ConnectionArgs {
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
  readonly reverse?: boolean | null
}

/** An object as GraphQL reads it: plain values and functions of the field's arguments. */
export type View = Readonly<Record<string, unknown>>

export interface PageOf<Item> {
  readonly items: readonly Item[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

export const MAX_PAGE = 250

/** The page size that means all; only bulk operations may ask for more than a page. */
export const EVERYTHING = 2_147_483_647

/** The page size asked for, or the refusal Shopify gives. That it is not too large is seen to for all fields alike. */
export function pageSize(args: ConnectionArgs): number {
  const size = args.first ?? args.last
  if (size === null || size === undefined) throw refuse('BAD_REQUEST', 'you must provide one of first or last')
  if (size < 0) throw refuse('BAD_REQUEST', `first must be between 0 and ${MAX_PAGE}`)
  return size
}

export const encodeCursor = (id: number, value: string | number): string =>
  Buffer.from(JSON.stringify({ last_id: id, last_value: String(value) })).toString('base64')

export function decodeCursor(cursor: string): { id: number; value: string } {
  try {
    const parsed = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')) as {
      last_id?: unknown
      last_value?: unknown
    }
    if (typeof parsed.last_id === 'number') return { id: parsed.last_id, value: String(parsed.last_value) }
  } catch {
    // Falls through to the refusal: what is not ours is not a cursor.
  }
  throw refuse('BAD_REQUEST', 'Invalid cursor for current pagination sort.')
}

/** A connection over a list that lives in memory; cursors hold the item's id. */
export function connection<Item extends { readonly id: number }>(
  all: readonly Item[],
  args: ConnectionArgs,
  view: (item: Item) => View,
): View {
  const size = pageSize(args)
  const items = args.reverse === true ? [...all].reverse() : all
  const from = args.after == null ? 0 : indexAfter(items, args.after)
  const to = args.before == null ? items.length : indexOf(items, args.before)
  const forwards = args.first != null
  const start = forwards ? from : Math.max(from, to - size)
  const end = forwards ? Math.min(to, from + size) : to
  return connectionOf(
    { items: items.slice(start, end), hasNextPage: end < items.length, hasPreviousPage: start > 0 },
    view,
    (item) => encodeCursor(item.id, item.id),
  )
}

const indexOf = (items: readonly { readonly id: number }[], cursor: string): number => {
  const { id } = decodeCursor(cursor)
  const index = items.findIndex((item) => item.id === id)
  return index === -1 ? items.length : index
}

const indexAfter = (items: readonly { readonly id: number }[], cursor: string): number =>
  Math.min(items.length, indexOf(items, cursor) + 1)

/** The shape every connection has. */
export function connectionOf<Item>(
  page: PageOf<Item>,
  view: (item: Item) => View,
  cursorOf: (item: Item) => string,
): View {
  const first = page.items[0]
  const last = page.items.at(-1)
  return {
    nodes: () => page.items.map(view),
    edges: () => page.items.map((item) => ({ cursor: () => cursorOf(item), node: view(item) })),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: first === undefined ? null : cursorOf(first),
      endCursor: last === undefined ? null : cursorOf(last),
    },
  }
}
