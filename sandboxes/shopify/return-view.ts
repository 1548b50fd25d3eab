import { toNumber } from '#lib/decimal'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import { fulfillmentPartView } from './fulfillment-view.ts'
import { gid } from './ids.ts'
import { lineView } from './line-view.ts'
import { instant, instantOrNull, moneyBag } from './money-view.ts'
import { locationView } from './location-view.ts'
import type { Shop } from './shop.ts'
import type {
  ExchangeLineState,
  OrderState,
  RefundState,
  ReturnFeeState,
  ReturnLineState,
  ReturnReason,
  ReturnState,
} from './state.ts'
import { transactionView } from './transaction-view.ts'

interface ProcessingArgs extends ConnectionArgs {
  readonly includeRemovedItems?: boolean | null
}

/** Views of the things around a return, which in turn show the return. */
interface Related {
  readonly order: () => View
  readonly refund: (refund: RefundState) => View
}

/** A return with its goods, what the customer gets instead, its fees and its refunds. */
export function returnView(shop: Shop, order: OrderState, entry: ReturnState, related: Related): View {
  const refunds = order.refunds.filter((refund) => refund.returnId === entry.id)
  const paidBack = order.transactions.filter((other) =>
    refunds.some((refund) => refund.transactionIds.includes(other.id)),
  )
  return {
    __typename: 'Return',
    id: gid('Return', entry.id),
    name: entry.name,
    status: entry.status,
    order: related.order,
    totalQuantity: entry.lines.reduce((count, line) => count + line.quantity, 0),
    createdAt: instant(entry.createdAt),
    requestApprovedAt: instantOrNull(entry.approvedAt),
    closedAt: instantOrNull(entry.closedAt),
    decline: entry.declineReason === null ? null : { reason: entry.declineReason, note: null },
    staffMember: null,
    returnLineItems: (args: ConnectionArgs) =>
      connection(entry.lines, args, (part) => returnLineView(shop, order, part)),
    exchangeLineItems: (args: ProcessingArgs) =>
      connection(
        entry.exchangeLines.filter((part) => args.includeRemovedItems === true || isKept(order, part)),
        args,
        (part) => exchangeLineView(shop, order, part),
      ),
    returnShippingFees: entry.shippingFees.map((fee) => feeView(order, fee)),
    reverseFulfillmentOrders: (args: ConnectionArgs) =>
      connection(isReversed(entry) ? [{ id: entry.reverseOrderId }] : [], args, () =>
        reverseOrderView(shop, order, entry, related.order),
      ),
    refunds: (args: ConnectionArgs) => connection(refunds, args, related.refund),
    transactions: (args: ConnectionArgs) => connection(paidBack, args, (other) => transactionView(order, other)),
  }
}

// Goods are announced to the warehouse once the return is approved.
const isReversed = (entry: ReturnState): boolean => entry.status !== 'REQUESTED' && entry.status !== 'DECLINED'

const isKept = (order: OrderState, part: ExchangeLineState): boolean =>
  part.lineIds.length === 0 || order.lines.some((line) => part.lineIds.includes(line.id) && line.currentQuantity > 0)

const feeView = (order: OrderState, fee: ReturnFeeState): View => ({
  __typename: fee.percentage === null ? 'ReturnShippingFee' : 'RestockingFee',
  id: gid('Fee', fee.id),
  amountSet: moneyBag(fee.amount, order.currencies),
  ...(fee.percentage === null ? {} : { percentage: toNumber(fee.percentage) }),
})

const REASON_NAMES: Readonly<Record<ReturnReason, readonly [number, string, string]>> = {
  UNKNOWN: [1, 'unknown', 'Unknown'],
  UNWANTED: [2, 'changed-my-mind', 'Changed my mind'],
  NOT_AS_DESCRIBED: [3, 'item-not-as-described', 'Item not as described'],
  WRONG_ITEM: [4, 'received-the-wrong-item', 'Received the wrong item'],
  OTHER: [5, 'other-reason', 'Other'],
  DEFECTIVE: [6, 'damaged-or-defective', 'Damaged or defective'],
  SIZE_TOO_SMALL: [7, 'too-small', 'Too small'],
  SIZE_TOO_LARGE: [8, 'too-big', 'Too big'],
  STYLE: [9, 'style', 'Style'],
  COLOR: [10, 'color', 'Color'],
}

function returnLineView(shop: Shop, order: OrderState, part: ReturnLineState): View {
  const [id, handle, name] = REASON_NAMES[part.reason]
  const open = part.quantity - part.processedQuantity
  return {
    __typename: 'ReturnLineItem',
    id: gid('ReturnLineItem', part.id),
    quantity: part.quantity,
    processedQuantity: part.processedQuantity,
    processableQuantity: open,
    unprocessedQuantity: open,
    refundedQuantity: part.refundedQuantity,
    refundableQuantity: part.quantity - part.refundedQuantity,
    returnReason: part.reason,
    returnReasonNote: part.note,
    returnReasonDefinition: {
      __typename: 'ReturnReasonDefinition',
      id: gid('ReturnReasonDefinition', id),
      handle,
      name,
      deleted: false,
    },
    customerNote: null,
    totalWeight: null,
    restockingFee: part.restockingFee === null ? null : feeView(order, part.restockingFee),
    fulfillmentLineItem: () => sentPartView(shop, order, part),
    withCodeDiscountedTotalPriceSet: moneyBag(part.worth, order.currencies),
  }
}

/** The shipment's line that the goods came with. */
function sentPartView(shop: Shop, order: OrderState, part: ReturnLineState): View | null {
  for (const fulfillment of order.fulfillments) {
    const sent = fulfillment.lines.find((entry) => entry.id === part.fulfillmentLineId)
    if (sent !== undefined) return fulfillmentPartView(shop, order, sent)
  }
  return null
}

function exchangeLineView(shop: Shop, order: OrderState, part: ExchangeLineState): View {
  const lines = order.lines.filter((line) => part.lineIds.includes(line.id))
  const [line] = lines
  const open = part.wanted.quantity - part.processedQuantity
  return {
    __typename: 'ExchangeLineItem',
    id: gid('ExchangeLineItem', part.id),
    quantity: part.wanted.quantity,
    processedQuantity: part.processedQuantity,
    processableQuantity: open,
    unprocessedQuantity: open,
    title: line?.title ?? part.wanted.title ?? null,
    variantTitle: line?.variantTitle ?? null,
    variantSku: line?.sku ?? part.wanted.sku ?? null,
    variantId: line?.variantId == null ? null : gid('ProductVariant', line.variantId),
    productId: line?.productId == null ? null : gid('Product', line.productId),
    lineItem: line === undefined ? null : () => lineView(shop, order, line),
    lineItems: () => lines.map((entry) => lineView(shop, order, entry)),
  }
}

function reverseOrderView(shop: Shop, order: OrderState, entry: ReturnState, orderView: () => View): View {
  return {
    __typename: 'ReverseFulfillmentOrder',
    id: gid('ReverseFulfillmentOrder', entry.reverseOrderId),
    status: entry.status === 'CANCELED' ? 'CANCELED' : entry.status === 'CLOSED' ? 'CLOSED' : 'OPEN',
    order: orderView,
    thirdPartyConfirmation: null,
    lineItems: (args: ConnectionArgs) =>
      connection(entry.lines, args, (part) => ({
        __typename: 'ReverseFulfillmentOrderLineItem',
        id: gid('ReverseFulfillmentOrderLineItem', part.reverseLineId),
        totalQuantity: part.quantity,
        fulfillmentLineItem: () => sentPartView(shop, order, part),
        dispositions: part.dispositions.map((what) => ({
          __typename: 'ReverseFulfillmentOrderDisposition',
          id: gid('ReverseFulfillmentOrderDisposition', what.id),
          type: what.type,
          quantity: what.quantity,
          createdAt: instant(what.createdAt),
          location: () => locationView(shop, what.locationId),
        })),
      })),
  }
}
