import type { Clock } from '#lib/clock'
import type { Decimal } from '#lib/decimal'

/** A line of the settlement details report. Amounts are signed from the merchant's side; the report splits them into two columns. */
export interface Entry {
  readonly type: string
  readonly pspReference?: string
  readonly merchantReference?: string
  readonly method?: string
  readonly modificationReference?: string
  readonly modificationMerchantReference?: string
  readonly gross?: { readonly amount: Decimal; readonly currency: string }
  readonly rate?: string
  readonly net: Decimal
  readonly currency: string
  readonly costs?: Costs
  readonly at: Date
}

/** Either a commission, or the three parts of interchange++. */
export interface Costs {
  readonly commission?: Decimal
  readonly markup?: Decimal
  readonly scheme?: Decimal
  readonly interchange?: Decimal
}

/** What a buyer paid and the shop captured. */
export interface Payment {
  readonly pspReference: string
  readonly merchantReference: string
  readonly method: string
  readonly amount: Decimal
  readonly currency: string
  /** Units of the settlement currency for one of the payment's. */
  readonly rate: string
  refunded: Decimal
}

export interface Batch {
  readonly number: number
  readonly entries: readonly Entry[]
  /** What went to the bank, by currency. */
  readonly paid: Readonly<Record<string, Decimal>>
  /** Whether its report can be fetched. */
  hasReport: boolean
}

/** Everything of one merchant account. */
export interface Merchant {
  readonly company: string
  readonly account: string
  readonly live: boolean
  readonly clock: Clock
  readonly timeZone: { readonly name: string; readonly iana: string }
  /** In which the merchant is paid out. */
  readonly currency: string
  /** The columns of the report, in their order. */
  readonly columns: readonly string[]
  readonly payments: Payment[]
  /** Not in a closed batch yet. */
  readonly pending: Entry[]
  readonly batches: Batch[]
  drawn: number
}

const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ23456789'

/** Sixteen characters, as Adyen makes its references; none comes twice. */
export function drawReference(merchant: Merchant): string {
  merchant.drawn += 1
  let rest = merchant.drawn * 48_271
  let text = ''
  while (text.length < 14) {
    text = `${LETTERS[rest % LETTERS.length] ?? ''}${text}`
    rest = Math.floor(rest / LETTERS.length) + merchant.drawn
  }
  return `${text}82`
}
