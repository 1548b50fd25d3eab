import { isSalesDocument, type TargetDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import { type Change, changesBetween } from './content.ts'

/** One change to the target. */
export type Write =
  | { readonly action: 'create'; readonly document: TargetDocument }
  | { readonly action: 'cancel'; readonly held: HeldDocument }

/** How the target gets from what it holds to what it should hold. */
export type Correction =
  | { readonly possible: true; readonly writes: readonly Write[]; readonly targets: readonly TargetDocument[] }
  | { readonly possible: false; readonly document: HeldDocument; readonly changes: readonly Change[] }

/**
 * The one place that decides how held documents are corrected. A sales order on which nothing rests yet is cancelled and, when
 * there is still something to sell, written again under the next reference. Invoices and payments are final: a difference to
 * one of them is reported, not repaired.
 *
 * @param wanted - in the order in which they are written; `basedOn` and `settles` name first references.
 */
export function correct(wanted: readonly TargetDocument[], held: readonly HeldDocument[]): Correction {
  const issued = held.filter((document) => document.state === 'issued')
  const dependents = issued.filter((document) => document.kind !== 'sales-order')
  const writes: Write[] = []
  const targets: TargetDocument[] = []
  const references = new Map<string, string>()
  for (const gone of issued.filter((document) => !wanted.some((target) => isSuccession(target, document)))) {
    if (gone.kind !== 'sales-order' || dependents.length > 0) return impossible(gone, [GONE])
    writes.push({ action: 'cancel', held: gone })
  }
  for (const target of wanted) {
    const current = issued.find((document) => isSuccession(target, document))
    const changes = current === undefined ? [] : changesBetween(current.document, target)
    if (current !== undefined && changes.length === 0) {
      references.set(target.reference, current.reference)
      targets.push(current.document)
      continue
    }
    if (current !== undefined) {
      if (current.kind !== 'sales-order' || dependents.length > 0) return impossible(current, changes)
      writes.push({ action: 'cancel', held: current })
    }
    const reference = nextReference(target.reference, held)
    references.set(target.reference, reference)
    const document = relinked({ ...target, reference }, references)
    writes.push({ action: 'create', document })
    targets.push(document)
  }
  return { possible: true, writes, targets }
}

const impossible = (document: HeldDocument, changes: readonly Change[]): Correction => ({
  possible: false,
  document,
  changes,
})

const GONE: Change = { what: 'document', held: 'in the books', now: 'no longer in the order' }

/** The reference without the mark of its succession: `…:sales-order:5501#2` → `…:sales-order:5501`. */
const firstReference = (reference: string): string => reference.replace(/#\d+$/, '')

const isSuccession = (target: TargetDocument, held: HeldDocument): boolean =>
  firstReference(held.reference) === target.reference

/** References are never used twice, not even after a cancellation. */
function nextReference(first: string, held: readonly HeldDocument[]): string {
  const used = held
    .filter((document) => firstReference(document.reference) === first)
    .map((document) => Number(/#(\d+)$/.exec(document.reference)?.[1] ?? '1'))
  return used.length === 0 ? first : `${first}#${Math.max(...used) + 1}`
}

/** Points the document at the documents that really exist, or will. */
function relinked(document: TargetDocument, references: ReadonlyMap<string, string>): TargetDocument {
  const current = (first: string | null) => (first === null ? null : (references.get(first) ?? first))
  return isSalesDocument(document)
    ? { ...document, basedOn: current(document.basedOn) }
    : { ...document, settles: current(document.settles) }
}
