import { listOrders } from './order-list.ts'
import { addNote, setStatus } from './order-status.ts'
import { emptyOrder, writeOrder } from './order-write.ts'
import { batch } from './batch.ts'
import { isTrue, listOf, type Rules, type Values } from './params.ts'
import { type Call, created, forced, idOf, links, PAGE_RULES, paged, type Route, urlOf } from './route.ts'
import { type Manner, showOrder } from './show-order.ts'
import { dates } from './dates.ts'
import { decimalsOf, type Note, now, type Order, type Shop, tell } from './state.ts'
import { WpError } from './wp-error.ts'

const STATUSES = [
  'auto-draft',
  'pending',
  'processing',
  'on-hold',
  'completed',
  'cancelled',
  'refunded',
  'failed',
  'packing',
  'checkout-draft',
]
const MONEY_LINE: Rules = { total: { kind: 'string' } }
const PRODUCT_LINE: Rules = {
  product_id: { kind: 'integer', nullable: true },
  quantity: { kind: 'integer' },
  subtotal: { kind: 'string' },
  total: { kind: 'string' },
}
const LIST_RULES: Rules = {
  ...PAGE_RULES,
  after: { kind: 'date' },
  before: { kind: 'date' },
  modified_after: { kind: 'date' },
  modified_before: { kind: 'date' },
  dates_are_gmt: { kind: 'boolean' },
  order: { kind: 'enum', values: ['asc', 'desc'] },
  orderby: { kind: 'enum', values: ['date', 'id', 'include', 'title', 'slug', 'modified'] },
  status: { kind: 'enums', values: ['any', 'trash', ...STATUSES] },
  customer: { kind: 'integer' },
  product: { kind: 'integer' },
  dp: { kind: 'integer' },
}
const WRITE_RULES: Rules = {
  status: { kind: 'enum', values: STATUSES },
  currency: { kind: 'enum', values: Intl.supportedValuesOf('currency') },
  customer_id: { kind: 'integer' },
  billing: { kind: 'address' },
  shipping: { kind: 'object' },
  line_items: { kind: 'items', properties: PRODUCT_LINE },
  shipping_lines: { kind: 'items', properties: MONEY_LINE },
  fee_lines: { kind: 'items', properties: MONEY_LINE },
  coupon_lines: { kind: 'items', properties: { code: { kind: 'string' } } },
  set_paid: { kind: 'boolean' },
}

export const mannerOf = (call: Call): Manner => ({
  places: call.query['dp'] === undefined ? decimalsOf(call.shop) : Number(call.query['dp']),
  includeMeta: listOf(call.query['include_meta']),
  excludeMeta: listOf(call.query['exclude_meta']),
})

const invalid = (status: number) => new WpError(status, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.')

/** @throws {WpError} when it does not exist, with the status that the caller's method gets. */
export function orderOf(shop: Shop, id: number, status = 404): Order {
  const order = shop.orders.get(id)
  if (order === undefined) throw invalid(status)
  return order
}

/** Makes an order as a request does. */
export function createOrder(shop: Shop, given: Values): Order {
  const order = emptyOrder(shop, { via: 'rest-api', ip: '127.0.0.1' })
  writeOrder(shop, order, given, true)
  shop.orders.set(order.id, order)
  tell(shop, 'order.created', order.id)
  tell(shop, 'order.updated', order.id)
  return order
}

/** Somebody writes into an order, by the API or on its page. */
export function updateOrder(shop: Shop, order: Order, given: Values): Order {
  const wasTrashed = order.status === 'trash'
  writeOrder(shop, order, given, false)
  order.modified = now(shop)
  if (!wasTrashed) tell(shop, 'order.updated', order.id)
  return order
}

function deleteOrder(shop: Shop, order: Order, force: boolean) {
  if (force) {
    const shown = showOrder(shop, order)
    shop.orders.delete(order.id)
    return shown
  }
  if (order.status === 'trash') {
    throw new WpError(410, 'woocommerce_rest_already_trashed', 'The order has already been deleted.')
  }
  const shown = showOrder(shop, order)
  order.trashedFrom = order.status
  order.status = 'trash'
  order.modified = now(shop)
  tell(shop, 'order.deleted', order.id)
  return shown
}

/** As somebody does in the admin pages. */
export function restoreOrder(shop: Shop, order: Order): void {
  if (order.trashedFrom === null) return
  const status = order.trashedFrom
  order.trashedFrom = null
  setStatus(shop, order, status)
  tell(shop, 'order.restored', order.id)
}

const showNote = (shop: Shop, note: Note) => ({
  id: note.id,
  author: note.author,
  ...dates(shop.zone, 'created', note.created),
  note: note.text,
  customer_note: note.toCustomer,
  ...links(shop, `/wc/v3/orders/${note.orderId}/notes/${note.id}`, ['GET', 'DELETE'], `/wc/v3/orders/${note.orderId}`),
})

function notesOf(call: Call): Note[] {
  const order = noteOrder(call)
  if (order.status === 'trash') return []
  const type = call.query['type']
  return [...call.shop.notes.values()]
    .filter(
      ({ orderId, toCustomer }) =>
        orderId === order.id && (type === undefined || type === 'any' || (type === 'customer') === toCustomer),
    )
    .toSorted((a, b) => b.created.getTime() - a.created.getTime() || a.id - b.id)
}

function noteOrder(call: Call): Order {
  const order = call.shop.orders.get(idOf(call, 'order'))
  if (order === undefined) throw new WpError(404, 'woocommerce_rest_order_invalid_id', 'Invalid order ID.')
  return order
}

function noteOf(call: Call): Note {
  const order = noteOrder(call)
  const note = call.shop.notes.get(idOf(call))
  if (note?.orderId === order.id) return note
  throw new WpError(404, 'woocommerce_rest_invalid_id', 'Invalid resource ID.')
}

const EXTRA = [
  ['status[0]', 'any'],
  ['dp', '2'],
  ['context', 'view'],
] as const

export const ORDER_ROUTES: readonly Route[] = [
  {
    access: 'list',
    pattern: '/wc/v3/orders',
    rules: LIST_RULES,
    handle: (call) =>
      paged(call, listOrders(call.shop, call.query), (order) => showOrder(call.shop, order, mannerOf(call)), {
        extra: EXTRA,
        forgetsTotal: true,
      }),
  },
  {
    access: 'create',
    pattern: '/wc/v3/orders',
    rules: WRITE_RULES,
    handle: (call) => {
      const order = createOrder(call.shop, call.body)
      return created(urlOf(call.shop, `/wc/v3/orders/${order.id}`), showOrder(call.shop, order, mannerOf(call)))
    },
  },
  {
    access: 'batch',
    pattern: '/wc/v3/orders/batch',
    handle: (call) =>
      batch(call, {
        create: (given) => showOrder(call.shop, createOrder(call.shop, given)),
        update: (id, given) => showOrder(call.shop, updateOrder(call.shop, orderOf(call.shop, id, 400), given)),
        delete: (id) => deleteOrder(call.shop, orderOf(call.shop, id, 404), true),
      }),
  },
  {
    access: 'view',
    pattern: '/wc/v3/orders/:id',
    rules: { context: PAGE_RULES.context, dp: { kind: 'integer' } },
    handle: (call) => ({ body: showOrder(call.shop, orderOf(call.shop, idOf(call)), mannerOf(call)) }),
  },
  {
    access: 'edit',
    pattern: '/wc/v3/orders/:id',
    rules: WRITE_RULES,
    handle: (call) => {
      const order = orderOf(call.shop, idOf(call), 400)
      return { body: showOrder(call.shop, updateOrder(call.shop, order, call.body), mannerOf(call)) }
    },
  },
  {
    access: 'delete',
    pattern: '/wc/v3/orders/:id',
    handle: (call) => ({ body: deleteOrder(call.shop, orderOf(call.shop, idOf(call)), forced(call)) }),
  },
  {
    access: 'list',
    pattern: '/wc/v3/orders/:order/notes',
    handle: (call) => ({ body: notesOf(call).map((note) => showNote(call.shop, note)) }),
  },
  {
    access: 'create',
    pattern: '/wc/v3/orders/:order/notes',
    required: ['note'],
    handle: (call) => {
      const author = isTrue(call.values['added_by_user']) ? 'admin' : 'WooCommerce'
      const note = addNote(
        call.shop,
        noteOrder(call).id,
        String(call.values['note']),
        isTrue(call.values['customer_note']),
        author,
      )
      return created(urlOf(call.shop, `/wc/v3/orders/${note.orderId}/notes/${note.id}`), showNote(call.shop, note))
    },
  },
  {
    access: 'view',
    pattern: '/wc/v3/orders/:order/notes/:id',
    handle: (call) => ({ body: showNote(call.shop, noteOf(call)) }),
  },
  {
    access: 'delete',
    pattern: '/wc/v3/orders/:order/notes/:id',
    handle: (call) => {
      const note = noteOf(call)
      if (!forced(call))
        throw new WpError(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.')
      call.shop.notes.delete(note.id)
      return { body: showNote(call.shop, note) }
    },
  },
]
