import type { Decimal } from '#lib/decimal'

/** The accounts of an ERP on which money lies that is no order's. */
export interface ErpLedgers {
  /** An account of its own for a purpose, as mappings name it; made where it is missing. */
  ledger(purpose: string): string
  /** What an account holds by the ERP's own entries, in the company's currency; debit positive. */
  holds(account: string): Decimal
  /** A bank feed books what arrived: it moves an amount from the account of transit to the bank. */
  feed(amount: Decimal): void
}
