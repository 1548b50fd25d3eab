import { findAnyLink } from './back-links.ts'
import type { Doc, Life, SaveOptions } from './controller.ts'
import { linkExists } from './database.ts'
import { run } from './document.ts'
import { text } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import type { SiteCore } from './site.ts'

const MANUAL = 'https://docs.erpnext.com//docs/user/manual/en/setting-up/articles/delete-submitted-document'

/** Deletes a document, unless it is submitted or something points at it; keeps a Deleted Document. */
export function deleteDoc(site: SiteCore, doctype: string, name: string, options: SaveOptions): void {
  const stored = site.read(doctype, name)
  if (stored === null) throw new FrappeError('DoesNotExistError', `${doctype} ${name} not found`, { show: false })
  const doc = site.get(doctype, name)
  if (options.ignorePermissions !== true) site.checkPermission(doctype, 'delete', doc)
  const life: Life = { isNew: false, before: stored, action: 'save' }
  run(site, 'onTrash', doc, life)
  site.heard('on_trash', doc)
  if (doc.docstatus === 1) throw submitted(doc)
  const link = findAnyLink(site, doc)
  if (link !== null) throw linkExists(doc, link)
  site.store.remove(doctype, doc.name)
  run(site, 'afterDelete', doc, life)
  if (doctype !== 'Deleted Document') keep(site, doc)
}

function submitted(doc: Readonly<Doc>): FrappeError {
  return new FrappeError(
    'ValidationError',
    `${doc.doctype} ${doc.name}: Submitted Record cannot be deleted. You must <a href='${MANUAL}' target='_blank'> Cancel </a> it first.`,
  )
}

function keep(site: SiteCore, doc: Readonly<Doc>): void {
  site.insertRaw({
    doctype: 'Deleted Document',
    name: '',
    docstatus: 0,
    deleted_doctype: doc.doctype,
    deleted_name: doc.name,
    restored: 0,
    data: JSON.stringify(doc),
    owner: site.user || text(doc, 'owner'),
  })
}
