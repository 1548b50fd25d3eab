import { add, compare, type Decimal, negate, sum, ZERO } from '#lib/decimal'
import type { BalanceRow, DisputeState, PayoutState } from './balance-state.ts'
import type { View } from './connections.ts'
import { gid } from './ids.ts'
import { instant, instantOrNull, money } from './money-view.ts'
import type { Shop } from './shop.ts'

interface Sums {
  readonly gross: Decimal
  readonly fee: Decimal
}

/** The parts of a payout by kind; every type that has no part of its own is an adjustment. */
const PARTS = ['charges', 'refunds', 'reservedFunds', 'retriedPayouts', 'advance', 'adjustments'] as const
type Part = (typeof PARTS)[number]

function partOf(type: string): Part {
  if (type === 'CHARGE') return 'charges'
  if (type === 'REFUND') return 'refunds'
  if (type.startsWith('RESERVED_FUNDS')) return 'reservedFunds'
  if (type === 'TRANSFER_FAILURE' || type === 'TRANSFER_CANCEL') return 'retriedPayouts'
  return type === 'ADVANCE' || type === 'ADVANCE_FUNDING' ? 'advance' : 'adjustments'
}

export function payoutSums(payout: PayoutState): Readonly<Record<Part, Sums>> {
  const of = (part: Part): Sums => {
    const rows = payout.rows.filter((row) => row.type !== 'TRANSFER' && partOf(row.type) === part)
    return { gross: sum(rows.map((row) => row.amount)), fee: sum(rows.map((row) => row.fee)) }
  }
  return {
    charges: of('charges'),
    refunds: of('refunds'),
    reservedFunds: of('reservedFunds'),
    retriedPayouts: of('retriedPayouts'),
    advance: of('advance'),
    adjustments: of('adjustments'),
  }
}

export const payoutFees = (payout: PayoutState): Decimal => add(ZERO, ...payout.rows.map((row) => row.fee))

export interface AccountFacts {
  readonly shop: Shop
  readonly currency: string
  readonly country: string
}

export function payoutView(account: AccountFacts, payout: PayoutState): View {
  const amount = money(payout.net, account.currency)
  return {
    __typename: 'ShopifyPaymentsPayout',
    id: gid('ShopifyPaymentsPayout', payout.id),
    legacyResourceId: String(payout.id),
    issuedAt: instant(payout.issuedAt),
    status: payout.status,
    transactionType: directionOf(payout),
    net: amount,
    gross: amount,
    externalTraceId: payout.externalTraceId,
    bankAccount: () => bankAccountView(account),
    businessEntity: {
      __typename: 'BusinessEntity',
      id: gid('BusinessEntity', account.shop.config.id),
      displayName: account.shop.config.name,
      companyName: account.shop.config.name,
      primary: true,
      archived: false,
    },
    summary: () => summaryView(account.currency, payout),
  }
}

export const directionOf = (payout: PayoutState): 'DEPOSIT' | 'WITHDRAWAL' =>
  compare(payout.net, ZERO) < 0 ? 'WITHDRAWAL' : 'DEPOSIT'

function summaryView(currency: string, payout: PayoutState): View {
  const sums = payoutSums(payout)
  const amount = (value: Decimal): View => money(value, currency)
  return {
    chargesGross: amount(sums.charges.gross),
    chargesFee: amount(sums.charges.fee),
    refundsFeeGross: amount(sums.refunds.gross),
    refundsFee: amount(sums.refunds.fee),
    adjustmentsGross: amount(sums.adjustments.gross),
    adjustmentsFee: amount(sums.adjustments.fee),
    reservedFundsGross: amount(sums.reservedFunds.gross),
    reservedFundsFee: amount(sums.reservedFunds.fee),
    retriedPayoutsGross: amount(sums.retriedPayouts.gross),
    retriedPayoutsFee: amount(sums.retriedPayouts.fee),
    advanceGross: amount(sums.advance.gross),
    advanceFees: amount(sums.advance.fee),
    usdcRebateCreditAmount: amount(ZERO),
  }
}

export const bankAccountView = ({ shop, currency, country }: AccountFacts): View => ({
  __typename: 'ShopifyPaymentsBankAccount',
  id: gid('ShopifyPaymentsBankAccount', shop.config.id),
  accountNumberLastDigits: '6789',
  bankName: 'Sandbox Bank',
  country,
  currency,
  createdAt: '2025-01-01T00:00:00Z',
  status: 'VERIFIED',
})

export function balanceRowView(currency: string, row: BalanceRow, payout: PayoutState | undefined): View {
  const amount = (value: Decimal): View => money(value, currency)
  return {
    __typename: 'ShopifyPaymentsBalanceTransaction',
    id: gid('ShopifyPaymentsBalanceTransaction', row.id),
    type: row.type,
    test: row.test,
    transactionDate: instant(row.at),
    amount: amount(row.amount),
    fee: amount(row.fee),
    net: amount(row.net),
    sourceId: numberText(row.sourceId),
    sourceType: row.sourceType,
    sourceOrderTransactionId: numberText(row.orderTransactionId),
    associatedOrder: row.order === null ? null : { id: gid('Order', row.order.id), name: row.order.name },
    associatedPayout:
      payout === undefined
        ? { id: null, status: 'PENDING' }
        : { id: gid('ShopifyPaymentsPayout', payout.id), status: payout.status },
    adjustmentReason: row.adjustmentReason,
    adjustmentsOrders: row.adjustmentsOrders.map((part) => ({
      name: part.name,
      link: `https://admin.example/orders/${part.orderId}`,
      orderTransactionId: String(part.orderTransactionId),
      amount: amount(part.amount),
      fees: amount(part.fees),
      net: amount(add(part.amount, negate(part.fees))),
    })),
  }
}

const numberText = (id: number | null): string | null => (id === null ? null : String(id))

export const disputeView = (currency: string, entry: DisputeState, order: () => View | null): View => ({
  __typename: 'ShopifyPaymentsDispute',
  id: gid('ShopifyPaymentsDispute', entry.id),
  legacyResourceId: String(entry.id),
  type: entry.type,
  status: entry.status,
  amount: money(entry.amount, currency),
  initiatedAt: instant(entry.initiatedAt),
  evidenceDueBy: instant(entry.evidenceDueBy),
  evidenceSentOn: instantOrNull(entry.evidenceSentOn),
  finalizedOn: instantOrNull(entry.finalizedOn),
  reasonDetails: { reason: entry.reason, networkReasonCode: entry.networkReasonCode },
  order,
})
