import { compare } from '#lib/decimal'
import { type ConnectionArgs, connectionOf, decodeCursor, encodeCursor, pageSize, type View } from './connections.ts'
import { figures } from './figures.ts'
import type { ChangeIndex } from './change-index.ts'
import { orderView } from './order-view.ts'
import { type Matcher, parseSearch } from './order-search.ts'
import { wholeSeconds } from './search.ts'
import type { Shop } from './shop.ts'
import type { OrderState } from './state.ts'

export interface OrdersArgs extends ConnectionArgs {
  readonly query?: string | null
  readonly sortKey?: string | null
}

/** Without `read_all_orders` an app sees the orders of the last 60 days. */
const VISIBLE_DAYS = 60
const MS_PER_DAY = 86_400_000

export function isVisible(shop: Shop, order: OrderState, scopes: ReadonlySet<string>): boolean {
  return (
    scopes.has('read_all_orders') || order.createdAt.getTime() >= shop.clock.now().getTime() - VISIBLE_DAYS * MS_PER_DAY
  )
}

/** The `orders` connection: every status, closed and cancelled orders too. */
export function ordersConnection(shop: Shop, index: ChangeIndex, scopes: ReadonlySet<string>, args: OrdersArgs): View {
  const size = pageSize(args)
  const search = parseSearch(args.query, shop.config.ianaTimezone)
  const matches = (order: OrderState): boolean => search.matches(order) && isVisible(shop, order, scopes)
  const sortKey = args.sortKey ?? 'PROCESSED_AT'
  const forwards = args.first != null && args.reverse !== true && args.before == null
  if (sortKey === 'UPDATED_AT' && forwards) return byUpdate(shop, index, args, size, matches, search.updatedFrom)
  return sortedInMemory(shop, index, args, size, matches, sortKey)
}

function byUpdate(
  shop: Shop,
  index: ChangeIndex,
  args: OrdersArgs,
  size: number,
  matches: Matcher,
  from: number | null,
): View {
  const cursor = args.after == null ? null : decodeCursor(args.after)
  const start = cursor === null ? { value: from ?? 0, id: -1 } : { value: Number(cursor.value), id: cursor.id }
  const found: { readonly order: OrderState; readonly value: number }[] = []
  for (const { id, value } of index.after(start)) {
    const order = shop.orders.get(id)
    if (order !== undefined && matches(order)) found.push({ order, value })
    if (found.length > size) break
  }
  const page = { items: found.slice(0, size), hasNextPage: found.length > size, hasPreviousPage: cursor !== null }
  return connectionOf(
    page,
    ({ order }) => orderView(shop, order),
    ({ order, value }) => encodeCursor(order.id, value),
  )
}

const NUMBER_KEYS: Readonly<Record<string, (order: OrderState) => number>> = {
  CREATED_AT: (order) => wholeSeconds(order.createdAt),
  PROCESSED_AT: (order) => wholeSeconds(order.processedAt),
  UPDATED_AT: (order) => wholeSeconds(order.updatedAt),
  ID: (order) => order.id,
  ORDER_NUMBER: (order) => order.number,
}

function sortedInMemory(
  shop: Shop,
  index: ChangeIndex,
  args: OrdersArgs,
  size: number,
  matches: Matcher,
  sortKey: string,
): View {
  const all = index.ids().flatMap((id) => {
    const order = shop.orders.get(id)
    return order !== undefined && matches(order) ? [order] : []
  })
  const key = NUMBER_KEYS[sortKey]
  const value = (order: OrderState): number => key?.(order) ?? order.id
  const byTotal = sortKey === 'TOTAL_PRICE' || sortKey === 'CURRENT_TOTAL_PRICE'
  all.sort(
    (a, b) => (byTotal ? compare(figures(a).total.shop, figures(b).total.shop) : value(a) - value(b)) || a.id - b.id,
  )
  if (args.reverse === true) all.reverse()
  const position = (cursor: string): number => all.findIndex((order) => order.id === decodeCursor(cursor).id)
  const start = args.after == null ? 0 : position(args.after) + 1
  const end = args.before == null ? all.length : position(args.before)
  const items =
    args.first == null ? all.slice(Math.max(start, end - size), end) : all.slice(start, Math.min(end, start + size))
  const page = { items, hasNextPage: start + items.length < end, hasPreviousPage: start > 0 }
  return connectionOf(
    page,
    (order) => orderView(shop, order),
    (order) => encodeCursor(order.id, value(order)),
  )
}
