import { collate } from './collate.ts'
import type { Doc } from './controller.ts'
import { isBlank } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import { findSubmittedLink } from './back-links.ts'
import { repr } from './python.ts'
import type { SiteCore } from './site.ts'
import { storedForm } from './stored-form.ts'

/** Writes a document as SQL would: broken columns, dates, then the keys are refused by the database. */
export function writeDoc(site: SiteCore, doc: Doc, isNew: boolean): void {
  const meta = site.meta(doc.doctype)
  const ghost = site.ghostColumns.get(doc.doctype)
  if (ghost !== undefined) {
    throw new FrappeError(
      'OperationalError',
      `(1054, "Unknown column '${ghost}' in '${isNew ? 'INSERT INTO' : 'SET'}'")`,
      {
        module: 'pymysql.err',
        show: false,
      },
    )
  }
  const stored = storedForm(doc, meta, site.meta)
  if (isNew && site.exists(doc.doctype, doc.name)) throw duplicateName(site, doc)
  for (const field of meta.fields) {
    if (field.unique === true && !isBlank(stored[field.fieldname]))
      checkUnique(site, stored, field.fieldname, field.label)
  }
  site.store.put(stored)
}

function duplicateName(site: SiteCore, doc: Readonly<Doc>): FrappeError {
  site.message({
    message: `${doc.doctype} <strong>${doc.name}</strong> already exists`,
    title: 'Duplicate Name',
    indicator: 'red',
  })
  const entry = `IntegrityError(1062, "Duplicate entry '${doc.name}' for key 'PRIMARY'")`
  return new FrappeError('DuplicateEntryError', `(${repr(doc.doctype)}, ${repr(doc.name)}, ${entry})`, { show: false })
}

function checkUnique(site: SiteCore, doc: Readonly<Doc>, fieldname: string, label: string): void {
  const value = String(doc[fieldname])
  const other = site.findBy(doc.doctype, fieldname, value).find((one) => collate(one.name) !== collate(doc.name))
  if (other === undefined) return
  site.message({ message: `${label} must be unique` })
  const entry = `IntegrityError(1062, "Duplicate entry '${value}' for key '${fieldname}'")`
  throw new FrappeError('UniqueValidationError', `(${repr(doc.doctype)}, ${repr(doc.name)}, ${entry})`, { show: false })
}

/** A document cannot be cancelled while a submitted one points at it. */
export function checkWrittenLinks(site: SiteCore, doc: Readonly<Doc>): void {
  const link = findSubmittedLink(site, doc)
  if (link !== null) throw linkExists(doc, link)
}

export function linkExists(
  doc: Readonly<Doc>,
  link: { readonly doctype: string; readonly name: string; readonly row?: number },
): FrappeError {
  const anchor = (doctype: string, name: string): string => `<a href="/app/Form/${doctype}/${name}">${name}</a>`
  const place = link.row === undefined ? '' : `at Row: ${link.row}`
  const message = `Cannot delete or cancel because ${doc.doctype} ${anchor(doc.doctype, doc.name)} is linked with ${link.doctype} ${anchor(link.doctype, link.name)} ${place}`
  return new FrappeError('LinkExistsError', message)
}
