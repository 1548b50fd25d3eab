import { type Decimal, isNegative, isPositive, ZERO } from '#lib/decimal'
import { type Bag, bagAdd, bagNegate, bagSubtract, bagSum, ZERO_BAG } from './money.ts'
import type { LineState, OrderState, ShippingLineState, TaxLineState, TransactionState } from './state.ts'

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

export const lineTax = (line: LineState): Bag => bagSum(line.taxLines.map((tax) => tax.amount))

export const shippingNet = (shipping: ShippingLineState): Bag =>
  bagSubtract(shipping.price, bagSum(shipping.allocations.map((allocation) => allocation.amount)))

// Adding is cheaper than parsing the factor for the small quantities of most lines, and exact for any.
export function bagTimes(bag: Bag, quantity: number): Bag {
  if (quantity === 1) return bag
  if (quantity === 0) return ZERO_BAG
  const half = bagTimes(bag, Math.floor(quantity / 2))
  return quantity % 2 === 0 ? bagAdd(half, half) : bagAdd(half, half, bag)
}

/** What refunds and removals took off a line: amount, tax per tax line, quantity. */
export function takenOff(order: OrderState, line: LineState): { subtotal: Bag; taxes: Bag[]; quantity: number } {
  const parts = order.refunds.flatMap((refund) => refund.lines.filter((part) => part.lineId === line.id))
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

/** Adds tax lines of the same title, rate and liability, in the order of their first appearance; zero sums are left out when `current`. */
export function mergeTaxes(taxes: readonly TaxSum[]): TaxSum[] {
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
  const goodsOff = bagSum(
    order.refunds.flatMap((refund) =>
      refund.lines.filter((part) => !isTip(order, part.lineId)).map((part) => part.subtotal),
    ),
  )
  const tipsOff = bagSum(
    order.refunds.flatMap((refund) =>
      refund.lines.filter((part) => isTip(order, part.lineId)).map((part) => part.subtotal),
    ),
  )
  const shippingOff = bagSum(order.refunds.flatMap((refund) => refund.shipping.map((part) => part.subtotal)))
  const dutiesOff = bagSum(order.refunds.flatMap((refund) => refund.duties.map((part) => part.amount)))
  const offTaxes = order.refunds.flatMap((refund) => [
    ...refund.lines.flatMap((part) =>
      refundedTaxes(order.lines.find((line) => line.id === part.lineId)?.taxLines, part.taxes),
    ),
    ...refund.shipping.flatMap((part) =>
      refundedTaxes(order.shipping.find((line) => line.id === part.shippingLineId)?.taxLines, part.taxes),
    ),
  ])
  const taxOff = bagSum(offTaxes.map((tax) => tax.amount))
  const currentTax = bagAdd(placed.tax, taxOff)
  const currentSubtotal = bagSubtract(placed.subtotal, goodsOff)
  const currentShipping = bagSubtract(placed.shipping, shippingOff)
  const taken = bagAdd(goodsOff, tipsOff, shippingOff, order.dutiesIncluded ? ZERO_BAG : dutiesOff)
  return {
    currentSubtotal,
    currentShipping,
    currentTax,
    currentTaxLines: mergeTaxes([...placed.taxLines, ...offTaxes]).filter((tax) => tax.amount.shop !== ZERO),
    currentTotal: bagAdd(bagSubtract(placed.total, taken), order.taxesIncluded ? ZERO_BAG : taxOff),
    currentDiscounts: currentDiscounts(order),
    refundedShipping: shippingOff,
  }
}

const isTip = (order: OrderState, lineId: number): boolean => order.lines.some((line) => line.id === lineId && line.tip)

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

export const isSuccessful = (transaction: TransactionState): boolean => transaction.status === 'SUCCESS'

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
    outstanding: order.cancelledAt === null ? bagAdd(bagSubtract(currentTotal, net), discrepancy) : ZERO_BAG,
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
