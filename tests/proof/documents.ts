import { isJournal, isPaymentDocument, isSalesDocument, type TargetDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'

/** A document as it was issued, to be compared with later. */
export const stampOf = (held: HeldDocument): string => JSON.stringify(held.document)

// One source, one document: of these kinds a second issued one for the same source counts something twice.
const SINGLE = new Set(['sales-order', 'payment', 'refund-payment', 'delivery'])

/** Sources that have more than one issued document of a kind that allows one. */
export function doublesIn(held: readonly HeldDocument[]): string[] {
  const seen = new Set<string>()
  // A delivery that cannot be cancelled was taken back when all of its goods came back: it may be written again.
  const undone = new Set(
    held.flatMap(({ document }) =>
      document.kind === 'delivery-return' && document.reference.includes(':delivery-return:f') ? document.basedOn : [],
    ),
  )
  return held.flatMap(({ kind, reference, state }) => {
    if (state !== 'issued' || !SINGLE.has(kind) || undone.has(reference)) return []
    const first = reference.replace(/#\d+$/, '')
    if (seen.has(first)) return [`${first} is issued twice`]
    seen.add(first)
    return []
  })
}

/** A document in one line, for the one who replays a difference. */
export function documentLine(document: TargetDocument): string {
  const { reference, date } = document
  const basedOn = 'basedOn' in document && document.basedOn !== null ? ` on ${document.basedOn}` : ''
  return `${reference} ${date}${basedOn}: ${contentOf(document)}`
}

function contentOf(document: TargetDocument): string {
  if (isJournal(document)) {
    const lines = document.lines.map(({ ledger, amount, settles }) => `${amount} ${ledger.kind} ${settles ?? ''}`)
    return `${document.purpose} ${lines.join(', ')}`
  }
  if (isPaymentDocument(document)) {
    const parts = document.allocations.map((one) => `${one.amount} to ${one.reference}`)
    return `${document.amount} by ${document.gateway}, rounding ${document.rounding}; ${parts.join(', ')}`
  }
  if (!isSalesDocument(document)) {
    return document.rows.map((row) => `${row.id} ×${row.quantity} @${row.locationExternalId}`).join(', ')
  }
  const rows = document.rows.map(
    (row) =>
      `${row.id} ×${row.quantity} ${row.gross} (${row.taxes.map((tax) => `${tax.key.ratePercent}%: ${tax.amount}`).join(' ')})`,
  )
  return `${document.total} ${document.currency} = ${rows.join(', ')}`
}
