import { FrappeError } from './frappe-error.ts'
import type { SiteCore } from './site.ts'

/** A document of a DocType that does not exist fails when the server looks for its code: 500, not 404. */
export function requireDoctype(site: SiteCore, doctype: string): void {
  if (site.findMeta(doctype) !== undefined) return
  for (const known of site.doctypes()) {
    // The database finds the DocType in any case; the code then is not found under that name.
    if (known.toLowerCase() === doctype.toLowerCase())
      throw new FrappeError('ImportError', doctype, { module: '', show: false })
  }
  const module = doctype.toLowerCase().replaceAll(/[ -]/g, '_')
  throw new FrappeError('ImportError', '', {
    show: false,
    exceptionLine: `Error: No module named 'frappe.core.doctype.${module}'`,
    status: 500,
  })
}
