import { boundOf } from './dates.ts'
import { isTrue, listOf, type Values } from './params.ts'
import type { Order, Shop } from './state.ts'

/** The orders that a list asks for, in its order. */
export function listOrders(shop: Shop, query: Values): Order[] {
  const tests = [byStatus(query), byDates(shop, query), byIds(query), byOwner(query), bySearch(query)]
  const found = [...shop.orders.values()].filter((order) => tests.every((test) => test(order)))
  return sorted(found, query)
}

type Test = (order: Order) => boolean

function byStatus(query: Values): Test {
  const wanted = new Set(listOf(query['status'] ?? 'any'))
  if (wanted.size === 0 || wanted.has('any')) return ({ status }) => status !== 'trash' && status !== 'auto-draft'
  return ({ status }) => wanted.has(status)
}

function byDates(shop: Shop, query: Values): Test {
  const inGmt = isTrue(query['dates_are_gmt'])
  const bound = (name: string): number | null =>
    query[name] === undefined ? null : boundOf(shop.zone, String(query[name]), inGmt).getTime()
  const [after, before] = [bound('after'), bound('before')]
  const [modifiedAfter, modifiedBefore] = [bound('modified_after'), bound('modified_before')]
  const inside = (value: number, low: number | null, high: number | null): boolean =>
    (low === null || value > low) && (high === null || value < high)
  return ({ created, modified }) =>
    inside(created.getTime(), after, before) && inside(modified.getTime(), modifiedAfter, modifiedBefore)
}

function byIds(query: Values): Test {
  const ids = (name: string) => (query[name] === undefined ? null : new Set(listOf(query[name]).map(Number)))
  const [include, exclude, parent] = [ids('include'), ids('exclude'), ids('parent')]
  return (order) =>
    (include === null || include.size === 0 || include.has(order.id)) &&
    !(exclude?.has(order.id) ?? false) &&
    (parent === null || parent.size === 0 || parent.has(order.parentId))
}

function byOwner(query: Values): Test {
  const customer = query['customer'] === undefined ? null : Number(query['customer'])
  const product = query['product'] === undefined ? null : Number(query['product'])
  const via = listOf(query['created_via'])
  return (order) =>
    (customer === null || order.customerId === customer) &&
    (product === null ||
      order.lines.some(({ productId, variationId }) => productId === product || variationId === product)) &&
    (via.length === 0 || via.includes(order.createdVia))
}

function bySearch(query: Values): Test {
  const text = String(query['search'] ?? '').toLowerCase()
  if (text === '') return () => true
  return (order) =>
    String(order.id) === text ||
    [
      ...Object.values(order.billing),
      ...Object.values(order.shipping),
      order.transactionId,
      ...order.lines.map(({ name }) => name),
    ].some((value) => value.toLowerCase().includes(text))
}

function sorted(orders: readonly Order[], query: Values): Order[] {
  const by = String(query['orderby'] ?? 'date')
  if (by === 'include') {
    const ids = listOf(query['include']).map(Number)
    return orders.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
  }
  const value = (order: Order): number =>
    by === 'modified' ? order.modified.getTime() : by === 'date' ? order.created.getTime() : order.id
  const sign = query['order'] === 'asc' ? 1 : -1
  return orders.toSorted((a, b) => sign * (value(a) - value(b) || a.id - b.id))
}
