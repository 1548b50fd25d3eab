import { isService, refundsOf } from './show-order.ts'
import { subtract, sum, isPositive } from '#lib/decimal'
import { nextId, now, type Order, type Shop, tell } from './state.ts'
import { reduceStock, restoreStock } from './stock.ts'
import { storeRefund } from './refund-store.ts'

const NAMES: Readonly<Record<string, string>> = {
  pending: 'Pending payment',
  processing: 'Processing',
  'on-hold': 'On hold',
  completed: 'Completed',
  cancelled: 'Cancelled',
  refunded: 'Refunded',
  failed: 'Failed',
  'checkout-draft': 'Draft',
}
const nameOf = (status: string): string => NAMES[status] ?? status.charAt(0).toUpperCase() + status.slice(1)

/** Moves an order to a status, with all that follows: payment date, stock, a refund of the rest, a note. */
export function setStatus(shop: Shop, order: Order, status: string): void {
  const before = order.status
  if (before === status) return
  order.status = status
  if (['processing', 'completed'].includes(status)) notePayment(shop, order)
  if (status === 'completed') order.completed = now(shop)
  if (['processing', 'completed', 'on-hold'].includes(status)) reduceStock(shop, order)
  if (['cancelled', 'pending'].includes(status)) restoreStock(shop, order)
  if (status === 'refunded') refundRest(shop, order)
  addNote(shop, order.id, `Order status changed from ${nameOf(before)} to ${nameOf(status)}.`)
  tell(shop, `action.woocommerce_order_status_${status}`, order.id)
}

/** Payment came in: the order moves on, unless it did already. */
export function payOrder(shop: Shop, order: Order): void {
  if (!['pending', 'on-hold', 'failed', 'cancelled', 'checkout-draft'].includes(order.status)) return
  notePayment(shop, order)
  const packs = order.lines.some((line) => !isService(shop, line))
  setStatus(shop, order, packs ? 'processing' : 'completed')
}

/** The first payment counts; what an order comes to later was not paid by it. */
function notePayment(shop: Shop, order: Order): void {
  if (order.paid !== null) return
  order.paid = now(shop)
  order.paidTotal = order.total
}

function refundRest(shop: Shop, order: Order): void {
  const rest = subtract(order.total, sum(refundsOf(shop, order.id).map(({ amount }) => amount)))
  if (isPositive(rest)) storeRefund(shop, { order, amount: rest, reason: 'Order fully refunded.', paidBack: false })
}

export function addNote(shop: Shop, orderId: number, text: string, toCustomer = false, author = 'WooCommerce') {
  const note = { id: nextId(shop, 'note'), orderId, author, created: now(shop), text, toCustomer }
  shop.notes.set(note.id, note)
  return note
}
