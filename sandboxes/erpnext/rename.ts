import type { Doc } from './controller.ts'
import { rows, text } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import type { SiteCore } from './site.ts'

/** Renames a document and every link to it. */
export function renameDoc(site: SiteCore, doctype: string, from: string, to: string): string {
  const doc = site.get(doctype, from)
  site.checkPermission(doctype, 'write', doc)
  if (site.exists(doctype, to))
    throw new FrappeError('ValidationError', `Another ${doctype} with name ${to} exists, select another name`)
  const meta = site.meta(doctype)
  site.store.remove(doctype, from)
  const byField = meta.autoname.startsWith('field:') ? { [meta.autoname.slice('field:'.length)]: to } : {}
  const moved: Doc = { ...doc, ...byField, name: to, modified: site.now(), modified_by: site.user }
  for (const table of meta.tables) {
    moved[table.fieldname] = rows(doc, table.fieldname).map((row) => ({ ...row, parent: to }))
  }
  site.store.put(moved)
  relink(site, doctype, doc.name, to)
  if (doctype === 'Customer') site.setValue('Customer', to, { customer_name: to }, { updateModified: false })
  site.message({
    message: `Document renamed from <strong>${doc.name}</strong> to <strong>${to}</strong>`,
    indicator: 'green',
    alert: true,
  })
  return to
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
