import type { Doc } from './controller.ts'
import { collate } from './collate.ts'
import { text } from './fields.ts'
import { type Field, type Meta, standardMetas } from './meta.ts'
import type { SiteCore } from './site.ts'

export interface BackLink {
  readonly doctype: string
  readonly name: string
  /** Number of the row; told only of links whose DocType is a field beside them. */
  readonly row?: number
}

/** Ledgers and logs follow their voucher: they do not keep it from being cancelled or deleted. */
const FOLLOWERS: ReadonlySet<string> = new Set([
  'GL Entry',
  'Stock Ledger Entry',
  'Stock Reservation Entry',
  'Payment Ledger Entry',
  'Comment',
  'ToDo',
  'Deleted Document',
  'Bin',
  'Serial and Batch Bundle',
  'User Permission',
])

interface Pointer {
  readonly meta: Meta
  readonly field: Field
}

/** They do keep what they name – an item, an account, a customer – from being deleted. */
const LEDGERS: ReadonlySet<string> = new Set(['GL Entry', 'Stock Ledger Entry', 'Payment Ledger Entry'])

const pointers = new Map<string, readonly Pointer[]>()

/** The fields of all DocTypes that may point at a DocType. */
function pointersTo(doctype: string): readonly Pointer[] {
  const known = pointers.get(doctype)
  if (known !== undefined) return known
  const found: Pointer[] = []
  const isVoucher = standardMetas().get(doctype)?.submittable === true
  for (const meta of standardMetas().values()) {
    const follows = FOLLOWERS.has(meta.name) && (isVoucher || !LEDGERS.has(meta.name))
    if (follows || meta.issingle) continue
    for (const field of meta.links) {
      if (field.is_virtual === true || field.fieldname === 'amended_from') continue
      if (field.fieldtype === 'Dynamic Link' || field.options === doctype) found.push({ meta, field })
    }
  }
  pointers.set(doctype, found)
  return found
}

/** The first submitted document that points at this one. */
export function findSubmittedLink(site: SiteCore, doc: Readonly<Doc>): BackLink | null {
  return findLink(site, doc, (holder) => holder.docstatus === 1)
}

/** The first document, in whatever state, that points at this one. */
export function findAnyLink(
  site: SiteCore,
  doc: Readonly<Doc>,
  ignored: ReadonlySet<string> = new Set(),
): BackLink | null {
  return findLink(site, doc, (holder) => !ignored.has(text(holder, 'parenttype') || holder.doctype))
}

/** The database gives the documents that were changed last first. */
function newestFirst(holders: readonly Readonly<Doc>[]): readonly Readonly<Doc>[] {
  return holders.toSorted((one, other) => text(other, 'modified').localeCompare(text(one, 'modified')))
}

function findLink(site: SiteCore, doc: Readonly<Doc>, counts: (holder: Readonly<Doc>) => boolean): BackLink | null {
  for (const { meta, field } of pointersTo(doc.doctype)) {
    if (site.store.count(meta.name) === 0) continue
    for (const holder of newestFirst(site.findBy(meta.name, field.fieldname, doc.name))) {
      if (field.fieldtype === 'Dynamic Link' && text(holder, field.options ?? '') !== doc.doctype) continue
      if (!counts(holder)) continue
      const owner = meta.istable ? { doctype: text(holder, 'parenttype'), name: text(holder, 'parent') } : holder
      if (owner.doctype === doc.doctype && collate(owner.name) === collate(doc.name)) continue
      const at = { doctype: owner.doctype, name: owner.name }
      return meta.istable && field.fieldtype === 'Dynamic Link' ? { ...at, row: Number(holder['idx']) } : at
    }
  }
  return null
}
