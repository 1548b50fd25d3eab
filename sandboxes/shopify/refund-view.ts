import { decimal, divide } from '#lib/decimal'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import { gid } from './ids.ts'
import { lineView, shippingView } from './line-view.ts'
import { locationView } from './location-view.ts'
import { type Bag, bagMap, bagSum, halfUp } from './money.ts'
import { instant, moneyBag, taxLine } from './money-view.ts'
import { returnView } from './return-view.ts'
import type { Shop } from './shop.ts'
import type { AgreementState, OrderState, RefundLineState, RefundState, ReturnState, SaleState } from './state.ts'
import { transactionView } from './transaction-view.ts'

export function refundView(shop: Shop, order: OrderState, refund: RefundState, orderView: () => View): View {
  const bag = (value: Bag): View => moneyBag(value, order.currencies)
  const transactions = order.transactions.filter((entry) => refund.transactionIds.includes(entry.id))
  const returned = order.returns.find((entry) => entry.id === refund.returnId)
  return {
    __typename: 'Refund',
    id: gid('Refund', refund.id),
    legacyResourceId: String(refund.id),
    createdAt: instant(refund.createdAt),
    processedAt: instant(refund.createdAt),
    updatedAt: instant(refund.createdAt),
    note: refund.note,
    order: orderView,
    staffMember: null,
    return: returned === undefined ? null : () => orderReturnView(shop, order, returned, orderView),
    totalRefundedSet: bag(
      bagSum(transactions.filter((entry) => entry.status === 'SUCCESS').map((entry) => entry.amount)),
    ),
    duties: refund.duties.map((duty) => ({
      amountSet: bag(duty.amount),
      originalDuty: { __typename: 'Duty', id: gid('Duty', duty.subjectId) },
    })),
    refundLineItems: (args: ConnectionArgs) =>
      connection(refund.lines, args, (part) => refundLineView(shop, order, part)),
    refundShippingLines: (args: ConnectionArgs) =>
      connection(refund.shipping, args, (part) => ({
        id: gid('RefundShippingLine', part.id),
        shippingLine: () => {
          const line = order.shipping.find((entry) => entry.id === part.shippingLineId)
          return line === undefined ? null : shippingView(order, line)
        },
        subtotalAmountSet: bag(part.subtotal),
        taxAmountSet: bag(bagSum(part.taxes)),
      })),
    orderAdjustments: (args: ConnectionArgs) =>
      connection(refund.adjustments, args, (entry) => ({
        __typename: 'OrderAdjustment',
        id: gid('OrderAdjustment', entry.id),
        reason: entry.reason,
        amountSet: bag(entry.amount),
        taxAmountSet: bag(entry.tax),
      })),
    transactions: (args: ConnectionArgs) => connection(transactions, args, (entry) => transactionView(order, entry)),
  }
}

/** A return of an order, with its refunds. */
export const orderReturnView = (shop: Shop, order: OrderState, entry: ReturnState, orderView: () => View): View =>
  returnView(shop, order, entry, {
    order: orderView,
    refund: (refund) => refundView(shop, order, refund, orderView),
  })

function refundLineView(shop: Shop, order: OrderState, part: RefundLineState): View {
  const bag = (value: Bag): View => moneyBag(value, order.currencies)
  const price = bagMap(part.subtotal, order.currencies, (value, places) =>
    halfUp(divide(value, decimal(part.quantity || 1)), places),
  )
  return {
    id: gid('RefundLineItem', part.id),
    quantity: part.quantity,
    restockType: part.restockType,
    restocked: part.restockType !== 'NO_RESTOCK',
    location: locationView(shop, part.locationId),
    lineItem: () => {
      const line = order.lines.find((entry) => entry.id === part.lineId)
      return line === undefined ? null : lineView(shop, order, line)
    },
    priceSet: bag(price),
    subtotalSet: bag(part.subtotal),
    totalTaxSet: bag(bagSum(part.taxes)),
  }
}

const AGREEMENT: Readonly<Record<AgreementState['reason'], string>> = {
  ORDER: 'OrderAgreement',
  ORDER_EDIT: 'OrderEditAgreement',
  REFUND: 'RefundAgreement',
  RETURN: 'ReturnAgreement',
}

export function agreementView(shop: Shop, order: OrderState, agreement: AgreementState, orderView: () => View): View {
  const refund = order.refunds.find((entry) => entry.id === agreement.refundId)
  const returned = order.returns.find((entry) => entry.id === agreement.returnId)
  return {
    __typename: AGREEMENT[agreement.reason],
    id: gid('SalesAgreement', agreement.id),
    happenedAt: instant(agreement.happenedAt),
    reason: agreement.reason,
    app: null,
    user: null,
    order: orderView,
    refund: refund === undefined ? null : () => refundView(shop, order, refund, orderView),
    return: returned === undefined ? null : () => orderReturnView(shop, order, returned, orderView),
    sales: (args: ConnectionArgs) => connection(agreement.sales, args, (sale) => saleView(shop, order, sale)),
  }
}

const SALE: Readonly<Record<SaleState['lineType'], string>> = {
  PRODUCT: 'ProductSale',
  SHIPPING: 'ShippingLineSale',
  TIP: 'TipSale',
  GIFT_CARD: 'GiftCardSale',
  DUTY: 'DutySale',
  ADDITIONAL_FEE: 'AdditionalFeeSale',
  ADJUSTMENT: 'AdjustmentSale',
}

function saleView(shop: Shop, order: OrderState, sale: SaleState): View {
  const bag = (value: Bag): View => moneyBag(value, order.currencies)
  const line = order.lines.find((entry) => entry.id === sale.subjectId)
  const shipping = order.shipping.find((entry) => entry.id === sale.subjectId)
  return {
    __typename: SALE[sale.lineType],
    id: gid('Sale', sale.id),
    actionType: sale.actionType,
    lineType: sale.lineType,
    quantity: sale.quantity,
    totalAmount: bag(sale.total),
    totalTaxAmount: bag(bagSum(sale.taxes.map((entry) => entry.amount))),
    totalDiscountAmountBeforeTaxes: bag(sale.discountBeforeTaxes),
    totalDiscountAmountAfterTaxes: bag(sale.discountAfterTaxes),
    taxes: sale.taxes.map((entry) => ({
      id: gid('SaleTax', entry.id),
      amount: bag(entry.amount),
      taxLine: taxLine(entry.taxLine, order.currencies),
    })),
    lineItem: line === undefined ? null : () => lineView(shop, order, line),
    shippingLine: shipping === undefined ? null : () => shippingView(order, shipping),
    duty: { __typename: 'Duty', id: gid('Duty', sale.subjectId ?? 0) },
    additionalFee: () => {
      const fee = order.fees.find((entry) => entry.id === sale.subjectId)
      return fee === undefined
        ? null
        : { __typename: 'AdditionalFee', id: gid('AdditionalFee', fee.id), name: fee.name }
    },
  }
}
