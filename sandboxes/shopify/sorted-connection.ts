import { type ConnectionArgs, connectionOf, decodeCursor, encodeCursor, pageSize, type View } from './connections.ts'

/**
 * A connection in the order of a key. A cursor is a place in that order, not an item, so that a page can be
 * continued after its last item has changed or gone.
 */
export function sortedConnection<Item extends { readonly id: number }>(
  all: readonly Item[],
  args: ConnectionArgs,
  key: (item: Item) => number | string,
  view: (item: Item) => View,
): View {
  const size = pageSize(args)
  const sign = args.reverse === true ? -1 : 1
  const order = (item: Item, value: number | string, id: number): number =>
    sign * (compareKeys(key(item), value) || item.id - id)
  const items = [...all].sort((a, b) => order(a, key(b), b.id))
  const place = (cursor: string): ((item: Item) => number) => {
    const { id, value } = decodeCursor(cursor)
    return (item) => order(item, typeof key(item) === 'number' ? Number(value) : value, id)
  }
  const after = args.after == null ? () => 1 : place(args.after)
  const before = args.before == null ? () => -1 : place(args.before)
  const inside = items.filter((item) => after(item) > 0 && before(item) < 0)
  const forwards = args.first != null
  const page = forwards ? inside.slice(0, size) : inside.slice(Math.max(0, inside.length - size))
  const cut = inside.length > page.length
  return connectionOf(
    {
      items: page,
      hasNextPage: forwards ? cut : args.before != null,
      hasPreviousPage: forwards ? args.after != null : cut,
    },
    view,
    (item) => encodeCursor(item.id, key(item)),
  )
}

function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [String(a), String(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
