import { ONE, ZERO } from '#lib/decimal'
import type { View } from './connections.ts'
import { gid } from './ids.ts'
import { ZERO_BAG, bagSubtract, bagSum, graphqlAmount } from './money.ts'
import { instant, money, moneyBag } from './money-view.ts'
import { MANUAL_GATEWAYS } from './payments.ts'
import type { OrderState, TransactionState } from './state.ts'

const FORMATTED: Readonly<Record<string, string>> = {
  shopify_payments: 'Shopify Payments',
  gift_card: 'Gift card',
  cash: 'Cash',
  manual: 'Manual',
}

export function transactionView(order: OrderState, entry: TransactionState): View {
  const parent = order.transactions.find((other) => other.id === entry.parentId)
  return {
    __typename: 'OrderTransaction',
    id: gid('OrderTransaction', entry.id),
    kind: entry.kind,
    status: entry.status,
    gateway: entry.gateway,
    formattedGateway: FORMATTED[entry.gateway] ?? entry.gateway,
    manualPaymentGateway: MANUAL_GATEWAYS.has(entry.gateway),
    test: entry.test,
    createdAt: instant(entry.createdAt),
    processedAt: instant(entry.processedAt),
    paymentId: entry.paymentId,
    errorCode: entry.errorCode,
    parentTransaction: parent === undefined ? null : () => transactionView(order, parent),
    amountSet: moneyBag(entry.amount, order.currencies),
    amountRoundingSet: entry.rounding === null ? null : moneyBag(entry.rounding, order.currencies),
    totalUnsettledSet: () => moneyBag(unsettled(order, entry), order.currencies),
    settlementCurrency:
      entry.gateway === 'shopify_payments' ? (entry.settlement?.currency ?? order.currencies.shop) : null,
    settlementCurrencyRate: entry.gateway === 'shopify_payments' ? graphqlAmount(entry.settlement?.rate ?? ONE) : null,
    manuallyCapturable: entry.kind === 'AUTHORIZATION' && entry.status === 'SUCCESS',
    multiCapturable: entry.kind === 'AUTHORIZATION',
    authorizationExpiresAt: null,
    accountNumber: null,
    location: null,
    device: null,
    user: null,
    receiptJson: '{}',
    currencyExchangeAdjustment: null,
    fees: feesOf(order, entry),
    paymentDetails: paymentDetails(entry),
  }
}

function feesOf(order: OrderState, entry: TransactionState): View[] {
  if (entry.fee === null || entry.gateway !== 'shopify_payments') return []
  const currency = order.currencies.shop
  return [
    {
      id: gid('TransactionFee', entry.id),
      type: 'processing_fee',
      rate: '0.0',
      rateName: 'domestic',
      flatFee: money(ZERO, currency),
      flatFeeName: null,
      amount: money(entry.fee, currency),
      taxAmount: money(ZERO, currency),
    },
  ]
}

function paymentDetails(entry: TransactionState): View | null {
  if (entry.methodName !== null)
    return {
      __typename: 'LocalPaymentMethodsPaymentDetails',
      paymentMethodName: entry.methodName,
      paymentDescriptor: null,
    }
  if (entry.cardCompany !== null)
    return {
      __typename: 'CardPaymentDetails',
      company: entry.cardCompany,
      paymentMethodName: 'card',
      number: null,
      name: null,
    }
  return null
}

function unsettled(order: OrderState, entry: TransactionState) {
  if (entry.kind !== 'AUTHORIZATION' || entry.status !== 'SUCCESS') return ZERO_BAG
  const taken = order.transactions.filter((other) => other.parentId === entry.id && other.status === 'SUCCESS')
  return bagSubtract(entry.amount, bagSum(taken.map((other) => other.amount)))
}
