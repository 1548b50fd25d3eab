import { editOrder } from './edits.ts'
import { findLine, type LineRef } from './order-lines.ts'
import { ShopRefusal } from './payments.ts'
import type { PlaceLine } from './place-input.ts'
import { type RefundInput, refundOrder } from './refunds.ts'
import { type Shop, touch } from './shop.ts'
import type { OrderState, RestockType, ReturnState } from './state.ts'

export interface ReturnInput {
  readonly lines: readonly {
    readonly line: LineRef
    readonly quantity: number
    readonly restockType?: RestockType
    readonly locationId?: number
  }[]
  /** How the money goes back; `false` leaves the return open. Default: what the goods are worth. */
  readonly refund?: false | Omit<RefundInput, 'lines' | 'returnId'>
  /** What the customer gets instead; added to the same order. */
  readonly exchange?: readonly PlaceLine[]
  readonly at?: string | Date
}

/** Opens a return of goods that were sent and, unless told otherwise, processes it at once. */
export function returnGoods(shop: Shop, order: OrderState, input: ReturnInput): ReturnState {
  const lines = input.lines.map(({ line, quantity }) => ({ line: findLine(order, line), quantity }))
  if (lines.some(({ line, quantity }) => quantity > Math.min(line.fulfilledQuantity, line.currentQuantity))) {
    throw new ShopRefusal('Return line item has an invalid quantity.')
  }
  const opened: ReturnState = {
    id: shop.ids.next('Return'),
    name: `${order.name}-R${order.returns.length + 1}`,
    status: 'OPEN',
    lines: lines.map(({ line, quantity }) => ({ lineId: line.id, quantity })),
    createdAt: input.at === undefined ? shop.clock.now() : new Date(input.at),
  }
  order.returns.push(opened)
  touch(shop, order, [['returns/approve', opened.id], 'orders/updated'])
  if (input.exchange !== undefined) editOrder(shop, order, { addLines: input.exchange })
  if (input.refund !== false) processReturn(shop, order, opened, input)
  return opened
}

/** Takes the goods in, refunds them and closes the return. */
function processReturn(shop: Shop, order: OrderState, opened: ReturnState, input: ReturnInput): void {
  const lines = input.lines.map((entry) => ({ ...entry, restockType: entry.restockType ?? ('RETURN' as const) }))
  refundOrder(shop, order, { ...(input.refund === false ? {} : input.refund), lines, returnId: opened.id })
  opened.status = 'CLOSED'
  touch(shop, order, [['returns/process', opened.id], ['returns/close', opened.id], 'orders/updated'])
}
