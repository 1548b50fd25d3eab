import type { View } from './connections.ts'
import type { IdempotencyKeys } from './idempotency.ts'
import { numericId } from './ids.ts'
import { orderView } from './order-view.ts'
import { ShopRefusal } from './payments.ts'
import { refundView } from './refund-view.ts'
import { type RefundInput, refundOrder } from './refunds.ts'
import type { Shop } from './shop.ts'
import type { AdjustmentReason, OrderState, RestockType } from './state.ts'
import { userError } from './user-errors.ts'

interface GraphqlRefundInput {
  readonly orderId: string
  readonly note?: string | null
  readonly discrepancyReason?: AdjustmentReason | null
  readonly refundLineItems?:
    | readonly {
        readonly lineItemId: string
        readonly quantity: number
        readonly restockType?: RestockType | null
        readonly locationId?: string | null
      }[]
    | null
  readonly shipping?: { readonly amount?: string | null; readonly fullRefund?: boolean | null } | null
  readonly transactions?:
    | readonly {
        readonly amount: string
        readonly gateway: string
        readonly kind: string
        readonly parentId?: string | null
      }[]
    | null
}

/** `refundCreate`, which must carry an idempotency key: the same key with the same input answers as before. */
export function refundMutation(shop: Shop, keys: IdempotencyKeys): View {
  return {
    refundCreate: keys.guard(
      'refundCreate',
      ({ input }: { input: GraphqlRefundInput }) => create(shop, input),
      (error) => ({ refund: null, order: null, userErrors: [error] }),
    ),
  }
}

function create(shop: Shop, input: GraphqlRefundInput): View {
  const order = shop.orders.get(numericId(input.orderId, 'Order') ?? -1)
  if (order === undefined)
    return { refund: null, order: null, userErrors: [userError(['orderId'], 'Order does not exist')] }
  const refused = (field: readonly string[] | null, message: string): View => ({
    refund: null,
    order: orderView(shop, order),
    userErrors: [userError(field, message)],
  })
  const kind = input.transactions?.find((entry) => entry.kind !== 'REFUND')?.kind
  if (kind !== undefined) return refused(null, `Kind ${kind.toLowerCase()} is not a valid transaction`)
  if (input.transactions?.some((entry) => !parentOf(order, entry.parentId)) === true) {
    return refused(['transactions'], 'Transactions require a parent_id associated with the order')
  }
  const wrong = (input.refundLineItems ?? []).findIndex(({ lineItemId, quantity }) => {
    const line = order.lines.find((entry) => entry.id === numericId(lineItemId, 'LineItem'))
    return line === undefined || quantity > line.currentQuantity
  })
  if (wrong !== -1)
    return refused(
      ['refundLineItems', String(wrong), 'quantity'],
      'Quantity cannot refund more items than were purchased',
    )
  try {
    const refund = refundOrder(shop, order, refundInput(input))
    const self = (): View => orderView(shop, order)
    return { refund: refundView(shop, order, refund, self), order: self(), userErrors: [] }
  } catch (error) {
    if (error instanceof ShopRefusal) return refused(null, error.message)
    throw error
  }
}

const parentOf = (order: OrderState, parentId: string | null | undefined): boolean =>
  parentId == null || order.transactions.some((entry) => entry.id === numericId(parentId, 'OrderTransaction'))

function refundInput(input: GraphqlRefundInput): RefundInput {
  const { shipping } = input
  const back = shipping?.fullRefund === true ? true : (shipping?.amount ?? undefined)
  return {
    lines: (input.refundLineItems ?? []).map((entry) => ({
      line: entry.lineItemId,
      quantity: entry.quantity,
      ...(entry.restockType == null ? {} : { restockType: entry.restockType }),
      ...(entry.locationId == null ? {} : { locationId: numericId(entry.locationId, 'Location') ?? 0 }),
    })),
    ...(back === undefined ? {} : { shipping: back }),
    ...(input.discrepancyReason == null ? {} : { reason: input.discrepancyReason }),
    ...(input.note == null ? {} : { note: input.note }),
    transactions: (input.transactions ?? []).map((entry) => {
      const parentId = entry.parentId == null ? null : numericId(entry.parentId, 'OrderTransaction')
      return { gateway: entry.gateway, amount: entry.amount, ...(parentId === null ? {} : { parentId }) }
    }),
  }
}
