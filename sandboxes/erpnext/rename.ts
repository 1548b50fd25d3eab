import type { Doc } from './controller.ts'
import { inApp } from './document.ts'
import { rows, text } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import type { SiteCore } from './site.ts'

/** Renames a document and every link to it; with `merge` it becomes a part of one that exists, and goes. */
export function renameDoc(site: SiteCore, doctype: string, from: string, to: string, merge = false): string {
  const doc = site.get(doctype, from)
  site.checkPermission(doctype, 'write', doc)
  // A name that differs only by case or accents is free.
  const taken = site.read(doctype, to)?.name === to
  if (merge && !taken)
    throw new FrappeError('ValidationError', `${doctype} ${to} does not exist, select a new target to merge`)
  if (!merge && taken)
    throw new FrappeError('ValidationError', `Another ${doctype} with name ${to} exists, select another name`)
  const { app, submittable } = site.meta(doctype)
  if (submittable) throw new FrappeError('ValidationError', `${doctype} not allowed to be renamed`)
  inApp(app, () => site.controllerOf(doctype).beforeRename?.(doc, to, merge, site))
  if (!merge) move(site, doc, to)
  relink(site, doctype, doc.name, to)
  inApp(app, () => site.controllerOf(doctype).afterRename?.(to, site))
  if (merge) site.delete(doctype, doc.name, { ignorePermissions: true })
  site.message({
    message: `Document renamed from <strong>${doc.name}</strong> to <strong>${to}</strong>`,
    indicator: 'green',
    alert: true,
  })
  return to
}

function move(site: SiteCore, doc: Readonly<Doc>, to: string): void {
  const meta = site.meta(doc.doctype)
  site.store.remove(doc.doctype, doc.name)
  const byField = meta.autoname.startsWith('field:') ? { [meta.autoname.slice('field:'.length)]: to } : {}
  const moved: Doc = { ...doc, ...byField, name: to, modified: site.now(), modified_by: site.user }
  for (const table of meta.tables) {
    moved[table.fieldname] = rows(doc, table.fieldname).map((row) => ({ ...row, parent: to }))
  }
  site.store.put(moved)
}

function relink(site: SiteCore, doctype: string, from: string, to: string): void {
  for (const name of site.doctypes()) {
    if (site.store.count(name) === 0) continue
    for (const field of site.meta(name).links) {
      if (field.fieldtype === 'Link' && field.options !== doctype) continue
      for (const holder of site.findBy(name, field.fieldname, from)) {
        if (field.fieldtype === 'Dynamic Link' && text(holder, field.options ?? '') !== doctype) continue
        site.setValue(name, holder.name, { [field.fieldname]: to }, { updateModified: false })
      }
    }
  }
}
