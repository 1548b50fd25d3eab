import type { Clock } from '#lib/clock'

/** An entry on the merchant's balance, as `GET /transactions` shows it; deductions carry a minus. */
export interface Entry {
  readonly type: string
  readonly detailed_type?: string
  /** Minor units. */
  readonly amount: number
  readonly currency_code: string
  readonly order_id?: string
  readonly short_order_id?: string
  readonly capture_id?: string
  readonly refund_id?: string
  readonly merchant_reference1?: string
  readonly merchant_reference2?: string
  readonly reversal_reference?: string
  readonly klarna_comment?: string
  readonly sale_date: string
  readonly capture_date: string
  readonly purchase_country?: string
  readonly vat_rate?: number
  readonly vat_amount?: number
}

export interface SettledPayout {
  readonly payment_reference: string
  /** UTC, ISO 8601. */
  readonly payout_date: string
  readonly currency_code: string
  readonly merchant_settlement_type: SettlementType
  readonly totals: Readonly<Record<string, number>>
  readonly entries: readonly Entry[]
}

export type SettlementType = 'NET' | 'GROSS'

/** What a buyer bought with Klarna and the shop captured. */
export interface Captured {
  readonly orderId: string
  readonly captureId: string
  readonly amount: number
  readonly currency: string
  readonly reference1: string | undefined
  readonly reference2: string | undefined
  readonly saleDate: string
  refunded: number
}

/** Everything of one merchant id. */
export interface Merchant {
  readonly merchantId: string
  readonly clock: Clock
  readonly settlementType: SettlementType
  readonly fees: Fees
  readonly captures: Captured[]
  /** Not paid out yet. */
  readonly pending: Entry[]
  readonly payouts: SettledPayout[]
  /** What the merchant owes from earlier payouts, by currency, positive. */
  readonly debts: Map<string, number>
  /** Counts up: ids are drawn from it. */
  drawn: number
}

export interface Fees {
  /** Hundredths of a percent of a sale. */
  readonly basisPoints: number
  /** Minor units, for each sale. */
  readonly fixed: number
  /** 2500 = 25 %. */
  readonly vatRate: number
}

/** The same merchant draws the same ids in the same order. */
export function drawId(merchant: Merchant): string {
  merchant.drawn += 1
  const digits = merchant.drawn.toString(16).padStart(12, '0')
  return `6b1d20c4-5a0e-4e4f-9f1c-${digits}`
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** Eight characters, as on a bank statement. */
export function drawReference(merchant: Merchant): string {
  merchant.drawn += 1
  // Steps that share no factor with the number of references: none comes twice.
  let rest = (merchant.drawn * 7_368_787) % LETTERS.length ** 6
  let text = ''
  for (let place = 0; place < 6; place += 1) {
    text = `${LETTERS[rest % LETTERS.length] ?? ''}${text}`
    rest = Math.floor(rest / LETTERS.length)
  }
  return `XI${text}`
}

/** To the second, as Klarna writes instants. */
export const stamp = (instant: Date): string => `${instant.toISOString().slice(0, 19)}Z`
