import { add, compare, type Decimal, isPositive, sum, ZERO } from '#lib/decimal'
import { isStockDocument, type SalesDocument, type StockDocument } from '#model/documents'
import { LedgerRefusal, refuseUnless } from './ledger-refusal.ts'
import { issuedEntry, type LedgerState } from './ledger-state.ts'

/** The rules for deliveries and what comes back of them. */
export function checkStock(state: LedgerState, document: StockDocument): void {
  refuseUnless(document.rows.length > 0, document, 'has no rows')
  for (const row of document.rows)
    refuseUnless(isPositive(row.quantity), document, `moves ${row.quantity} of ${row.id}`)
  if (document.basedOn === null) return
  const base = issuedEntry(state, document.basedOn)
  if (base === undefined) throw new LedgerRefusal(document, `rests on ${document.basedOn}, which is not issued`)
  if (document.kind === 'delivery') return
  refuseUnless(base.held.kind === 'delivery', document, `goods come back of a ${base.held.kind}`)
  const given = quantities(base.held.document as StockDocument)
  const back = [...state.entries.flatMap(({ held }) => returnsOf(held, document.basedOn)), document].map(quantities)
  for (const [id, sent] of given) {
    const returned = sum(back.map((one) => one.get(id) ?? ZERO))
    refuseUnless(compare(returned, sent) <= 0, document, `${returned} of ${id} would come back, ${sent} were sent`)
  }
  for (const row of document.rows) {
    refuseUnless(given.has(row.id), document, `${row.id} was not sent with ${document.basedOn}`)
  }
}

const returnsOf = (held: { readonly state: string; readonly document: object }, basedOn: string | null) => {
  const document = held.document as StockDocument | SalesDocument
  if (held.state !== 'issued' || !isStockDocument(document)) return []
  return document.kind === 'delivery-return' && document.basedOn === basedOn ? [document] : []
}

function quantities(document: StockDocument): Map<string, Decimal> {
  const counted = new Map<string, Decimal>()
  for (const row of document.rows) counted.set(row.id, add(counted.get(row.id) ?? ZERO, row.quantity))
  return counted
}
