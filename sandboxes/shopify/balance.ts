import { add, decimal, type Decimal, divide, HUNDRED, multiply, negate, ONE, subtract, ZERO } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { AdjustmentOrderState, BalanceRow, SourceType } from './balance-state.ts'
import { halfUp } from './money.ts'
import type { Shop } from './shop.ts'
import type { NumericId, OrderState, TransactionState } from './state.ts'

export interface PaymentsConfig {
  /** What is paid out; default the shop's currency. */
  readonly currency?: string
  /** Units of the payout currency for one of the shop's; needed when they differ. */
  readonly exchangeRate?: string
  /** Kept of each charge. Default 2.9 % and 0.30. */
  readonly fee?: { readonly percent: string; readonly fixed: string }
  /** Whether a refund gives its share of the fee back. Default no. */
  readonly refundsFees?: boolean
  /** Two letters. Default `SE`. */
  readonly country?: string
}

/** The Shopify Payments balance of one shop. */
export interface Balance {
  readonly currency: string
  readonly country: string
  readonly exchangeRate: Decimal
  readonly rows: readonly BalanceRow[]
  /** Books what the order's transactions through Shopify Payments have moved since it was last looked at. */
  note(order: OrderState): void
  book(row: NewRow): BalanceRow
  /** An amount of the shop's currency in the one that is paid out. */
  converted(amount: Decimal): Decimal
}

export interface NewRow {
  readonly type: string
  readonly amount: Decimal
  readonly fee?: Decimal
  readonly at?: Date
  readonly test?: boolean
  readonly sourceId?: NumericId
  readonly orderTransactionId?: NumericId
  readonly order?: { readonly id: NumericId; readonly name: string }
  readonly adjustmentReason?: string
  readonly adjustmentsOrders?: readonly AdjustmentOrderState[]
  readonly payoutId?: NumericId
}

const GATEWAY = 'shopify_payments'

/** `MARKETPLACE_FEE_CREDIT` is an adjustment for that reason; a reversal takes one back. */
function sourceTypeOf(type: string): SourceType {
  if (type === 'CHARGE') return 'CHARGE'
  if (type.startsWith('REFUND')) return 'REFUND'
  if (type.startsWith('TRANSFER')) return 'TRANSFER'
  if (type.startsWith('DISPUTE') || type.startsWith('CHARGEBACK')) return 'DISPUTE'
  if (type.startsWith('RESERVED_FUNDS')) return 'SYSTEM_ADJUSTMENT'
  return type.endsWith('_REVERSAL') ? 'ADJUSTMENT_REVERSAL' : 'ADJUSTMENT'
}

export function createBalance(shop: Shop, config: PaymentsConfig = {}): Balance {
  const currency = config.currency ?? shop.config.currency
  if (currency !== shop.config.currency && config.exchangeRate === undefined) {
    throw new Error(`Say how many ${currency} one ${shop.config.currency} is`)
  }
  const exchangeRate = config.exchangeRate === undefined ? ONE : decimal(config.exchangeRate)
  const places = minorUnits(currency)
  const converted = (amount: Decimal): Decimal => halfUp(multiply(amount, exchangeRate), places)
  const rows: BalanceRow[] = []
  const seen = new Set<NumericId>()
  const book = (row: NewRow): BalanceRow => {
    const booked = rowOf(shop, row)
    rows.push(booked)
    return booked
  }
  const charge = chargeRule(shop, config, converted)
  return {
    currency,
    country: config.country ?? 'SE',
    exchangeRate,
    rows,
    converted,
    book,
    note(order) {
      for (const entry of order.transactions) {
        if (seen.has(entry.id) || entry.gateway !== GATEWAY || entry.status !== 'SUCCESS') continue
        seen.add(entry.id)
        const isCharge = entry.kind === 'SALE' || entry.kind === 'CAPTURE'
        if (!isCharge && entry.kind !== 'REFUND') continue
        entry.settlement = { currency, rate: exchangeRate }
        book({ ...(isCharge ? charge(entry) : refundOf(order, entry, config, converted)), ...originOf(order, entry) })
      }
    },
  }
}

function rowOf(shop: Shop, row: NewRow): BalanceRow {
  const fee = row.fee ?? ZERO
  const sourceType = sourceTypeOf(row.type)
  return {
    id: shop.ids.next('ShopifyPaymentsBalanceTransaction'),
    type: row.type,
    amount: row.amount,
    fee,
    net: subtract(row.amount, fee),
    test: row.test ?? false,
    at: row.at ?? shop.clock.now(),
    sourceType,
    sourceId: row.sourceId ?? null,
    orderTransactionId: row.orderTransactionId ?? null,
    order: row.order ?? null,
    adjustmentReason: row.adjustmentReason ?? (sourceType === 'ADJUSTMENT' ? row.type.toLowerCase() : null),
    adjustmentsOrders: row.adjustmentsOrders ?? [],
    payoutId: row.payoutId ?? null,
  }
}

const originOf = (order: OrderState, entry: TransactionState) => ({
  at: entry.processedAt,
  test: entry.test,
  sourceId: entry.id,
  orderTransactionId: entry.id,
  order: { id: order.id, name: order.name },
})

/** The fee of a charge: what the payment stated, or the rule's; the order's transaction states the same. */
function chargeRule(shop: Shop, config: PaymentsConfig, converted: (amount: Decimal) => Decimal) {
  const places = minorUnits(shop.config.currency)
  const percent = decimal(config.fee?.percent ?? '2.9')
  const fixed = decimal(config.fee?.fixed ?? '0.3')
  return (entry: TransactionState): { type: string; amount: Decimal; fee: Decimal } => {
    entry.fee ??= halfUp(add(divide(multiply(entry.amount.shop, percent), HUNDRED), fixed), places)
    return { type: 'CHARGE', amount: converted(entry.amount.shop), fee: converted(entry.fee) }
  }
}

function refundOf(
  order: OrderState,
  entry: TransactionState,
  config: PaymentsConfig,
  converted: (amount: Decimal) => Decimal,
): { type: string; amount: Decimal; fee: Decimal } {
  const payment = order.transactions.find((other) => other.id === entry.parentId)
  const kept = config.refundsFees === true ? (payment?.fee ?? ZERO) : ZERO
  const places = minorUnits(order.currencies.shop)
  const share =
    payment === undefined || kept === ZERO
      ? ZERO
      : halfUp(divide(multiply(kept, entry.amount.shop), payment.amount.shop), places)
  return { type: 'REFUND', amount: negate(converted(entry.amount.shop)), fee: negate(converted(share)) }
}
