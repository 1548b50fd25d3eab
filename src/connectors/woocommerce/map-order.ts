import { add, type Decimal, decimal, equals, isPositive, isZero, subtract, sum, ZERO } from '#lib/decimal'
import { smallestUnit } from '#lib/rounding'
import type { DiscountApplication } from '#model/discount'
import type { Fulfillment } from '#model/fulfillment'
import { allocated } from '#model/invariants'
import { type DualAmount, dual, ZERO_DUAL } from '#model/money'
import type { AdditionalFee, Channel, FinancialStatus, Order } from '#model/order'
import type { Payment } from '#model/payment'
import type { Refund } from '#model/refund'
import { withoutUnitsBelowZero } from './below-zero.ts'
import { withCreditsBack, withoutCredits } from './credits.ts'
import { orderAttributes } from './map-attributes.ts'
import { addressOf, companyOf, customerOf } from './map-buyer.ts'
import { discountOf, lineOf, metaText } from './map-line.ts'
import { isRounding, type OrderMoney, orderMoney } from './map-money.ts'
import { fulfillmentOf, sentOf, unsent } from './parcels.ts'
import { cancellation, refundsOf, type SoldParts, takenBack } from './map-refund.ts'
import type { WooSettings } from './settings.ts'
import type { WooOrder, WooRefund } from './vendor.ts'

const CANCELLED: ReadonlySet<string> = new Set(['cancelled', 'trash'])

/** An order with its refunds, as WooCommerce states them. README.md, "Orders", has the rules. */
export function orderOf(stated: WooOrder, sources: readonly WooRefund[], settings: WooSettings): Order {
  const { payments: credits, given: creditsBack, ...uncredited } = withoutCredits(stated, sources, settings)
  const { source, refunds } = withoutUnitsBelowZero(uncredited)
  const isCancelled = CANCELLED.has(source.status)
  const money = orderMoney(source)
  const sold: SoldParts = {
    lines: source.line_items.map((line) => lineOf(line, source, money)),
    shippingLines: source.shipping_lines.map((line) => ({
      externalId: line.id,
      title: line.method_title ?? line.method_id ?? 'Shipping',
      code: line.method_id,
      price: dual(money.of(line).amount),
      discounts: [],
      taxes: money.of(line).taxes,
      removed: false,
    })),
    fees: feesOf(source, money),
  }
  const payments = [...paymentsOf(stated), ...credits]
  const paid = payments.find(({ kind }) => kind === 'sale') ?? null
  const given = refundsOf(source, refunds, sold, paid).map((refund) =>
    withCreditsBack(refund, creditsBack.get(refund.externalId) ?? []),
  )
  const cancelledAt = isCancelled ? (source.date_modified_gmt ?? source.date_created_gmt) : null
  const removal = cancelledAt === null ? null : cancellation(source, cancelledAt, sold, given)
  return {
    ...headOf(source, settings),
    cancelledAt,
    ...sold,
    lines: sold.lines.map((line) => withWhatIsLeft(line, [...given, ...(removal === null ? [] : [removal])])),
    discounts: source.coupon_lines.map((line, index) => discountApplication(line, index, source)),
    payments: [...payments, ...given.flatMap((refund) => refund.payments)],
    refunds: [...given, ...(removal === null ? [] : [removal])],
    returns: [],
    fulfillments: fulfillmentsOf(source, sold, given),
    financialStatus: financialStatus(stated, paid, sources),
    fulfillmentStatus: fulfillmentStatus(source),
    totals: totalsOf(source, { sold, money, given, isCancelled }),
  }
}

function headOf(source: WooOrder, settings: WooSettings) {
  return {
    externalId: source.id,
    name: source.number ?? source.id,
    channel: channelOf(source),
    placedAt: source.date_created_gmt,
    processedAt: source.date_created_gmt,
    updatedAt: source.date_modified_gmt ?? source.date_created_gmt,
    closedAt: null,
    cancelReason: CANCELLED.has(source.status) ? source.status : null,
    timeZone: settings.timeZone,
    test: false,
    edited: false,
    currencies: { shop: source.currency, presentment: source.currency },
    taxesIncluded: source.prices_include_tax,
    dutiesIncluded: false,
    taxesEstimated: false,
    customer: customerOf(source),
    company: companyOf(source, settings),
    email: source.billing.email,
    phone: source.billing.phone,
    billingAddress: addressOf(source.billing),
    shippingAddress: addressOf(source.shipping),
    purchaseOrderNumber: metaText(source.meta_data, settings.purchaseOrderFields),
    paymentTerms: null,
    tags: [],
    note: source.customer_note,
    attributes: orderAttributes(source, settings),
  }
}

const CHANNELS: Readonly<Record<string, Channel['kind']>> = {
  checkout: 'web',
  'store-api': 'web',
  admin: 'draft',
  subscription: 'subscription',
  'pos-rest-api': 'pos',
}

function channelOf({ created_via: via, meta_data: meta }: WooOrder): Channel {
  const renewal = metaText(meta, ['_subscription_renewal']) !== null
  const name = via ?? 'unknown'
  const kind = Object.hasOwn(CHANNELS, name) ? CHANNELS[name] : undefined
  return { kind: renewal ? 'subscription' : (kind ?? 'other'), name, locationExternalId: null }
}

/** Fees, and where the order's total is not the sum of its parts by a unit here and there, that difference as a fee of its own. */
function feesOf(source: WooOrder, money: OrderMoney): AdditionalFee[] {
  const fees = source.fee_lines.map((line) => {
    const { amount, taxes } = money.of(line)
    return { externalId: line.id, title: line.name ?? 'Fee', price: dual(amount), taxes }
  })
  const parts = [...source.line_items, ...source.shipping_lines, ...source.fee_lines]
  const whole = sum(parts.map((part) => add(part.total, money.of(part).tax)))
  const rest = subtract(decimal(source.total), whole)
  if (isZero(rest) || !isRounding(rest, smallestUnit(money.places), parts.length)) return fees
  return [...fees, { externalId: `${source.id}-rounding`, title: 'Rounding', price: dual(rest), taxes: [] }]
}

function discountApplication(
  line: WooOrder['coupon_lines'][number],
  index: number,
  order: WooOrder,
): DiscountApplication {
  const percent = line.discount_type === 'percent' ? line.nominal_amount : null
  const amount = order.prices_include_tax ? add(line.discount, line.discount_tax) : line.discount
  return { index, kind: 'code', title: line.code, target: 'lines', percent, amount: percent === null ? amount : null }
}

/** One payment of the whole total: WooCommerce knows when and by what an order was paid, not how much nor in which parts. */
function paymentsOf(source: WooOrder): Payment[] {
  const amount = decimal(source.total)
  const isHeld = source.status === 'on-hold' && source.transaction_id !== null
  if (!isPositive(amount) || (source.date_paid_gmt == null && !isHeld)) return []
  const kind = source.date_paid_gmt == null ? 'authorization' : 'sale'
  return [
    {
      externalId: `${source.id}-${kind}`,
      kind,
      status: 'success',
      gateway: source.payment_method ?? 'manual',
      amount: dual(amount),
      assumed: true,
      rounding: ZERO_DUAL,
      processedAt: source.date_paid_gmt ?? source.date_created_gmt,
      providerReference: source.transaction_id,
      parentExternalId: null,
      test: false,
    },
  ]
}

function financialStatus(source: WooOrder, paid: Payment | null, refunds: readonly WooRefund[]): FinancialStatus {
  const given = sum(refunds.map(({ amount }) => amount))
  const isFree = isZero(decimal(source.total)) && source.date_paid_gmt != null
  if (isFree) return 'paid'
  if (paid === null) return statusUnpaid(source)
  if (isZero(given)) return 'paid'
  return equals(given, decimal(source.total)) ? 'refunded' : 'partially-refunded'
}

function statusUnpaid({ status, transaction_id: transaction }: WooOrder): FinancialStatus {
  if (CANCELLED.has(status)) return 'voided'
  return status === 'on-hold' && transaction !== null ? 'authorized' : 'pending'
}

const fulfillmentStatus = ({ status, meta_data: meta }: WooOrder): Order['fulfillmentStatus'] => {
  if (status === 'completed') return 'fulfilled'
  if (sentOf(meta).some(({ cancelledAt }) => cancelledAt === null)) return 'partial'
  return ['pending', 'processing', 'on-hold', 'failed'].includes(status) ? 'unfulfilled' : 'unknown'
}

/** "Completed" is how a WooCommerce shop says that everything was sent; of parcels it knows what we noted. */
function fulfillmentsOf(source: WooOrder, { lines }: SoldParts, refunds: readonly Refund[]): Fulfillment[] {
  const noted = sentOf(source.meta_data).map(fulfillmentOf)
  // "Completed" means the rest, of which nothing is left where it was paid back before.
  const cancelled = refunds.flatMap((refund) => refund.lines).filter(({ restock }) => restock === 'cancel')
  const goods = lines
    .filter(({ requiresShipping }) => requiresShipping)
    .map((line) => {
      const own = cancelled.filter(({ lineExternalId }) => lineExternalId === line.externalId)
      return { ...line, quantity: subtract(line.quantity, sum(own.map(({ quantity }) => quantity))) }
    })
  const sent = unsent(goods, noted)
  const isInParcels = sent.length === 0 && noted.some(({ status }) => status === 'success')
  if (source.date_completed_gmt == null || goods.length === 0 || isInParcels) return noted
  return [
    ...noted,
    {
      externalId: `${source.id}-completed`,
      // Whoever moves a completed order on says that it was not sent after all; giving its money back says nothing of that. So does
      // whoever completes it once more when nothing is left to send.
      status: SENT.has(source.status) && sent.length > 0 ? 'success' : 'cancelled',
      createdAt: source.date_completed_gmt,
      locationExternalId: null,
      lines: sent.map(({ externalId, quantity }) => ({ lineExternalId: externalId, quantity })),
      tracking: [],
    },
  ]
}

const SENT: ReadonlySet<string> = new Set(['completed', 'refunded'])

function withWhatIsLeft(line: Order['lines'][number], refunds: readonly Refund[]): Order['lines'][number] {
  const own = refunds
    .flatMap((refund) => refund.lines)
    .filter(({ lineExternalId }) => lineExternalId === line.externalId)
  const left = subtract(line.quantity, sum(own.map(({ quantity }) => quantity)))
  return { ...line, currentQuantity: isPositive(left) ? left : ZERO }
}

interface Facts {
  readonly sold: SoldParts
  readonly money: OrderMoney
  readonly given: readonly Refund[]
  readonly isCancelled: boolean
}

function totalsOf(source: WooOrder, facts: Facts): Order['totals'] {
  const { given, isCancelled } = facts
  const off = takenBack(given, source.prices_include_tax)
  const total = decimal(source.total)
  const left = (whole: Decimal, part: Decimal): DualAmount => dual(isCancelled ? ZERO : subtract(whole, part))
  return {
    total: dual(total),
    currentTotal: left(total, off.total),
    tax: dual(source.total_tax),
    currentTax: left(source.total_tax, off.tax),
    discounts: dual(discountsOf(source, facts)),
    outstanding: null,
  }
}

/**
 * What the lines say was taken off. The order's own figure differs from them by a cent at times, and every line balances without it; a
 * difference that no rounding explains is told, so that the order is held.
 */
function discountsOf(source: WooOrder, { sold, money }: Facts): Decimal {
  const all = sum(sold.lines.map((line) => allocated(line.discounts, 'shop')))
  const coupons = sum(source.line_items.map((line) => discountOf(line, source, money)))
  const stated = source.prices_include_tax ? add(source.discount_total, source.discount_tax) : source.discount_total
  const parts = source.line_items.length + source.coupon_lines.length
  return isRounding(subtract(stated, coupons), smallestUnit(money.places), parts) ? all : stated
}
