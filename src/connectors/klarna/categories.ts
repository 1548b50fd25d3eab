import type { PayoutCategory } from '#model/payout'

const TYPES: Readonly<Record<string, PayoutCategory>> = {
  SALE: 'charge',
  RETURN: 'refund',
  FEE: 'fee',
  FEE_REFUND: 'fee',
  COMMISSION: 'fee',
  TAX: 'fee-tax',
  REVERSAL: 'dispute',
  REVERSAL_MERCHANT_PROTECTION: 'dispute-reversal',
  CHARGE: 'dispute',
  CREDIT: 'dispute-reversal',
  HOLDBACK: 'reserve-hold',
  RELEASE: 'reserve-release',
  CORRECTION: 'adjustment',
}

/** Types under which Klarna books whatever it has: the finer word says more, where it is known. */
const BROAD: ReadonlySet<string> = new Set(['CHARGE', 'CREDIT', 'CORRECTION'])

const DETAILS: Readonly<Record<string, PayoutCategory>> = {
  DISPUTE_FEE: 'fee',
  DISPUTE_FEE_REFUND: 'fee',
  EXPIRY_FEE: 'fee',
  EXPIRY_FEE_GROSS: 'fee',
  EXTEND_DUE_DATE_FEE: 'fee',
  EXTRA_INVOICE_FEE: 'fee',
  FIXED_FEE_CORRECTION: 'fee',
  FIXED_FEE_CORRECTION_SE: 'fee',
  FIXED_FEE_CORRECTION_UK: 'fee',
  LATE_RETURN_FEE: 'fee',
  LOAN_AMORTISATION: 'advance-repayment',
  LOAN_FEE: 'fee',
  LOAN_PAYOUT: 'advance',
  MANUAL_ENTRY: 'adjustment',
  PERCENTAGE_FEES: 'fee',
  PERCENTAGE_FEE_CORRECTION: 'fee',
  PERCENTAGE_FEE_CORRECTION_SE: 'fee',
  PERCENTAGE_FEE_CORRECTION_UK: 'fee',
  RETURN_FEE: 'fee',
  SERVICING_FEE: 'fee',
  TRANSFER_FROM_LEGACY_INTEGRATION: 'transfer',
  VAT_ON_FEE_CORRECTION_UK: 'fee-tax',
}

/** Kinds that take from the merchant, whichever sign they are sent with. A correction may go either way. */
const DEDUCTIONS: ReadonlySet<string> = new Set([
  'RETURN',
  'FEE',
  'COMMISSION',
  'TAX',
  'REVERSAL',
  'CHARGE',
  'HOLDBACK',
])

/** What a row is; `unknown` when Klarna has a word for it that is not known here. */
export function categoryOf(type: string, detailedType: string | null | undefined): PayoutCategory {
  const own = (table: Readonly<Record<string, PayoutCategory>>, word: string): PayoutCategory | undefined =>
    Object.hasOwn(table, word) ? table[word] : undefined
  const finer = BROAD.has(type) && detailedType != null ? own(DETAILS, detailedType) : undefined
  return finer ?? own(TYPES, type) ?? 'unknown'
}

export const isDeduction = (type: string): boolean => DEDUCTIONS.has(type)
