import { decimal, negate } from '#lib/decimal'
import type { Balance } from './balance.ts'
import type { DisputeState, DisputeStatus } from './balance-state.ts'
import { numericId } from './ids.ts'
import { restAmount } from './money.ts'
import type { Shop } from './shop.ts'
import type { NumericId, OrderState } from './state.ts'

export interface OpenDispute {
  /** Default the whole of the order's newest charge, in the currency that is paid out. */
  readonly amount?: string
  /** An inquiry moves no money yet. Default CHARGEBACK. */
  readonly type?: 'CHARGEBACK' | 'INQUIRY'
  /** A value of `ShopifyPaymentsDisputeReason`. Default FRAUDULENT. */
  readonly reason?: string
  readonly networkReasonCode?: string
  /** What the bank asks for the chargeback. Default 15. */
  readonly fee?: string
}

type DisputeKey = NumericId | string | Pick<DisputeState, 'id'>

export interface Disputes {
  open(order: string | { readonly id: string }, input?: OpenDispute): DisputeState
  /** An inquiry becomes a chargeback: now the money is taken. */
  escalate(dispute: DisputeKey): DisputeState
  /** Evidence is sent, or the bank has decided; when the shop has WON, amount and fee come back. */
  decide(dispute: DisputeKey, status: Exclude<DisputeStatus, 'NEEDS_RESPONSE'>): DisputeState
  readonly all: readonly DisputeState[]
}

const CHARGEBACK_FEE = '15'
const DAYS_TO_ANSWER = 10
const MS_PER_DAY = 86_400_000

export function createDisputes(
  shop: Shop,
  balance: Balance,
  findOrder: (key: string | { readonly id: string }) => OrderState,
): Disputes {
  const all: DisputeState[] = []
  const fees = new Map<NumericId, string>()
  const find = (key: DisputeKey): DisputeState => {
    const id = typeof key === 'object' ? key.id : numericId(String(key), 'ShopifyPaymentsDispute')
    const dispute = all.find((entry) => entry.id === id)
    if (dispute === undefined) throw new Error(`There is no dispute ${String(id)}`)
    return dispute
  }
  const book = (dispute: DisputeState, back: boolean): void => {
    const fee = decimal(fees.get(dispute.id) ?? CHARGEBACK_FEE)
    const order = shop.orders.get(dispute.orderId)
    const origin = {
      sourceId: dispute.id,
      orderTransactionId: dispute.orderTransactionId,
      ...(order === undefined ? {} : { order: { id: order.id, name: order.name } }),
    }
    const signed = (amount: typeof fee): typeof fee => (back ? amount : negate(amount))
    balance.book({ type: back ? 'DISPUTE_REVERSAL' : 'DISPUTE_WITHDRAWAL', amount: signed(dispute.amount), ...origin })
    balance.book({ type: back ? 'CHARGEBACK_FEE_REFUND' : 'CHARGEBACK_FEE', amount: signed(fee), ...origin })
  }
  const tell = (dispute: DisputeState, topic: string): DisputeState => {
    shop.emit({ topic, order: null, subjectId: dispute.id, body: bodyOf(dispute, balance.currency) })
    return dispute
  }
  return {
    all,
    open(key, input = {}) {
      const order = findOrder(key)
      const dispute = opened(shop, balance, order, input)
      if (input.fee !== undefined) fees.set(dispute.id, input.fee)
      all.push(dispute)
      shop.disputes.set(order.id, [...(shop.disputes.get(order.id) ?? []), dispute])
      if (dispute.type === 'CHARGEBACK') book(dispute, false)
      return tell(dispute, 'disputes/create')
    },
    escalate(key) {
      const dispute = find(key)
      if (dispute.type === 'CHARGEBACK') throw new Error('It is a chargeback already')
      dispute.type = 'CHARGEBACK'
      book(dispute, false)
      return tell(dispute, 'disputes/update')
    },
    decide(key, status) {
      const dispute = find(key)
      if (dispute.finalizedOn !== null) throw new Error(`The dispute is ${dispute.status} already`)
      dispute.status = status
      if (status === 'UNDER_REVIEW') dispute.evidenceSentOn = shop.clock.now()
      else dispute.finalizedOn = shop.clock.now()
      if (status === 'WON' && dispute.type === 'CHARGEBACK') book(dispute, true)
      return tell(dispute, 'disputes/update')
    },
  }
}

function opened(shop: Shop, balance: Balance, order: OrderState, input: OpenDispute): DisputeState {
  const charge = order.transactions.findLast(
    (entry) =>
      entry.gateway === 'shopify_payments' &&
      entry.status === 'SUCCESS' &&
      (entry.kind === 'SALE' || entry.kind === 'CAPTURE'),
  )
  if (charge === undefined) throw new Error(`Order ${order.name} was not paid through Shopify Payments`)
  const type = input.type ?? 'CHARGEBACK'
  return {
    id: shop.ids.next('ShopifyPaymentsDispute'),
    orderId: order.id,
    orderTransactionId: charge.id,
    amount: input.amount === undefined ? balance.converted(charge.amount.shop) : decimal(input.amount),
    initiatedAs: type,
    type,
    status: 'NEEDS_RESPONSE',
    reason: input.reason ?? 'FRAUDULENT',
    networkReasonCode: input.networkReasonCode ?? null,
    initiatedAt: shop.clock.now(),
    evidenceDueBy: new Date(shop.clock.now().getTime() + DAYS_TO_ANSWER * MS_PER_DAY),
    evidenceSentOn: null,
    finalizedOn: null,
  }
}

/** The body of `disputes/create` and `disputes/update`. */
const bodyOf = (dispute: DisputeState, currency: string) => ({
  id: dispute.id,
  order_id: dispute.orderId,
  type: dispute.type.toLowerCase(),
  amount: restAmount(dispute.amount, currency),
  currency,
  reason: dispute.reason.toLowerCase(),
  network_reason_code: dispute.networkReasonCode,
  status: dispute.status.toLowerCase(),
  evidence_due_by: dispute.evidenceDueBy.toISOString(),
  evidence_sent_on: dispute.evidenceSentOn?.toISOString() ?? null,
  finalized_on: dispute.finalizedOn?.toISOString() ?? null,
  initiated_at: dispute.initiatedAt.toISOString(),
})
