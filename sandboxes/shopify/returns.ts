import { decimal, type Decimal, divide, HUNDRED, multiply, sum, ZERO } from '#lib/decimal'
import { lineMovement, recordAgreement } from './agreements.ts'
import { addLines } from './edits.ts'
import { type Bag, bagMap, halfUp } from './money.ts'
import { findLine, type LineRef } from './order-lines.ts'
import { bagFor, ShopRefusal } from './payments.ts'
import type { PlaceLine } from './place-input.ts'
import { type RefundInput, refundOrder } from './refunds.ts'
import { unclaimedOf, unitsReturnable } from './sent-units.ts'
import { defaultLocation, type Shop, touch } from './shop.ts'
import type {
  DispositionType,
  ExchangeLineState,
  LineState,
  NumericId,
  OrderState,
  RestockType,
  ReturnFeeState,
  ReturnLineState,
  ReturnReason,
  ReturnState,
} from './state.ts'
import { lineWorth } from './take-back.ts'

export interface ReturnLineInput {
  readonly line: LineRef
  readonly quantity: number
  readonly restockType?: RestockType
  /** What becomes of the goods; default RESTOCKED, or NOT_RESTOCKED for `restockType: 'NO_RESTOCK'`. */
  readonly disposition?: DispositionType
  readonly locationId?: NumericId
  readonly reason?: ReturnReason
  readonly note?: string
  /** Kept back of what these goods are worth: `"10"` is 10 %. */
  readonly restockingFeePercent?: string
}

/** How the goods of a return are taken in, and how the money goes back. */
export interface ProcessReturnInput {
  /** `false` leaves the return open; without money: `{ transactions: [] }`. Default: what the goods are worth, less fees. */
  readonly refund?: false | Omit<RefundInput, 'lines' | 'returnId' | 'withhold'>
  readonly at?: string | Date
}

export interface ReturnInput extends ProcessReturnInput {
  readonly lines: readonly ReturnLineInput[]
  /** What the customer gets instead; added to the same order when the return is processed. */
  readonly exchange?: readonly PlaceLine[]
  /** Return shipping that the customer pays, in shop currency. */
  readonly shippingFee?: string
  /** Asked for by the customer and not approved yet. */
  readonly requested?: boolean
}

/** Opens a return of goods that were sent and, unless told otherwise, processes it at once. */
export function returnGoods(shop: Shop, order: OrderState, input: ReturnInput): ReturnState {
  const requested = input.requested === true
  const at = input.at === undefined ? shop.clock.now() : new Date(input.at)
  checkReturnable(order, input.lines)
  const opened: ReturnState = {
    id: shop.ids.next('Return'),
    name: `${order.name}-R${order.returns.length + 1}`,
    status: requested ? 'REQUESTED' : 'OPEN',
    reverseOrderId: shop.ids.next('ReverseFulfillmentOrder'),
    lines: input.lines.flatMap((entry) => returnLines(shop, order, entry)),
    exchangeLines: (input.exchange ?? []).map((wanted): ExchangeLineState => ({
      id: shop.ids.next('ExchangeLineItem'),
      wanted,
      processedQuantity: 0,
      lineIds: [],
    })),
    shippingFees: input.shippingFee === undefined ? [] : [fixedFee(shop, order, decimal(input.shippingFee))],
    createdAt: at,
    approvedAt: requested ? null : at,
    closedAt: null,
    declineReason: null,
  }
  order.returns.push(opened)
  touch(shop, order, [[requested ? 'returns/request' : 'returns/approve', opened.id], 'orders/updated'])
  if (input.refund !== false && !requested) process(shop, order, opened, input, input.lines)
  return opened
}

function checkReturnable(order: OrderState, wanted: readonly ReturnLineInput[]): void {
  const perLine = new Map<LineState, number>()
  for (const { line, quantity } of wanted) {
    const found = findLine(order, line)
    perLine.set(found, (perLine.get(found) ?? 0) + quantity)
  }
  for (const [line, quantity] of perLine) {
    if (quantity > unitsReturnable(order, line)) throw new ShopRefusal('Return line item has an invalid quantity.')
  }
}

/** One return line per shipment that the units came with, oldest first. */
function returnLines(shop: Shop, order: OrderState, input: ReturnLineInput): ReturnLineState[] {
  const line = findLine(order, input.line)
  const parts: ReturnLineState[] = []
  let left = input.quantity
  for (const fulfillment of order.fulfillments) {
    if (fulfillment.status !== 'SUCCESS') continue
    for (const sent of fulfillment.lines.filter((entry) => entry.lineId === line.id)) {
      const quantity = Math.min(left, unclaimedOf(order, sent.id, sent.quantity))
      if (quantity <= 0) continue
      left -= quantity
      parts.push(returnLine(shop, order, line, sent.id, quantity, input))
    }
  }
  if (left > 0) throw new ShopRefusal('Return line item has an invalid quantity.')
  return parts
}

function returnLine(
  shop: Shop,
  order: OrderState,
  line: LineState,
  fulfillmentLineId: NumericId,
  quantity: number,
  input: ReturnLineInput,
): ReturnLineState {
  const percent = input.restockingFeePercent
  const worth = lineWorth(order, line, quantity)
  return {
    id: shop.ids.next('ReturnLineItem'),
    lineId: line.id,
    fulfillmentLineId,
    reverseLineId: shop.ids.next('ReverseFulfillmentOrderLineItem'),
    quantity,
    processedQuantity: 0,
    refundedQuantity: 0,
    reason: input.reason ?? 'UNKNOWN',
    note: input.note ?? '',
    restockingFee: percent === undefined ? null : percentFee(shop, order, decimal(percent), worth),
    worth,
    dispositions: [],
  }
}

const fixedFee = (shop: Shop, order: OrderState, amount: Decimal): ReturnFeeState => ({
  id: shop.ids.next('Fee'),
  percentage: null,
  amount: bagFor(order, amount, { shop: ZERO, presentment: ZERO }),
})

const percentFee = (shop: Shop, order: OrderState, percentage: Decimal, worth: Bag): ReturnFeeState => ({
  id: shop.ids.next('Fee'),
  percentage,
  amount: bagMap(worth, order.currencies, (value, places) =>
    halfUp(divide(multiply(value, percentage), HUNDRED), places),
  ),
})

/** Takes in the goods of an open return. */
export function processReturn(
  shop: Shop,
  order: OrderState,
  opened: ReturnState,
  input: ProcessReturnInput = {},
  lines: readonly Omit<ReturnLineInput, 'quantity'>[] = [],
): void {
  if (opened.status !== 'OPEN' || opened.lines.some((part) => part.processedQuantity > 0)) {
    throw new ShopRefusal('Return cannot be processed.')
  }
  const wanted = opened.lines.map((part): ReturnLineInput => {
    const how = lines.find((entry) => findLine(order, entry.line).id === part.lineId)
    return { ...how, line: lineGid(part.lineId), quantity: part.quantity }
  })
  process(shop, order, opened, input, wanted)
}

const lineGid = (id: NumericId): string => `gid://shopify/LineItem/${id}`

/** Adds what the customer gets instead, takes the goods in, pays back what is then owed, and closes the return. */
function process(
  shop: Shop,
  order: OrderState,
  opened: ReturnState,
  input: ProcessReturnInput,
  wanted: readonly ReturnLineInput[],
): void {
  addExchange(shop, order, opened)
  const fees = [...opened.lines.flatMap((part) => part.restockingFee ?? []), ...opened.shippingFees]
  const lines = wanted.map(({ line, quantity, restockType, disposition, locationId }) => ({
    line,
    quantity,
    restockType: restockType ?? (disposition === undefined || disposition === 'RESTOCKED' ? 'RETURN' : 'NO_RESTOCK'),
    ...(locationId === undefined ? {} : { locationId }),
  }))
  const withhold = sum(fees.map((fee) => fee.amount.shop))
  const money = input.refund === false ? {} : input.refund
  refundOrder(shop, order, { ...money, withhold, lines, returnId: opened.id, ...dated(input) })
  for (const part of opened.lines)
    dispose(
      shop,
      part,
      wanted.find((entry) => findLine(order, entry.line).id === part.lineId),
    )
  closeReturn(shop, order, opened, ['returns/process'])
}

const dated = ({ at }: ProcessReturnInput) => (at === undefined ? {} : { at })

function dispose(shop: Shop, part: ReturnLineState, how: ReturnLineInput | undefined): void {
  part.processedQuantity = part.quantity
  part.refundedQuantity = part.quantity
  part.dispositions.push({
    id: shop.ids.next('ReverseFulfillmentOrderDisposition'),
    type: how?.disposition ?? (how?.restockType === 'NO_RESTOCK' ? 'NOT_RESTOCKED' : 'RESTOCKED'),
    quantity: part.quantity,
    locationId: how?.locationId ?? defaultLocation(shop),
    createdAt: shop.clock.now(),
  })
}

function addExchange(shop: Shop, order: OrderState, opened: ReturnState): void {
  if (opened.exchangeLines.length === 0) return
  const added = addLines(shop, order, { addLines: opened.exchangeLines.map((entry) => entry.wanted) })
  opened.exchangeLines.forEach((entry, index) => {
    entry.lineIds = added.slice(index, index + 1).map((line) => line.id)
    entry.processedQuantity = entry.wanted.quantity
  })
  order.revision += 1
  recordAgreement(shop, order, 'RETURN', added.map(lineMovement), { returnId: opened.id })
}

export function approveReturn(shop: Shop, order: OrderState, opened: ReturnState): void {
  expectStatus(opened, 'REQUESTED')
  opened.status = 'OPEN'
  opened.approvedAt = shop.clock.now()
  touch(shop, order, [['returns/approve', opened.id], 'orders/updated'])
}

export function declineReturn(shop: Shop, order: OrderState, opened: ReturnState, reason = 'FINAL_SALE'): void {
  expectStatus(opened, 'REQUESTED')
  opened.status = 'DECLINED'
  opened.declineReason = reason
  touch(shop, order, [['returns/decline', opened.id], 'orders/updated'])
}

/** The goods never come: nothing happens to the order. */
export function cancelReturn(shop: Shop, order: OrderState, opened: ReturnState): void {
  expectStatus(opened, 'OPEN')
  opened.status = 'CANCELED'
  touch(shop, order, [['returns/cancel', opened.id], 'orders/updated'])
}

function closeReturn(shop: Shop, order: OrderState, opened: ReturnState, before: readonly string[] = []): void {
  opened.status = 'CLOSED'
  opened.closedAt = shop.clock.now()
  const topics = [...before, 'returns/close'].map((topic): [string, NumericId] => [topic, opened.id])
  touch(shop, order, [...topics, 'orders/updated'])
}

function expectStatus(opened: ReturnState, status: ReturnState['status']): void {
  if (opened.status !== status) throw new ShopRefusal(`Return is not ${status}.`)
}
