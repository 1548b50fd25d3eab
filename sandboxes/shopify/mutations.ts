import { decimal } from '#lib/decimal'
import { cancelOrder, deleteOrder, setClosed } from './cancel.ts'
import type { View } from './connections.ts'
import { findCustomer, showCustomer } from './customer-queries.ts'
import { changeCustomer } from './customers.ts'
import { editMutations } from './edit-sessions.ts'
import { createIdempotencyKeys, type IdempotencyKeys } from './idempotency.ts'
import { gid, numericId } from './ids.ts'
import { createOrderMutation } from './order-create.ts'
import { orderView } from './order-view.ts'
import { captureOrder, payOrder, ShopRefusal } from './payments.ts'
import type { AttributeInput } from './place-input.ts'
import { refundMutation } from './refund-create.ts'
import { type Shop, touch } from './shop.ts'
import type { OrderState } from './state.ts'
import { transactionView } from './transaction-view.ts'
import { type UserError, userError } from './user-errors.ts'

const CANCEL_NOTE_LIMIT = 255

interface OrderInput {
  readonly id: string
  readonly note?: string | null
  readonly tags?: readonly string[] | null
  readonly customAttributes?: readonly AttributeInput[] | null
  readonly poNumber?: string | null
}

interface CancelArgs {
  readonly orderId: string
  readonly reason: NonNullable<OrderState['cancelReason']>
  readonly restock: boolean
  readonly refund?: boolean | null
  readonly refundMethod?: { readonly originalPaymentMethodsRefund?: boolean | null } | null
  readonly staffNote?: string | null
}

/** What an app may do to orders; each goes through the same functions as the TypeScript interface. */
export function mutations(shop: Shop, keys: IdempotencyKeys = createIdempotencyKeys(shop)): View {
  const find = (id: string): OrderState | undefined => shop.orders.get(numericId(id, 'Order') ?? -1)
  const change = (id: string, act: (order: OrderState) => void): View => {
    const order = find(id)
    if (order === undefined) return { order: null, userErrors: [userError(['id'], 'Order does not exist')] }
    const errors = attempt(['id'], () => act(order))
    return { order: errors.length > 0 ? null : orderView(shop, order), userErrors: errors }
  }
  return {
    ...createOrderMutation(shop),
    ...refundMutation(shop, keys),
    ...editMutations(shop),
    orderUpdate: ({ input }: { input: OrderInput }) => change(input.id, (order) => update(shop, order, input)),
    orderMarkAsPaid: ({ input }: { input: { id: string } }) =>
      change(input.id, (order) => void payOrder(shop, order, { gateway: 'manual' })),
    orderClose: ({ input }: { input: { id: string } }) => change(input.id, (order) => setClosed(shop, order, true)),
    orderOpen: ({ input }: { input: { id: string } }) => change(input.id, (order) => setClosed(shop, order, false)),
    orderCancel: (args: CancelArgs) => cancel(shop, find(args.orderId), args),
    orderCapture: ({ input }: { input: { id: string; amount: string } }) => {
      const order = find(input.id)
      if (order === undefined) return { transaction: null, userErrors: [userError(['id'], 'Order does not exist')] }
      const errors = attempt(null, () => void captureOrder(shop, order, { amount: decimal(input.amount) }))
      const last = order.transactions.at(-1)
      return {
        transaction: errors.length > 0 || last === undefined ? null : transactionView(order, last),
        userErrors: errors,
      }
    },
    orderDelete: ({ orderId }: { orderId: string }) => {
      const order = find(orderId)
      if (order === undefined) {
        return { deletedId: null, userErrors: [userError(['orderId'], 'Order does not exist', 'NOT_FOUND')] }
      }
      deleteOrder(shop, order)
      return { deletedId: gid('Order', order.id), userErrors: [] }
    },
    tagsAdd: ({ id, tags }: { id: string; tags: readonly string[] }) =>
      retagCustomer(shop, id, (had) => [...had, ...tags]) ??
      retag(shop, find(id), (had) => [...new Set([...had, ...tags])]),
    tagsRemove: ({ id, tags }: { id: string; tags: readonly string[] }) =>
      retagCustomer(shop, id, (had) => had.filter((tag) => !tags.includes(tag))) ??
      retag(shop, find(id), (had) => had.filter((tag) => !tags.includes(tag))),
  }
}

/** Runs a change; a refusal of the shop becomes a user error. */
function attempt(field: readonly string[] | null, act: () => void): UserError[] {
  try {
    act()
    return []
  } catch (error) {
    if (error instanceof ShopRefusal) return [userError(field, error.message)]
    throw error
  }
}

function update(shop: Shop, order: OrderState, input: OrderInput): void {
  if (input.note !== undefined) order.note = input.note
  if (input.tags != null) order.tags = input.tags
  if (input.customAttributes != null) order.attributes = input.customAttributes
  if (input.poNumber !== undefined) order.poNumber = input.poNumber
  touch(shop, order, ['orders/updated'])
}

function retagCustomer(shop: Shop, id: string, change: (tags: readonly string[]) => string[]): View | null {
  const customer = findCustomer(shop, id)
  if (!id.includes('/Customer/') || customer === undefined) return null
  changeCustomer(shop, customer, { tags: change(customer.tags) })
  return { node: showCustomer(shop, customer), userErrors: [] }
}

function retag(shop: Shop, order: OrderState | undefined, change: (tags: readonly string[]) => string[]): View {
  if (order === undefined) return { node: null, userErrors: [userError(['id'], 'Order does not exist')] }
  order.tags = change(order.tags)
  touch(shop, order, ['orders/updated'])
  return { node: orderView(shop, order), userErrors: [] }
}

function cancel(shop: Shop, order: OrderState | undefined, args: CancelArgs): View {
  const errors = cancelErrors(order, args)
  if (errors.length > 0 || order === undefined) {
    return { job: null, jobResult: null, orderCancelUserErrors: errors, userErrors: errors }
  }
  const refund = args.refund ?? args.refundMethod?.originalPaymentMethodsRefund ?? false
  cancelOrder(shop, order, { refund, restock: args.restock, reason: args.reason })
  const id = `gid://shopify/Job/${shop.ids.uuid()}`
  return {
    job: { __typename: 'Job', id, done: false },
    jobResult: {
      __typename: 'OrderCancelJobResult',
      id,
      done: true,
      status: 'SUCCEEDED',
      errors: [],
      order: orderView(shop, order),
    },
    orderCancelUserErrors: [],
    userErrors: [],
  }
}

function cancelErrors(order: OrderState | undefined, args: CancelArgs): UserError[] {
  if (order === undefined) return [userError(['orderId'], 'Order does not exist', 'NOT_FOUND')]
  if (args.refund != null && args.refundMethod != null) {
    return [userError(['refund'], 'Only one of the arguments `refund` or `refund_method` is allowed.', 'INVALID')]
  }
  if ((args.staffNote ?? '').length > CANCEL_NOTE_LIMIT) {
    return [userError(['staffNote'], 'Staff note is too long. Maximum length is 255 characters.', 'INVALID')]
  }
  if (order.cancelledAt === null) return []
  return [userError(['orderId'], 'Cannot cancel an order that has already been canceled', 'INVALID')]
}
