import { drawReference, type Entry, type Merchant, type SettledPayout } from './state.ts'

/** Pays out everything pending in one currency, debt of earlier payouts taken off. `null`: there is nothing. */
export function settle(merchant: Merchant, currency: string, date: Date): SettledPayout | null {
  const entries = merchant.pending.filter((entry) => entry.currency_code === currency)
  if (entries.length === 0) return null
  const others = merchant.pending.filter((entry) => entry.currency_code !== currency)
  merchant.pending.splice(0, merchant.pending.length, ...others)
  const opening = merchant.debts.get(currency) ?? 0
  const balance = entries.reduce((sum, { amount }) => sum + amount, 0) - opening
  // Less than nothing cannot be paid: it is carried to the next payout.
  const closing = Math.max(0, -balance)
  merchant.debts.set(currency, closing)
  const payout: SettledPayout = {
    payment_reference: drawReference(merchant),
    payout_date: `${date.toISOString().slice(0, 10)}T00:00:00Z`,
    currency_code: currency,
    merchant_settlement_type: merchant.settlementType,
    totals: totalsOf(entries, { settlement: Math.max(0, balance), opening, closing }),
    entries,
  }
  merchant.payouts.push(payout)
  return payout
}

const TOTALS = {
  SALE: 'sale_amount',
  RETURN: 'return_amount',
  FEE: 'fee_amount',
  TAX: 'tax_amount',
  COMMISSION: 'commission_amount',
  REVERSAL: 'reversal_amount',
  CHARGE: 'charge_amount',
  CREDIT: 'credit_amount',
  REVERSAL_MERCHANT_PROTECTION: 'credit_amount',
  HOLDBACK: 'holdback_amount',
  RELEASE: 'release_amount',
  CORRECTION: 'fee_correction_amount',
  FEE_REFUND: 'fee_refund_amount',
} as const

/** By kind, without signs, as the settlement files show them. */
function totalsOf(
  entries: readonly Entry[],
  { settlement, opening, closing }: { settlement: number; opening: number; closing: number },
): Record<string, number> {
  const totals: Record<string, number> = {
    ...Object.fromEntries(Object.values(TOTALS).map((name) => [name, 0])),
    repay_amount: 0,
    tax_refund_amount: 0,
    deposit_amount: 0,
    settlement_amount: settlement,
    opening_debt_balance_amount: opening,
    closing_debt_balance_amount: closing,
  }
  for (const { type, amount } of entries) {
    const name = Object.hasOwn(TOTALS, type) ? TOTALS[type as keyof typeof TOTALS] : undefined
    if (name !== undefined) totals[name] = (totals[name] ?? 0) + Math.abs(amount)
  }
  return totals
}
