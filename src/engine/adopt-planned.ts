import type { Decimal } from '#lib/decimal'
import type { Mappings } from '#mapping/mappings'
import { type Resolution, resolve } from '#mapping/resolve'
import {
  type DocumentKind,
  isPaymentDocument,
  isSalesDocument,
  type MappedDocument,
  type TargetDocument,
} from '#model/documents'

/** What is compared of a planned document. */
export interface Planned {
  readonly document: TargetDocument
  /** With the target's codes, as a run would write it; or what the mapping lacks. */
  readonly mapped: Resolution<MappedDocument>
  /** The order's key in the store. */
  readonly orderKey: string
  readonly orderName: string
  readonly kind: DocumentKind
  readonly reference: string
  /** What a document of the target may name it by: the order's name, a purchase order number, the provider's reference. */
  readonly numbers: readonly string[]
  readonly total: Decimal
  readonly taxTotal: Decimal | null
  readonly currency: string
  readonly date: string
  readonly partyName: string
  readonly partyEmail: string | null
}

/**
 * The comparable side of a planned document; `null` for kinds without an amount of their own (deliveries, journals).
 *
 * @param mappings - with the items that its variants are bound to.
 */
export function comparable(document: TargetDocument, orderKey: string, mappings: Mappings): Planned | null {
  if (!isSalesDocument(document) && !isPaymentDocument(document)) return null
  const { kind, reference, orderName, currency, date, party } = document
  const sales = isSalesDocument(document)
  return {
    document,
    mapped: resolve(document, mappings),
    orderKey,
    orderName,
    kind,
    reference,
    numbers: sales
      ? [orderName, ...namedNumbers(document.purchaseOrderNumber)]
      : [orderName, ...namedNumbers(document.providerReference)],
    total: sales ? document.total : document.amount,
    taxTotal: sales ? document.taxTotal : null,
    currency,
    date,
    partyName: party.name,
    partyEmail: party.email,
  }
}

const namedNumbers = (text: string | null): string[] => (text === null || text.trim() === '' ? [] : [text])
