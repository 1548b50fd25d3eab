import type { Decimal } from '#lib/decimal'
import type { Capabilities } from '#model/capabilities'
import type { HeldDocument } from '#model/held'
import type { Books, Posting, StockMove } from './ledger-books.ts'

/** One document of the ledger with what it did to the books. */
export interface LedgerEntry {
  held: HeldDocument
  readonly postings: readonly Posting[]
  readonly moves: readonly StockMove[]
  /** What is still open on the party's account because of it: positive = owed to the shop, negative = owed to the buyer. */
  open: Decimal
  /** Of a sales order: what payments have set aside for it. */
  reserved: Decimal
  /** What this document took from the open amounts of others when it was written, by reference. */
  readonly settled: { readonly reference: string; amount: Decimal }[]
}

/** The ledger's insides, for its rules. */
export interface LedgerState {
  readonly capabilities: Capabilities
  readonly books: Books
  readonly entries: LedgerEntry[]
  today: string
  closedUntil: string | null
}

/** An issued document by its reference. */
export const issuedEntry = (state: LedgerState, reference: string): LedgerEntry | undefined =>
  state.entries.find((entry) => entry.held.reference === reference && entry.held.state === 'issued')
