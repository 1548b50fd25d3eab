import { type Decimal, isNegative, isPositive } from '#lib/decimal'
import { type Bag, bagAdd, bagIsZero, bagNegate, bagSubtract, bagSum, ZERO_BAG } from './money.ts'
import type {
  LineState,
  OrderState,
  RefundLineState,
  ShippingLineState,
  TaxLineState,
  TransactionState,
} from './state.ts'

/** Every sum that the shop states about an order. GraphQL and webhook bodies both print these. */
export interface Figures {
  readonly subtotal: Bag
  readonly total: Bag
  readonly tax: Bag
  readonly discounts: Bag
  readonly cartDiscount: Bag
  readonly shipping: Bag
  readonly tips: Bag
  readonly duties: Bag | null
  readonly fees: Bag | null
  readonly lineItems: Bag
  readonly taxLines: readonly TaxSum[]
  readonly currentSubtotal: Bag
  readonly currentTotal: Bag
  readonly currentTax: Bag
  readonly currentDiscounts: Bag
  readonly currentShipping: Bag
  readonly currentDuties: Bag | null
  readonly currentFees: Bag | null
  readonly currentTaxLines: readonly TaxSum[]
  readonly received: Bag
  readonly refunded: Bag
  readonly refundedShipping: Bag
  readonly net: Bag
  readonly outstanding: Bag
  readonly capturable: Bag
  readonly discrepancy: Bag
  readonly paymentRounding: Bag
}

export type TaxSum = Pick<TaxLineState, 'title' | 'rate' | 'amount' | 'channelLiable' | 'source'>

/** Price times quantity minus allocations, before removals and refunds. */
export const lineNet = (line: LineState): Bag =>
  bagSubtract(lineOriginal(line), bagSum(line.allocations.map((allocation) => allocation.amount)))

export const lineOriginal = (line: LineState): Bag => bagTimes(line.unitPrice, line.quantity)

export const shippingNet = (shipping: ShippingLineState): Bag =>
  bagSubtract(shipping.price, bagSum(shipping.allocations.map((allocation) => allocation.amount)))

// Adding is cheaper than parsing the factor for the small quantities of most lines, and exact for any.
export function bagTimes(bag: Bag, quantity: number): Bag {
  if (quantity === 1) return bag
  if (quantity === 0) return ZERO_BAG
  const half = bagTimes(bag, Math.floor(quantity / 2))
  return quantity % 2 === 0 ? bagAdd(half, half) : bagAdd(half, half, bag)
}

/** What refunds and removals took off a line, with the parts of a refund in the making: amount, tax per tax line, quantity. */
export function takenOff(
  order: OrderState,
  line: LineState,
  making: readonly RefundLineState[] = [],
): { subtotal: Bag; taxes: Bag[]; quantity: number } {
  const parts = making.filter((part) => part.lineId === line.id)
  for (const refund of order.refunds) for (const part of refund.lines) if (part.lineId === line.id) parts.push(part)
  return {
    subtotal: bagSum(parts.map((part) => part.subtotal)),
    taxes: line.taxLines.map((_, index) => bagSum(parts.map((part) => part.taxes[index] ?? ZERO_BAG))),
    quantity: parts.reduce((count, part) => count + part.quantity, 0),
  }
}

/** What refunds took off a shipping line. */
export function shippingTakenOff(order: OrderState, shipping: ShippingLineState): { subtotal: Bag; taxes: Bag[] } {
  const parts = order.refunds.flatMap((refund) => refund.shipping.filter((part) => part.shippingLineId === shipping.id))
  return {
    subtotal: bagSum(parts.map((part) => part.subtotal)),
    taxes: shipping.taxLines.map((_, index) => bagSum(parts.map((part) => part.taxes[index] ?? ZERO_BAG))),
  }
}

/** Adds tax lines of the same title, rate and liability, in the order of their first appearance. */
function mergeTaxes(taxes: readonly TaxSum[]): TaxSum[] {
  const merged = new Map<string, TaxSum>()
  for (const tax of taxes) {
    const key = `${tax.title}|${tax.rate}|${tax.channelLiable}|${tax.source}`
    const known = merged.get(key)
    merged.set(key, known === undefined ? { ...tax } : { ...known, amount: bagAdd(known.amount, tax.amount) })
  }
  return [...merged.values()]
}

const cache = new WeakMap<OrderState, { revision: number; figures: Figures }>()

/** The order's sums as they stand; computed once per revision. */
export function figures(order: OrderState): Figures {
  const known = cache.get(order)
  if (known !== undefined && known.revision === order.revision) return known.figures
  const computed = compute(order)
  cache.set(order, { revision: order.revision, figures: computed })
  return computed
}

function compute(order: OrderState): Figures {
  const asPlaced = placedFigures(order)
  const current = currentFigures(order, asPlaced)
  return { ...asPlaced, ...current, ...moneyFigures(order, current.currentTotal) }
}

function placedFigures(order: OrderState) {
  const goods = order.lines.filter((line) => !line.tip)
  const kept = order.shipping.filter((shipping) => !shipping.isRemoved)
  const subtotal = bagSum(goods.map(lineNet))
  const tips = bagSum(order.lines.filter((line) => line.tip).map(lineNet))
  const shipping = bagSum(kept.map(shippingNet))
  const duties = order.lines.flatMap((line) => line.duties)
  const dutySum = bagSum(duties.map((duty) => duty.price))
  const feeSum = bagSum(order.fees.map((fee) => fee.price))
  const extraTaxes = [...duties.flatMap((duty) => duty.taxLines), ...order.fees.flatMap((fee) => fee.taxLines)]
  const taxLines = mergeTaxes([
    ...order.lines.flatMap((line) => line.taxLines),
    ...kept.flatMap((line) => line.taxLines),
    ...extraTaxes,
  ])
  const tax = bagSum(taxLines.map((line) => line.amount))
  const allocations = [...order.lines, ...kept].flatMap((entry) => entry.allocations)
  const cart = allocations.filter(({ discount }) => order.discounts[discount]?.allocation === 'across')
  return {
    subtotal,
    total: bagAdd(
      subtotal,
      tips,
      shipping,
      feeSum,
      order.dutiesIncluded ? ZERO_BAG : dutySum,
      order.taxesIncluded ? ZERO_BAG : tax,
    ),
    tax,
    discounts: bagSum(allocations.map((allocation) => allocation.amount)),
    cartDiscount: bagSum(cart.map((allocation) => allocation.amount)),
    shipping,
    tips,
    duties: duties.length === 0 ? null : dutySum,
    fees: order.fees.length === 0 ? null : feeSum,
    lineItems: bagSum(goods.map(lineOriginal)),
    taxLines,
  }
}

function currentFigures(order: OrderState, placed: ReturnType<typeof placedFigures>) {
  const off = order.refunds.length === 0 ? NOTHING_OFF : offBy(order)
  const taxOff = bagSum(off.taxes.map((tax) => tax.amount))
  const taken = bagAdd(off.goods, off.tips, off.shipping, off.fees, order.dutiesIncluded ? ZERO_BAG : off.duties)
  return {
    currentSubtotal: bagSubtract(placed.subtotal, off.goods),
    currentShipping: bagSubtract(placed.shipping, off.shipping),
    currentDuties: placed.duties === null ? null : bagSubtract(placed.duties, off.duties),
    currentFees: placed.fees === null ? null : bagSubtract(placed.fees, off.fees),
    currentTax: bagAdd(placed.tax, taxOff),
    currentTaxLines:
      off.taxes.length === 0
        ? placed.taxLines
        : mergeTaxes([...placed.taxLines, ...off.taxes]).filter((tax) => !bagIsZero(tax.amount)),
    currentTotal: bagAdd(bagSubtract(placed.total, taken), order.taxesIncluded ? ZERO_BAG : taxOff),
    currentDiscounts: off === NOTHING_OFF ? placed.discounts : currentDiscounts(order),
    refundedShipping: off.shipping,
  }
}

/** What refunds and removals took off an order, by kind; taxes are negative. */
interface Off {
  readonly goods: Bag
  readonly tips: Bag
  readonly shipping: Bag
  readonly duties: Bag
  readonly fees: Bag
  readonly taxes: readonly TaxSum[]
}

const NOTHING_OFF: Off = {
  goods: ZERO_BAG,
  tips: ZERO_BAG,
  shipping: ZERO_BAG,
  duties: ZERO_BAG,
  fees: ZERO_BAG,
  taxes: [],
}

function offBy(order: OrderState): Off {
  const lines = new Map(order.lines.map((line) => [line.id, line]))
  const shipping = new Map(order.shipping.map((line) => [line.id, line]))
  const extras = new Map(
    [...order.lines.flatMap((line) => line.duties), ...order.fees].map((entry) => [entry.id, entry.taxLines]),
  )
  const parts = order.refunds.flatMap((refund) => refund.lines)
  const shippingParts = order.refunds.flatMap((refund) => refund.shipping)
  const duties = order.refunds.flatMap((refund) => refund.duties)
  const fees = order.refunds.flatMap((refund) => refund.fees)
  const sumWhere = (tip: boolean): Bag =>
    bagSum(parts.filter((part) => (lines.get(part.lineId)?.tip ?? false) === tip).map((part) => part.subtotal))
  return {
    goods: sumWhere(false),
    tips: sumWhere(true),
    shipping: bagSum(shippingParts.map((part) => part.subtotal)),
    duties: bagSum(duties.map((part) => part.amount)),
    fees: bagSum(fees.map((part) => part.amount)),
    taxes: [
      ...parts.flatMap((part) => refundedTaxes(lines.get(part.lineId)?.taxLines, part.taxes)),
      ...shippingParts.flatMap((part) => refundedTaxes(shipping.get(part.shippingLineId)?.taxLines, part.taxes)),
      ...[...duties, ...fees].flatMap((part) => refundedTaxes(extras.get(part.subjectId), part.taxes)),
    ],
  }
}

const refundedTaxes = (lines: readonly TaxLineState[] | undefined, taxes: readonly Bag[]): TaxSum[] =>
  (lines ?? []).map((line, index) => ({ ...line, amount: bagNegate(taxes[index] ?? ZERO_BAG) }))

/** Discounts on what is left: the original price of the units that are left minus what they are sold for. */
function currentDiscounts(order: OrderState): Bag {
  const onLines = order.lines.map((line) => {
    const left = bagSubtract(lineNet(line), takenOff(order, line).subtotal)
    return bagSubtract(bagTimes(line.unitPrice, line.currentQuantity), left)
  })
  const onShipping = order.shipping
    .filter((line) => !line.isRemoved)
    .map((line) => bagSum(line.allocations.map((allocation) => allocation.amount)))
  return bagSum([...onLines, ...onShipping])
}

const isSuccessful = (transaction: TransactionState): boolean => transaction.status === 'SUCCESS'

function sumOf(order: OrderState, kinds: readonly string[]): Bag {
  return bagSum(
    order.transactions
      .filter((entry) => isSuccessful(entry) && kinds.includes(entry.kind))
      .map((entry) => entry.amount),
  )
}

function moneyFigures(order: OrderState, currentTotal: Bag) {
  const paid = order.transactions.filter(
    (entry) => isSuccessful(entry) && (entry.kind === 'SALE' || entry.kind === 'CAPTURE'),
  )
  const paymentRounding = bagSum(paid.map((entry) => entry.rounding ?? ZERO_BAG))
  const received = bagSubtract(
    bagSubtract(sumOf(order, ['SALE', 'CAPTURE']), sumOf(order, ['CHANGE'])),
    paymentRounding,
  )
  const refunded = sumOf(order, ['REFUND'])
  const net = bagSubtract(received, refunded)
  const discrepancy = bagSum(order.refunds.flatMap((refund) => refund.adjustments.map((entry) => entry.amount)))
  return {
    received,
    refunded,
    net,
    discrepancy,
    paymentRounding,
    capturable: capturable(order),
    outstanding: bagAdd(bagSubtract(currentTotal, net), discrepancy),
  }
}

/** What is authorised and neither captured nor voided. */
function capturable(order: OrderState): Bag {
  const open = order.transactions
    .filter((entry) => entry.kind === 'AUTHORIZATION' && isSuccessful(entry))
    .map((authorization) => {
      const children = order.transactions.filter((entry) => entry.parentId === authorization.id && isSuccessful(entry))
      if (children.some((child) => child.kind === 'VOID')) return ZERO_BAG
      return bagSubtract(
        authorization.amount,
        bagSum(children.filter((child) => child.kind === 'CAPTURE').map((child) => child.amount)),
      )
    })
  return bagSum(open)
}

/** Shopify's word for where the money stands. */
export function financialStatus(
  order: OrderState,
): 'PAID' | 'PARTIALLY_PAID' | 'PARTIALLY_REFUNDED' | 'REFUNDED' | 'AUTHORIZED' | 'VOIDED' | 'PENDING' {
  const { received, refunded, outstanding, capturable: open, currentTotal } = figures(order)
  if (isPositive(refunded.shop))
    return isPositive(minus(received.shop, refunded.shop)) ? 'PARTIALLY_REFUNDED' : 'REFUNDED'
  const nothingDue = !isPositive(outstanding.shop)
  if (isPositive(received.shop)) return nothingDue ? 'PAID' : 'PARTIALLY_PAID'
  if (isPositive(open.shop)) return 'AUTHORIZED'
  if (order.cancelledAt !== null || order.transactions.some((entry) => entry.kind === 'VOID' && isSuccessful(entry)))
    return 'VOIDED'
  return !isPositive(currentTotal.shop) && !isNegative(currentTotal.shop) ? 'PAID' : 'PENDING'
}

const minus = (a: Decimal, b: Decimal): Decimal =>
  bagSubtract({ shop: a, presentment: a }, { shop: b, presentment: b }).shop
