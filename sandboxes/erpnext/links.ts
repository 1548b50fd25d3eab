import type { Doc, Site } from './controller.ts'
import { isBlank, rows, text } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import type { Field, Meta } from './meta.ts'

/** Every Link must point at a document; a found one is written in its own case. Cancelled targets are refused on submit. */
export function checkLinks(doc: Doc, site: Site): void {
  const meta = site.meta(doc.doctype)
  const broken: string[] = []
  const cancelled: string[] = []
  visit(doc, meta, site, '', broken, cancelled)
  for (const table of meta.tables) {
    const child = site.meta(table.options ?? '')
    for (const row of rows(doc, table.fieldname))
      visit(row, child, site, `Row #${text(row, 'idx')}: `, broken, cancelled)
  }
  if (broken.length > 0) throw new FrappeError('LinkValidationError', `Could not find ${broken.join(', ')}`)
  if (cancelled.length > 0)
    throw new FrappeError('CancelledLinkError', `Cannot link cancelled document: ${cancelled.join(', ')}`)
}

function visit(doc: Doc, meta: Meta, site: Site, prefix: string, broken: string[], cancelled: string[]): void {
  for (const field of meta.links) {
    const name = doc[field.fieldname]
    if (isBlank(name)) continue
    const target = targetOf(field, doc)
    if (target === '') continue
    const found = site.read(target, name)
    if (found === null) {
      if (!(target === 'DocType' && site.exists('DocType', name)))
        broken.push(`${prefix}${field.label}: ${String(name)}`)
      continue
    }
    doc[field.fieldname] = found.name
    if (found.docstatus === 2 && isSubmittable(doc, site) && field.fieldname !== 'amended_from')
      cancelled.push(`${prefix}${field.label}: ${String(name)}`)
    fetchFields(doc, meta, field, found)
  }
}

/** Only documents that are submitted themselves, and their rows, refuse cancelled targets. */
function isSubmittable(doc: Readonly<Doc>, site: Site): boolean {
  return site.meta(text(doc, 'parenttype') || doc.doctype).submittable
}

function targetOf(field: Field, doc: Doc): string {
  const { fieldtype, options = '' } = field
  return fieldtype === 'Link' ? options : text(doc, options)
}

/** Fields with `fetch_from: link.field` are copied from the linked document. */
function fetchFields(doc: Doc, meta: Meta, link: Field, found: Readonly<Doc>): void {
  for (const field of fetchedBy(meta).get(link.fieldname) ?? []) {
    if (field.allow_on_submit !== true && doc.docstatus === 1 && !isBlank(doc[field.fieldname])) continue
    if (field.fetch_if_empty === true && !isBlank(doc[field.fieldname])) continue
    const source = field.fetch_from?.split('.')[1] ?? ''
    if (found[source] === undefined || (isBlank(found[source]) && isBlank(doc[field.fieldname]))) continue
    doc[field.fieldname] = found[source]
  }
}

const fetched = new WeakMap<Meta, Map<string, Field[]>>()

function fetchedBy(meta: Meta): Map<string, Field[]> {
  const known = fetched.get(meta)
  if (known !== undefined) return known
  const made = new Map<string, Field[]>()
  for (const field of meta.fields) {
    const link = field.fetch_from?.split('.')[0]
    if (link === undefined || link === '') continue
    made.set(link, [...(made.get(link) ?? []), field])
  }
  fetched.set(meta, made)
  return made
}
