import type { Decimal } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { Capabilities } from '#model/capabilities'
import type { DocumentKind, MappedDocument, Party } from '#model/documents'
import type { BookedDocument } from '#model/held'
import type { Money } from '#model/money'
import type { Context } from './context.ts'

/** A customer of the target. */
export interface FoundParty {
  readonly externalId: string
  /** The target's ids of addresses, by `addressKey`. */
  readonly addresses: Readonly<Record<string, string>>
}

/** Customers of the target: found by a strong key before one is made. */
export interface PartyTarget<S> {
  /**
   * By our references first; then by e-mail address, only if one of `party.keys` is one (`email:…`): otherwise the merchant keeps
   * accounts with one mailbox apart. Companies by VAT number instead. `null` = there is none.
   */
  find(context: Context<S>, party: Party, references: readonly string[]): Promise<FoundParty | null>
  /**
   * Makes the customer, its contact and the addresses of `party`, with `references[0]` as our reference.
   *
   * @throws {TillbridgeError} `conflict` when somebody made it at the same time: find again.
   */
  create(context: Context<S>, party: Party, references: readonly string[]): Promise<FoundParty>
  /** Adds the addresses of `party` that `found` lacks; never touches what a person entered. */
  completeAddresses(context: Context<S>, found: FoundParty, party: Party): Promise<FoundParty>
}

/** What a document needs to know of customers and of documents that were written before it. */
export interface WriteContext {
  /** The target's customers, by the first key of each party that the document names. */
  readonly parties: Readonly<Record<string, FoundParty>>
  /** The documents that it names (`basedOn`, allocations, what journal lines settle), by reference, as the target holds them. */
  readonly documents: Readonly<Record<string, NamedDocument>>
}

export interface NamedDocument {
  readonly kind: DocumentKind
  readonly externalId: string
  /** The target's ids of its rows, by row id. */
  readonly rowIds: Readonly<Record<string, string>>
}

/** The target's customer of a document; the engine has found or made it before the write. */
export function foundParty({ parties }: WriteContext, party: Party): FoundParty {
  const found = parties[party.keys[0]]
  if (found !== undefined) return found
  throw new TillbridgeError({
    kind: 'bug',
    code: 'PARTY_MISSING',
    message: `${party.name} was not looked up before the write.`,
  })
}

/** Documents of the target. */
export interface DocumentTarget<S> {
  /** What the target can hold, and with which limits. */
  readonly capabilities: Capabilities
  /** Which fields of its own it takes in documents beyond theirs (`document.fields`); absent = none. */
  readonly extraFields?: ExtraFieldRules
  /** By our reference; cancelled ones too. `null` = it does not exist. */
  find(context: Context<S>, kind: DocumentKind, reference: string): Promise<BookedDocument | null>
  /**
   * Writes and issues the document in one transaction of the target.
   *
   * @throws {TillbridgeError} `conflict` with code `REFERENCE_EXISTS` when the reference is already there: find it;
   *   `rejected` with code `CUSTOMER_UNKNOWN` when the target no longer has `write.party`, and nothing was written.
   */
  create(context: Context<S>, document: MappedDocument, write: WriteContext): Promise<BookedDocument>
  /** Takes an issued document back, a closed order or what stands on one too. Cancelling a cancelled one is no error. */
  cancel(context: Context<S>, kind: DocumentKind, externalId: string): Promise<void>
  /**
   * Closes an issued sales order, so that it holds back no more stock while its documents stand. Closing a closed or cancelled one
   * is no error. Absent = it cannot be closed, and `capabilities.closesOrders` says so.
   */
  close?(context: Context<S>, kind: DocumentKind, externalId: string): Promise<void>
  /** Deletes a draft with everything that it holds; absent = drafts cannot be deleted. A draft that is gone is no error. */
  discard?(context: Context<S>, kind: DocumentKind, externalId: string): Promise<void>
  /**
   * Documents of a kind that the target holds, whoever wrote them, in pages: drafts and cancelled ones too. Absent = it cannot
   * be searched, so nothing can be compared or adopted.
   */
  search?(context: Context<S>, search: DocumentSearch): AsyncIterable<readonly FoundDocument[]>
  /**
   * Stores `reference` in a document that somebody else wrote, where the target lets an issued document take it. Can be repeated.
   *
   * @throws {TillbridgeError} `rejected` with code `REFERENCE_NOT_STORABLE` when the target does not take it: the document can
   *   still be linked; with code `REFERENCE_EXISTS` when another document has the reference, or this one has another.
   */
  adopt?(context: Context<S>, kind: DocumentKind, externalId: string, reference: string): Promise<void>
  /**
   * The last day that is closed for the party's documents, `YYYY-MM-DD`, or `null` when none is; asked after a write was refused
   * with code `PERIOD_CLOSED`. Absent = the target does not tell.
   */
  closedUntil?(context: Context<S>): Promise<string | null>
  /**
   * What payments and refund payments moved on the accounts where their money waits, in each account's currency, always positive, by
   * external id; those that are not known are left out. Asked before a payout closes them, a hundred at once.
   * Absent = the target does not tell.
   */
  cleared?(context: Context<S>, externalIds: readonly string[]): Promise<Readonly<Record<string, Money>>>
  /**
   * The sums the target would compute, when they can differ from the document's; used by the balance check before the write and
   * by previews. Absent = they cannot differ.
   */
  forecast?(settings: S, document: MappedDocument): { readonly total: string; readonly taxTotal: string } | null
}

/** Fields of a target that people may set, by its own names. */
export interface ExtraFieldRules {
  /**
   * Why people may not set this field, in a sentence for them; `null` = they may, if the target has it. What a document is judged by is
   * refused: amounts, quantities, taxes, accounts, the party, the currency, references.
   */
  refusal(kind: DocumentKind, on: 'document' | 'rows', field: string): string | null
  /** Those that every such target has, to be offered. */
  known(kind: DocumentKind, on: 'document' | 'rows'): readonly string[]
}

export interface DocumentSearch {
  readonly kind: DocumentKind
  /** By the document's own date, both days included, `YYYY-MM-DD`. */
  readonly from: string
  readonly to: string
}

/** A document as a search of the target finds it. */
export interface FoundDocument {
  readonly kind: DocumentKind
  readonly externalId: string
  /** Everything in it that may name an order or a payment: order numbers, remarks, what it pays. As written, not empty. */
  readonly numbers: readonly string[]
  /** In `currency`; positive in credit notes and refund payments too. */
  readonly total: Decimal
  /** `null` = the target does not tell, or the kind has no tax. */
  readonly taxTotal: Decimal | null
  /** Tax per account (or tax code), positive in credit notes too, where the target tells; absent = it does not. */
  readonly taxes?: readonly { readonly account: string; readonly amount: Decimal }[]
  readonly currency: string
  /** `YYYY-MM-DD`. */
  readonly date: string
  /** The target's id of the customer, as in `FoundParty`. */
  readonly partyExternalId: string | null
  readonly partyName: string | null
  readonly partyEmail: string | null
  /** Ours, when it holds one. */
  readonly reference: string | null
  readonly state: 'draft' | 'issued' | 'cancelled'
  /** The rows with an item, where the target tells. */
  readonly rows: readonly FoundRow[] | null
  readonly url: string | null
}

export interface FoundRow {
  readonly externalId: string
  readonly item: string
  readonly quantity: Decimal
  /** Without tax, after discounts. */
  readonly net: Decimal
}

/** A value that a mapping screen offers. */
export interface Choice {
  readonly value: string
  readonly label: string
}

/** Lists for the mapping: which codes does the target know, and which has the store to be mapped, before any order had them? */
export type ChoiceList =
  | 'companies'
  | 'warehouses'
  | 'tax-accounts'
  | 'tax-templates'
  | 'payment-modes'
  | 'accounts'
  | 'cost-centers'
  | 'price-lists'
  | 'item-groups'
  | 'items'
  | 'customer-groups'
  | 'territories'
  | 'gateways'
  | 'delivery-methods'
  | 'tax-rates'
