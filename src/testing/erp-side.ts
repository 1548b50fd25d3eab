import type { Decimal } from '#lib/decimal'
import type { BookKind, ErpDocument } from '#sandboxes/proof/erp-facts'

/** The ERP of a story, looked at and worked in the same way whatever it is. */
export interface ErpSide {
  readonly name: string
  /** Where it answers, e.g. for what stands between. */
  readonly url: string
  /** Everything in its books, by its own data. */
  documents(): readonly ErpDocument[]
  /** What is still open of an order's invoices and credit notes, each without sign, by the ERP's name. */
  openAmounts(documents: readonly ErpDocument[]): readonly Decimal[]
  /** What an account holds, in the company's currency; debit positive. */
  balance(account: keyof ErpSide['accounts']): Decimal
  /** Where money waits for a payout, where it arrives, and what the provider keeps; as the mapping names them. */
  readonly accounts: { readonly clearing: string; readonly bank: string; readonly fee: string }
  /** As rules of stock name the place where goods lie. */
  readonly place: string
  /** What lies there of an item, and what of it open orders hold back. */
  level(item: string): { readonly onHand: number; readonly reserved: number }
  /** Sets what lies there. */
  count(item: string, pieces: number): void
  /** A person sends all that a sales order still wants, in one parcel. */
  send(salesOrder: ErpDocument, parcelNumber: string): void
  /** A request that writes documents of a kind, as `METHOD /path body`. */
  writing(kind: BookKind): RegExp
}
