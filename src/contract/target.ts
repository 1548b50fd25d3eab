import type { DocumentKind, MappedDocument, Party } from '#model/documents'
import type { BookedDocument } from '#model/held'
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

/** What a document needs to know of others that were written before it. */
export interface WriteContext {
  readonly party: FoundParty
  /** The document named by `basedOn` or `settles`, as the target holds it. */
  readonly predecessor: {
    readonly kind: DocumentKind
    readonly externalId: string
    readonly rowIds: Readonly<Record<string, string>>
  } | null
}

/** Documents of the target. */
export interface DocumentTarget<S> {
  /** The kinds that can be written. */
  readonly kinds: readonly DocumentKind[]
  /** By our reference; cancelled ones too. `null` = it does not exist. */
  find(context: Context<S>, kind: DocumentKind, reference: string): Promise<BookedDocument | null>
  /**
   * Writes and issues the document in one transaction of the target.
   *
   * @throws {TillbridgeError} `conflict` with code `REFERENCE_EXISTS` when the reference is already there: find it;
   *   `rejected` with code `CUSTOMER_UNKNOWN` when the target no longer has `write.party`, and nothing was written.
   */
  create(context: Context<S>, document: MappedDocument, write: WriteContext): Promise<BookedDocument>
  /** Takes an issued document back. Cancelling a cancelled one is no error. */
  cancel(context: Context<S>, kind: DocumentKind, externalId: string): Promise<void>
  /**
   * The sums the target would compute, when they can differ from the document's; used by the balance check before the write and
   * by previews. Absent = they cannot differ.
   */
  forecast?(settings: S, document: MappedDocument): { readonly total: string; readonly taxTotal: string } | null
}

/** A value that a mapping screen offers. */
export interface Choice {
  readonly value: string
  readonly label: string
}

/** Lists for the mapping: which codes does the target know? */
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
