import type { Decimal } from '#lib/decimal'
import type { Faults } from '#sandboxes/kit/faults'
import type { MappingsInput } from '#mapping/mappings'
import type { BookKind, ErpDocument } from '#sandboxes/proof/erp-facts'
import type { ErpDesk } from './erp-desk.ts'
import type { ErpLedgers } from './erp-ledgers.ts'
import type { ErpGate } from './erp-gate.ts'
import type { ErpPeople } from './erp-people.ts'
import type { ErpShelf } from './erp-shelf.ts'

/** An ERP's server, to be disturbed and counted. */
export interface ErpServer {
  readonly faults: Faults
  /** Requests that came since the start, those that were disturbed among them. */
  readonly requestCount: number
  /** Drops all connections and listens again at the same place with the same books. */
  restart(): Promise<void>
}

export interface ErpRow {
  readonly item: string
  readonly quantity: Decimal
  /** Without tax. */
  readonly net: Decimal
}

export type TaxRow = NonNullable<MappingsInput['taxes']>[number]

/** The ERP of a story, looked at and worked in the same way whatever it is. */
export interface ErpSide extends ErpLedgers, ErpDesk, ErpGate, ErpPeople, ErpShelf {
  readonly name: string
  /** Where it answers, e.g. for what stands between. */
  readonly url: string
  readonly server: ErpServer
  /** Everything in its books, by its own data. */
  documents(): readonly ErpDocument[]
  /** What is still open of an order's invoices and credit notes, each without sign, by the ERP's name. */
  openAmounts(documents: readonly ErpDocument[]): readonly Decimal[]
  /** What an account holds, in the company's currency; debit positive. */
  balance(account: keyof ErpSide['accounts']): Decimal
  /** Where money waits for a payout, where it arrives, and what the provider keeps; as the mapping names them. */
  readonly accounts: Readonly<Record<'clearing' | 'bank' | 'fee' | 'giftCards' | 'storeCredit', string>>
  /** The tables of the story's configuration. */
  readonly mappings: MappingsInput
  /** A row of the mapping that books a country's tax on an account or code of its own, which is made where it is missing. */
  taxOf(country: string, percent: number): TaxRow
  /** Taxes that a document is under, as the mapping names them; also those of which nothing is due. */
  taxNames(document: ErpDocument): readonly string[]
  /** Rows with an item. */
  rows(document: ErpDocument): readonly ErpRow[]
  /** The day that a document is dated. */
  dayOf(document: ErpDocument): string
  /** The bookkeeper closes everything of a month up to this day, its last one; `null` opens it again. */
  close(day: string | null): void
  /** Makes ready for documents in a currency that is not the company's; answers what the connection's settings must say of it. */
  trade(currency: string): Readonly<Record<string, unknown>>
  /** Whether the ERP is set to round taxes on their sum and not by line, where it reckons taxes of its own. */
  roundOnSum(on: boolean): void
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
