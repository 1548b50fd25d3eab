import { isEnumType } from 'graphql'
import { decimal, isZero, negate, sum, ZERO } from '#lib/decimal'
import type { AdjustmentOrderState, BalanceRow, PayoutState, PayoutStatus } from './balance-state.ts'
import type { Balance } from './balance.ts'
import { numericId } from './ids.ts'
import { adminSchema } from './schema.ts'
import type { Shop } from './shop.ts'
import type { NumericId, OrderState } from './state.ts'

type PayoutKey = NumericId | string | Pick<PayoutState, 'id'>

/** A movement that no order made; amounts in the currency that is paid out, signed. */
export interface AddRow {
  /** Any value of `ShopifyPaymentsTransactionType`: `SHIPPING_LABEL`, `LENDING_CAPITAL_REMITTANCE` … */
  readonly type: string
  readonly amount: string
  /** Default 0. The net is the amount minus this. */
  readonly fee?: string
  /** The order it is about, by id, number or name. */
  readonly order?: string | { readonly id: string }
  readonly orderTransactionId?: NumericId
  readonly reason?: string
  readonly test?: boolean
  readonly at?: string | Date
  /** Orders that share an adjustment. */
  readonly orders?: readonly {
    readonly order: string | { readonly id: string }
    readonly amount: string
    readonly fees?: string
  }[]
}

/** Moves the money of Shopify Payments, as Shopify and the banks would. */
export interface Payouts {
  /** Pays out everything that came in until `date` (default now) and is not paid out; `null` when there is nothing. */
  run(input?: { readonly date?: string | Date; readonly status?: PayoutStatus }): PayoutState | null
  /** Hands a scheduled payout to the bank. */
  submit(payout: PayoutKey): PayoutState
  /** The bank has paid. */
  settle(payout: PayoutKey): PayoutState
  /** The bank has declined: the money comes back and is part of the next payout. */
  fail(payout: PayoutKey): PayoutState
  /** Shopify has cancelled: the same. */
  cancel(payout: PayoutKey): PayoutState
  add(row: AddRow): BalanceRow
  readonly all: readonly PayoutState[]
  readonly rows: readonly BalanceRow[]
  /** Every type that the schema knows. */
  readonly types: readonly string[]
}

const when = (at: string | Date | undefined, otherwise: Date): Date => (at === undefined ? otherwise : new Date(at))

export function createPayouts(
  shop: Shop,
  balance: Balance,
  findOrder: (key: string | { readonly id: string }) => OrderState,
): Payouts {
  const all: PayoutState[] = []
  const find = (key: PayoutKey): PayoutState => {
    const id = typeof key === 'object' ? key.id : numericId(String(key), 'ShopifyPaymentsPayout')
    const payout = all.find((entry) => entry.id === id)
    if (payout === undefined) throw new Error(`There is no payout ${String(id)}`)
    return payout
  }
  const comeBack = (key: PayoutKey, status: 'FAILED' | 'CANCELED', type: string): PayoutState => {
    const payout = move(find(key), status)
    if (!isZero(payout.net)) balance.book({ type, amount: payout.net, sourceId: payout.id })
    return payout
  }
  return {
    all,
    rows: balance.rows,
    types: transactionTypes(),
    run(input = {}) {
      const payout = payOut(shop, balance, when(input.date, shop.clock.now()), input.status ?? 'SCHEDULED')
      if (payout !== null) all.push(payout)
      return payout
    },
    submit: (key) => move(find(key), 'IN_TRANSIT'),
    settle(key) {
      const payout = move(find(key), 'PAID')
      payout.externalTraceId ??= traceOf(payout)
      return payout
    },
    fail: (key) => comeBack(key, 'FAILED', 'TRANSFER_FAILURE'),
    cancel: (key) => comeBack(key, 'CANCELED', 'TRANSFER_CANCEL'),
    add: (row) => addRow(shop, balance, findOrder, row),
  }
}

function transactionTypes(): string[] {
  const type = adminSchema().getType('ShopifyPaymentsTransactionType')
  return isEnumType(type) ? type.getValues().map((value) => value.name) : []
}

const traceOf = (payout: PayoutState): string => `TRC-${payout.issuedAt.toISOString().slice(0, 10)}-${payout.id}`

/** Which status may follow which. A bank may send back what it had paid. */
const NEXT: Readonly<Record<PayoutStatus, readonly PayoutStatus[]>> = {
  SCHEDULED: ['IN_TRANSIT', 'PAID', 'FAILED', 'CANCELED'],
  IN_TRANSIT: ['PAID', 'FAILED', 'CANCELED'],
  PAID: ['FAILED'],
  FAILED: [],
  CANCELED: [],
}

function move(payout: PayoutState, status: PayoutStatus): PayoutState {
  if (!NEXT[payout.status].includes(status)) throw new Error(`A payout that is ${payout.status} can not be ${status}`)
  payout.status = status
  return payout
}

function payOut(shop: Shop, balance: Balance, issuedAt: Date, status: PayoutStatus): PayoutState | null {
  const rows = balance.rows.filter((row) => row.payoutId === null && !row.test && row.at <= issuedAt)
  if (rows.length === 0) return null
  const net = sum(rows.map((row) => row.net))
  const id = shop.ids.next('ShopifyPaymentsPayout')
  for (const row of rows) row.payoutId = id
  const transfer = isZero(net)
    ? []
    : [balance.book({ type: 'TRANSFER', amount: negate(net), at: issuedAt, sourceId: id, payoutId: id })]
  const payout: PayoutState = { id, issuedAt, net, status, externalTraceId: null, rows: [...rows, ...transfer] }
  if (status === 'PAID') payout.externalTraceId = traceOf(payout)
  return payout
}

function addRow(
  shop: Shop,
  balance: Balance,
  findOrder: (key: string | { readonly id: string }) => OrderState,
  row: AddRow,
): BalanceRow {
  if (!transactionTypes().includes(row.type)) throw new Error(`${row.type} is no type of balance transaction`)
  const order = row.order === undefined ? undefined : findOrder(row.order)
  return balance.book({
    type: row.type,
    amount: decimal(row.amount),
    fee: row.fee === undefined ? ZERO : decimal(row.fee),
    at: when(row.at, shop.clock.now()),
    sourceId: shop.ids.next('PaymentsSource'),
    ...(row.test === undefined ? {} : { test: row.test }),
    ...(row.reason === undefined ? {} : { adjustmentReason: row.reason }),
    ...(row.orderTransactionId === undefined ? {} : { orderTransactionId: row.orderTransactionId }),
    ...(order === undefined ? {} : { order: { id: order.id, name: order.name } }),
    adjustmentsOrders: (row.orders ?? []).map((part) => adjustmentOrder(findOrder(part.order), part)),
  })
}

function adjustmentOrder(order: OrderState, part: { amount: string; fees?: string }): AdjustmentOrderState {
  const payment = order.transactions.find((entry) => entry.gateway === 'shopify_payments')
  return {
    name: order.name,
    orderId: order.id,
    orderTransactionId: payment?.id ?? 0,
    amount: decimal(part.amount),
    fees: decimal(part.fees ?? '0'),
  }
}
