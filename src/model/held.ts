import type { DocumentKind, TargetDocument } from './documents.ts'
import type { Decimal } from '#lib/decimal'

/** A document that the target holds for an order: what we wrote and what the target made of it. */
export interface HeldDocument {
  readonly kind: DocumentKind
  readonly reference: string
  /** The target's own id, e.g. `SAL-ORD-2026-00012`. */
  readonly externalId: string
  readonly state: 'issued' | 'cancelled'
  /** As it was planned when it was written; the base of all later comparisons. */
  readonly document: TargetDocument
  /** The target's ids of our rows, by row id, for documents that point at them. */
  readonly rowIds: Readonly<Record<string, string>>
  /** A sales order of which nothing will be delivered any more: it stands, and holds back no stock. Nothing may follow it. */
  readonly closed?: true
  /** The target's own people made it, not we: it is known so that it is not made again, and is never changed or taken back. */
  readonly byTarget?: true
}

/** What the target answered about a document that it holds. */
export interface BookedDocument {
  readonly externalId: string
  readonly state: 'draft' | 'issued' | 'cancelled'
  /** The document's total in its own currency, as the target computed it; `null` when it does not say. */
  readonly total: Decimal | null
  readonly taxTotal: Decimal | null
  readonly rowIds: Readonly<Record<string, string>>
  /** Where a person opens it. */
  readonly url: string | null
  /** Texts the target added, e.g. warnings. */
  readonly messages: readonly string[]
  /** Extra fields of the document that the target took no notice of, by its names; absent = none, or nobody can tell. */
  readonly ignoredFields?: readonly string[]
}
