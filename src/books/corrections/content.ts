import { add, type Decimal, ZERO } from '#lib/decimal'
import {
  isPaymentDocument,
  isSalesDocument,
  type PaymentDocument,
  type SalesDocument,
  type TargetDocument,
  taxKeyText,
} from '#model/documents'
import { taxKeyId } from '#books/tax-keys'

/** One figure in which a held document differs from what it should say. */
export interface Change {
  /** In words a bookkeeper knows, e.g. `total`, `quantity of Mug`, `tax SE 25% included`. */
  readonly what: string
  readonly held: string
  readonly now: string
}

/** A document that is held and no longer wanted. */
export const GONE: Change = { what: 'document', held: 'in the books', now: 'no longer in the order' }

/** Figures by a stable name; `what` is only for people. */
type Content = Map<string, { readonly what: string; readonly value: string }>

/**
 * What differs between a document as it was written and as it would be written now, in what the books rest on: figures, parts,
 * taxes, currency. Names, addresses, notes, codes, dates, and how discounts are shown are not corrected after the fact.
 */
export function changesBetween(held: TargetDocument, now: TargetDocument): Change[] {
  const before = contentOf(held)
  const after = contentOf(now)
  return [...new Map([...before, ...after])].flatMap(([name, { what }]) => {
    const pair = { held: before.get(name)?.value ?? ZERO, now: after.get(name)?.value ?? ZERO }
    return pair.held.valueOf() === pair.now.valueOf() ? [] : [{ what, ...pair }]
  })
}

/** Deliveries and journals say what happened once; they are never compared. */
function contentOf(document: TargetDocument): Content {
  if (isSalesDocument(document)) return salesContent(document)
  return isPaymentDocument(document) ? paymentContent(document) : new Map()
}

const paymentContent = (payment: PaymentDocument): Content =>
  new Map(
    Object.entries({
      currency: payment.currency,
      'payment method': payment.gateway,
      amount: payment.amount,
      'cash rounding': payment.rounding,
    }).map(([what, value]) => [what, { what, value }]),
  )

function salesContent(document: SalesDocument): Content {
  const figures = new Map<string, { what: string; value: Decimal }>()
  const count = (name: string, what: string, amount: Decimal) =>
    figures.set(name, { what, value: add(figures.get(name)?.value ?? ZERO, amount) })
  count('total', 'total', document.total)
  for (const { key, amount } of document.taxes) count(`tax ${taxKeyId(key)}`, `tax ${taxKeyText(key)}`, amount)
  for (const row of document.rows) {
    // A discount row belongs to the part above it, so that showing discounts differently changes nothing.
    const part = row.id.replace(/:discount$/, '')
    if (row.id === part) count(`quantity ${part}`, `quantity of ${row.title}`, row.quantity)
    count(`net ${part}`, `net amount of ${row.title}`, row.net)
  }
  return new Map([['currency', { what: 'currency', value: document.currency }], ...figures])
}
