import { isPositive } from '#lib/decimal'
import { addressView } from './address-view.ts'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import { customerView } from './customer-view.ts'
import { type Figures, figures, financialStatus } from './figures.ts'
import { displayStatus, fulfillmentOrderNode, fulfillmentView } from './fulfillment-view.ts'
import { gid } from './ids.ts'
import { discountView, feeView, lineView, shippingView } from './line-view.ts'
import { type Bag, ZERO_BAG } from './money.ts'
import { instant, instantOrNull, moneyBag, orNull, taxLine } from './money-view.ts'
import { paymentTermsView, purchasingEntityView } from './people-view.ts'
import { locationView } from './location-view.ts'
import { agreementView, orderReturnView, refundView } from './refund-view.ts'
import type { Shop } from './shop.ts'
import type { AddressState } from './people-state.ts'
import type { OrderState } from './state.ts'
import { transactionView } from './transaction-view.ts'

/** An order as GraphQL reads it. Fields the sandbox does not know are missing here and answered with an error. */
export function orderView(shop: Shop, order: OrderState): View {
  const sums = figures(order)
  return {
    ...headFields(shop, order),
    ...moneyFields(order, sums),
    ...listFields(shop, order),
    ...partyFields(shop, order),
  }
}

function headFields(shop: Shop, order: OrderState): View {
  return {
    __typename: 'Order',
    id: gid('Order', order.id),
    legacyResourceId: String(order.id),
    name: order.name,
    number: order.number,
    confirmationNumber: order.confirmationNumber,
    confirmed: true,
    test: order.test,
    createdAt: instant(order.createdAt),
    processedAt: instant(order.processedAt),
    updatedAt: instant(order.updatedAt),
    closed: order.closedAt !== null,
    closedAt: instantOrNull(order.closedAt),
    cancelledAt: instantOrNull(order.cancelledAt),
    cancelReason: order.cancelReason,
    edited: order.edited,
    currencyCode: order.currencies.shop,
    presentmentCurrencyCode: order.currencies.presentment,
    taxesIncluded: order.taxesIncluded,
    dutiesIncluded: order.dutiesIncluded,
    estimatedTaxes: order.estimatedTaxes,
    taxExempt: order.taxExempt,
    email: order.email,
    phone: order.phone,
    note: order.note,
    tags: order.tags,
    poNumber: order.poNumber,
    sourceName: order.sourceName,
    sourceIdentifier: order.sourceIdentifier,
    customerLocale: order.customerLocale,
    customAttributes: order.attributes,
    displayFinancialStatus: financialStatus(order),
    displayFulfillmentStatus: displayStatus(order),
    returnStatus: returnStatus(order),
    publication: null,
    metafield: null,
    staffMember: null,
    clientIp: null,
    merchantOfRecordApp:
      order.merchantOfRecordAppId === null
        ? null
        : { id: gid('OrderApp', order.merchantOfRecordAppId), name: 'Marketplace' },
    merchantBusinessEntity: { __typename: 'BusinessEntity', id: gid('BusinessEntity', shop.config.id) },
    merchantEditable: order.cancelledAt === null,
    requiresShipping: order.lines.some((line) => line.requiresShipping),
    hasTimelineComment: false,
    productNetwork: false,
    alerts: [],
    disputes: (shop.disputes.get(order.id) ?? []).map((entry) => ({
      id: gid('OrderDisputeSummary', entry.id),
      initiatedAs: entry.initiatedAs,
      status: entry.status,
    })),
  }
}

function returnStatus(order: OrderState): string {
  const real = order.returns.filter((entry) => entry.status !== 'CANCELED' && entry.status !== 'DECLINED')
  if (real.length === 0) return 'NO_RETURN'
  if (real.some((entry) => entry.status === 'REQUESTED')) return 'RETURN_REQUESTED'
  return real.some((entry) => entry.status === 'OPEN') ? 'IN_PROGRESS' : 'RETURNED'
}

function moneyFields(order: OrderState, sums: Figures): View {
  const { currencies } = order
  const bag = (value: Bag) => (): View => moneyBag(value, currencies)
  return {
    originalTotalPriceSet: bag(order.originalTotal),
    totalPriceSet: bag(sums.total),
    currentTotalPriceSet: bag(sums.currentTotal),
    subtotalPriceSet: bag(sums.subtotal),
    currentSubtotalPriceSet: bag(sums.currentSubtotal),
    totalTaxSet: bag(sums.tax),
    currentTotalTaxSet: bag(sums.currentTax),
    totalDiscountsSet: bag(sums.discounts),
    currentTotalDiscountsSet: bag(sums.currentDiscounts),
    cartDiscountAmountSet: bag(sums.cartDiscount),
    currentCartDiscountAmountSet: bag(sums.cartDiscount),
    totalShippingPriceSet: bag(sums.shipping),
    currentShippingPriceSet: bag(sums.currentShipping),
    totalTipReceivedSet: bag(sums.tips),
    originalTotalDutiesSet: orNull(sums.duties, currencies),
    currentTotalDutiesSet: orNull(sums.currentDuties, currencies),
    originalTotalAdditionalFeesSet: orNull(sums.fees, currencies),
    currentTotalAdditionalFeesSet: orNull(sums.currentFees, currencies),
    totalReceivedSet: bag(sums.received),
    totalRefundedSet: bag(sums.refunded),
    totalRefundedShippingSet: bag(sums.refundedShipping),
    totalOutstandingSet: bag(sums.outstanding),
    totalCapturableSet: bag(sums.capturable),
    netPaymentSet: bag(sums.net),
    refundDiscrepancySet: bag(sums.discrepancy),
    totalCashRoundingAdjustment: { paymentSet: bag(sums.paymentRounding), refundSet: bag(ZERO_BAG) },
    capturable: isPositive(sums.capturable.shop),
    fullyPaid: !isPositive(sums.outstanding.shop),
    unpaid: !isPositive(sums.received.shop),
    taxLines: () => sums.taxLines.map((tax) => taxLine(tax, currencies)),
    currentTaxLines: () => sums.currentTaxLines.map((tax) => taxLine(tax, currencies)),
    additionalFees: () => order.fees.map((fee) => feeView(order, fee)),
    discountCodes: order.discounts.filter((entry) => entry.kind === 'code').map((entry) => entry.name),
    discountCode: order.discounts.find((entry) => entry.kind === 'code')?.name ?? null,
    paymentGatewayNames: [...new Set(order.transactions.map((entry) => entry.gateway))],
    subtotalLineItemsQuantity: order.lines.reduce((count, line) => count + (line.tip ? 0 : line.quantity), 0),
    currentSubtotalLineItemsQuantity: order.lines.reduce(
      (count, line) => count + (line.tip ? 0 : line.currentQuantity),
      0,
    ),
  }
}

interface ListArgs {
  readonly first?: number | null
}

const firstOf = <Item>(items: readonly Item[], { first }: ListArgs): readonly Item[] =>
  items.slice(0, first ?? undefined)

function listFields(shop: Shop, order: OrderState): View {
  const self = (): View => orderView(shop, order)
  const kept = order.shipping.filter((line) => !line.isRemoved)
  const first = kept[0]
  return {
    lineItems: (args: ConnectionArgs) => connection(order.lines, args, (line) => lineView(shop, order, line)),
    nonFulfillableLineItems: (args: ConnectionArgs) =>
      connection(
        order.lines.filter((line) => line.tip || line.currentQuantity === 0),
        args,
        (line) => lineView(shop, order, line),
      ),
    shippingLine: first === undefined ? null : () => shippingView(order, first),
    shippingLines: (args: ConnectionArgs & { includeRemovals?: boolean | null }) =>
      connection(args.includeRemovals === true ? order.shipping : kept, args, (line) => shippingView(order, line)),
    discountApplications: (args: ConnectionArgs) =>
      connection(
        order.discounts.map((discount, id) => ({ id, discount })),
        args,
        ({ id, discount }) => discountView(order, discount, id),
      ),
    transactions: (args: ListArgs & { capturable?: boolean | null }) =>
      firstOf(
        order.transactions.filter((entry) => args.capturable !== true || entry.kind === 'AUTHORIZATION'),
        args,
      ).map((entry) => transactionView(order, entry)),
    transactionsCount: { count: order.transactions.length, precision: 'EXACT' },
    refunds: (args: ListArgs) => firstOf(order.refunds, args).map((refund) => refundView(shop, order, refund, self)),
    returns: (args: ConnectionArgs) =>
      connection(order.returns, args, (entry) => orderReturnView(shop, order, entry, self)),
    fulfillments: (args: ListArgs) =>
      firstOf(order.fulfillments, args).map((entry) => fulfillmentView(shop, order, entry, self)),
    fulfillmentOrders: (args: ConnectionArgs) =>
      connection(order.fulfillmentOrders, args, (entry) => fulfillmentOrderNode(shop, order, entry, self)),
    fulfillmentsCount: { count: order.fulfillments.length, precision: 'EXACT' },
    agreements: (args: ConnectionArgs) =>
      connection(order.agreements, args, (entry) => agreementView(shop, order, entry, self)),
    metafields: (args: ConnectionArgs) => connection<{ id: number }>([], args, () => ({})),
  }
}

function partyFields(shop: Shop, order: OrderState): View {
  const address = (value: AddressState | null): View | null => (value === null ? null : addressView(value))
  const { customer, paymentTerms } = order
  return {
    customer: customer === null ? null : () => customerView(shop, customer, (other) => orderView(shop, other)),
    purchasingEntity: () => purchasingEntityView(shop, order),
    paymentTerms: paymentTerms === null ? null : () => paymentTermsView(order, paymentTerms, shop.clock.now()),
    billingAddress: address(order.billingAddress),
    shippingAddress: address(order.shippingAddress),
    displayAddress: address(order.shippingAddress ?? order.billingAddress),
    billingAddressMatchesShippingAddress: order.billingAddress === order.shippingAddress,
    retailLocation: () => locationView(shop, order.retailLocationId),
    app: order.appId === null ? null : { id: gid('OrderApp', order.appId), name: order.sourceName },
  }
}
